/** What a server made of a case, without what is another every time. */

import { isJsonObject, type Json, type JsonObject } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import type { Case } from "./suite.ts";

/** The object, or what is wrong with it. */
export type Answer =
  | { object: Json }
  | { code: number; message: string }
  | { code: number; causes: string[] };

/** Answers of the API server by the id of the case. */
export type Recording = Record<string, Answer>;

/** Longest text that is compared: Go writes out whole objects. */
const LONGEST = 300;

export interface StatusLike {
  code?: number;
  message?: string;
  details?: { causes?: { reason?: string; field?: string; message?: string }[] };
}

/** @param live the object that a change is about */
export function refusal({ code = 0, message = "", details }: StatusLike, live?: LiveObject): Answer {
  const causes = details?.causes;
  const text = (value: string): string => withoutChance(value, live).slice(0, LONGEST);
  if (code !== 422 || causes === undefined) return { code, message: text(message) };
  const told = causes.map((cause) => text(`${cause.reason} ${cause.field} | ${cause.message}`));
  return { code, causes: inOneOrder(told) };
}

// Go goes through the entries of a map in an order of chance.
function inOneOrder(causes: readonly string[]): string[] {
  const ofMap = /^\w+ metadata\.(?:labels|annotations) /;
  const sorted = causes.filter((cause) => ofMap.test(cause)).sort();
  return causes.map((cause) => (ofMap.test(cause) ? (sorted.shift() ?? cause) : cause));
}

/** Fields of metadata that are another every time. */
const METADATA = ["uid", "creationTimestamp", "resourceVersion", "managedFields"];

/** @param sent what the case asked for */
export function success(
  { verb }: Case,
  object: Manifest,
  { sent, live }: { sent: Manifest; live?: LiveObject | undefined },
): Answer {
  const { status, ...rest } = object as unknown as JsonObject;
  const isNew = verb === "create" || verb === "make";
  const own = (live ?? object) as LiveObject;
  const plain = (value: Json): Json =>
    JSON.parse(withoutTimes(withoutChance(JSON.stringify(value), own), JSON.stringify(sent))) as Json;
  if (verb === "status") return { object: sorted(plain(status ?? null)) };
  const copy = plain({ ...rest, ...(isNew && status !== undefined ? { status } : {}) }) as JsonObject;
  const metadata = copy["metadata"] as JsonObject;
  for (const field of METADATA) delete metadata[field];
  if (sent.metadata.generateName !== undefined) delete metadata["name"];
  if (object.kind === "Service") hideAllocated(copy["spec"] as ServiceSpec, sent["spec"] ?? {}, live);
  return { object: sorted(copy) };
}

/** Hides times that nobody sent. */
function withoutTimes(text: string, sent: string): string {
  return text.replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, (time) =>
    sent.includes(time) ? time : '"<time>"',
  );
}

/** Takes UIDs, names of volumes and the address of a Service out of a text. */
function withoutChance(text: string, live: LiveObject | undefined): string {
  const address = ((live?.["spec"] ?? {}) as { clusterIP?: string }).clusterIP ?? "";
  const uid = live?.metadata.uid ?? "";
  return (
    (
      address.startsWith("10.0.") && live?.kind === "Service" && live.metadata.name !== FIXED
        ? text.replaceAll(`${address}"`, '<ip>"')
        : text
    )
      .replaceAll(uid === "" ? "\u0000" : uid, "<uid>")
      .replaceAll(/(kube-api-access-|kinds-made-|Not Valid-)[bcdf-hj-np-tv-z2-9]{5}\b/g, "$1<suffix>")
      // Go writes its own types, with other names.
      .replaceAll(/(Invalid value: )\{"[A-Z].*\}(: [^:]*)$/gs, "$1{…}$2")
      .replaceAll(/(Invalid value: )\{"[a-z].*\}(: field is immutable)$/gs, "$1{…}$2")
      .replaceAll(/\n[-+@ ].*$/gs, "\n…")
  );
}

interface ServiceSpec {
  clusterIP?: string;
  clusterIPs?: string[];
  healthCheckNodePort?: number;
  ports?: { nodePort?: number }[];
}

/** The Service whose address and port are not drawn by lot. */
const FIXED = "service-fixed";

/** Hides what the server chose: what the case itself does not name, and what it was when the object was made. */
function hideAllocated(spec: ServiceSpec, sent: ServiceSpec, live: LiveObject | undefined): void {
  const isDrawn = live !== undefined && live.metadata.name !== FIXED;
  const old = live?.["spec"] as ServiceSpec | undefined;
  const asked = JSON.stringify([sent, old]);
  const isAsked = (value: string | number): boolean => asked.includes(JSON.stringify(value));
  if (spec.clusterIP !== undefined && !isAsked(spec.clusterIP)) spec.clusterIP = "<ip>";
  if (spec.clusterIPs !== undefined)
    spec.clusterIPs = spec.clusterIPs.map((one) => (isAsked(one) ? one : "<ip>"));
  for (const port of spec.ports ?? [])
    if (port.nodePort !== undefined && (isDrawn || !isAsked(port.nodePort))) port.nodePort = -1;
  const { healthCheckNodePort: health } = spec;
  if (health !== undefined && (!isAsked(health) || health === old?.healthCheckNodePort))
    spec.healthCheckNodePort = -1;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field ?? null)]),
  );
}
