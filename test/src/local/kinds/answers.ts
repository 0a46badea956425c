/** What a server made of a case, without what is another every time. */

import { readFileSync } from "node:fs";
import { isJsonObject, type Json, type JsonObject } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import type { Case } from "./suite.ts";

/** The object, or what is wrong with it. */
export type Answer = { object: Json } | { code: number; message: string } | { code: number; causes: string[] };

/** Answers of the API server by the id of the case. */
export type Recording = Record<string, Answer>;

const FILE = new URL("differential.generated.json", import.meta.url);

/** Longest text that is compared: Go writes out whole objects. */
const LONGEST = 300;

export function readRecording(): Recording {
  return JSON.parse(readFileSync(FILE, "utf8")) as Recording;
}

/** One case a line, so that a change of the server shows as the lines that changed. */
export function recordingText(recording: Recording): string {
  return `{\n${Object.entries(recording)
    .map(([id, answer]) => `${JSON.stringify(id)}: ${JSON.stringify(answer)}`)
    .join(",\n")}\n}\n`;
}

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
  return { code, causes: causes.map((cause) => text(`${cause.reason} ${cause.field} | ${cause.message}`)) };
}

/** Fields of metadata that are another every time. */
const METADATA = ["uid", "creationTimestamp", "resourceVersion", "managedFields"];

/** @param sent what the case asked for */
export function success({ verb }: Case, object: Manifest, { sent, live }: { sent: Manifest; live?: LiveObject | undefined }): Answer {
  const { status, ...rest } = object as unknown as JsonObject;
  const isNew = verb === "create" || verb === "make";
  if (verb === "status") return { object: sorted(status ?? null) };
  const whole: JsonObject = { ...rest, ...(isNew && status !== undefined ? { status } : {}) };
  const own = (live ?? object) as LiveObject;
  const text = withoutChance(JSON.stringify(whole), own);
  const copy = JSON.parse(withoutTimes(text, JSON.stringify(sent))) as JsonObject;
  const metadata = copy["metadata"] as JsonObject;
  for (const field of METADATA) delete metadata[field];
  if (sent.metadata.generateName !== undefined) delete metadata["name"];
  if (object.kind === "Service") hideAllocated(copy, [sent, live]);
  return { object: sorted(copy) };
}

/** Hides times that nobody sent. */
function withoutTimes(text: string, sent: string): string {
  return text.replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, (time) => (sent.includes(time) ? time : '"<time>"'));
}

/** Takes UIDs, names of volumes and the address of a Service out of a text. */
function withoutChance(text: string, live: LiveObject | undefined): string {
  const address = ((live?.["spec"] ?? {}) as { clusterIP?: string }).clusterIP ?? "";
  const uid = live?.metadata.uid ?? "";
  return (address.startsWith("10.0.") && live?.kind === "Service" && live.metadata.name !== "service-fixed" ? text.replaceAll(`${address}"`, '<ip>"') : text)
    .replaceAll(uid === "" ? "\u0000" : uid, "<uid>")
    .replaceAll(/(kube-api-access-|kinds-made-|Not Valid-)[bcdf-hj-np-tv-z2-9]{5}\b/g, "$1<suffix>")
    // Go writes its own types, with other names.
    .replaceAll(/(Invalid value: )\{"[A-Z].*\}(: [^:]*)$/gs, "$1{…}$2")
    .replaceAll(/(Invalid value: )\{"[a-z].*\}(: field is immutable)$/gs, "$1{…}$2")
    .replaceAll(/\n[-+@ ].*$/gs, "\n…");
}

interface ServiceLike {
  spec?: { clusterIP?: string; clusterIPs?: string[]; healthCheckNodePort?: number; ports?: { nodePort?: number }[] };
}

/** Hides what the server chose, so what nobody sent. */
function hideAllocated(copy: JsonObject, known: (Manifest | undefined)[]): void {
  const spec = (copy as ServiceLike).spec ?? {};
  const asked = JSON.stringify(known.map((one) => one?.["spec"]));
  const isAsked = (value: string | number | undefined): boolean => value === undefined || asked.includes(JSON.stringify(value));
  if (!isAsked(spec.clusterIP)) spec.clusterIP = "<ip>";
  spec.clusterIPs = spec.clusterIPs?.map((one) => (isAsked(one) ? one : "<ip>"));
  if (spec.healthCheckNodePort !== undefined && !isAsked(spec.healthCheckNodePort)) spec.healthCheckNodePort = -1;
  for (const port of spec.ports ?? []) if (port.nodePort !== undefined && !isAsked(port.nodePort)) port.nodePort = -1;
  for (const port of spec.ports ?? []) if (port.nodePort !== undefined && known[1] !== undefined && known[1].metadata.name !== "service-fixed") port.nodePort = -1;
  if (spec.healthCheckNodePort !== undefined && known[1] !== undefined && (known[0] as ServiceLike).spec?.healthCheckNodePort === (known[1] as ServiceLike).spec?.healthCheckNodePort) spec.healthCheckNodePort = -1;
  if (spec.clusterIPs === undefined) delete spec.clusterIPs;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field ?? null)]),
  ) as JsonObject;
}
