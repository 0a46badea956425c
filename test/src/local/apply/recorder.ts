/** Plays scenarios on the real API server and writes down what it answers. */

import { type JsonObject, isJsonObject } from "../../../../src/model/json.ts";
import { adminAccess } from "../../../support/control-plane.ts";
import type { KindName, Scenario, Step, Write } from "./scenario.ts";
import { States } from "./states.ts";
import type { Vector } from "./vectors.ts";

export const NAMESPACE = "vectors";

const CONTENT_TYPES = {
  apply: "application/apply-patch+yaml",
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  create: "application/json",
  update: "application/json",
};

/** Where times of all scenarios start. */
const EPOCH = Date.parse("2026-01-01T00:00:00Z");

/** The name of the object of a scenario. It is the same in all that is kept. */
export function objectName(index: number): string {
  return `recorded-${index}-object`;
}

function sameName<T>(value: T, name: string): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value).replaceAll(name, "object")) as T);
}

const access = adminAccess();

/** One request as administrator. */
export async function ask(
  method: string,
  path: string,
  body?: unknown,
  contentType = "application/json",
): Promise<{ code: number; body: JsonObject }> {
  const response = await fetch(access.server + path, {
    method,
    headers: { Authorization: `Bearer ${access.token}`, "Content-Type": contentType },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    tls: { ca: access.ca },
  });
  return { code: response.status, body: (await response.json()) as JsonObject };
}

export interface Recorded {
  states: States;
  vectors: Vector[];
  /** Refusals that others than the code under test give: validation, decoding. */
  leftOut: Map<string, number>;
}

/** One object that a scenario is about. */
interface Subject {
  scenario: Scenario;
  name: string;
  /** The second in which the scenario began. */
  began: number;
  /** Added to the kind's name once its schema changed. */
  schema: "" | "@later";
}

export class Recorder {
  readonly recorded: Recorded = { states: new States(), vectors: [], leftOut: new Map() };

  /** Plays the steps of a scenario on an object of this name. */
  async play(scenario: Scenario, name: string): Promise<void> {
    const began = Math.floor(Date.now() / 1000) * 1000;
    await this.#steps({ scenario, name, began, schema: "" }, scenario.steps);
  }

  /** Plays the steps that come after the schema changed. */
  async playLater(scenario: Scenario, name: string): Promise<void> {
    const began = Math.floor(Date.now() / 1000 - 100) * 1000;
    await this.#steps({ scenario, name, began, schema: "@later" }, scenario.later ?? []);
  }

  async #steps(subject: Subject, steps: readonly Step[]): Promise<void> {
    for (const { write, probes = [] } of steps) {
      if (!(await this.#write(subject, write, { dryRun: false }))) return;
      // Every write in a second of its own: so the order of owners shows.
      await Bun.sleep(1100);
      for (const probe of probes) await this.#write(subject, probe, { dryRun: true });
    }
  }

  /** @returns whether the server took it: a scenario ends where it does not */
  async #write(subject: Subject, write: Write, { dryRun }: { dryRun: boolean }): Promise<boolean> {
    const kind = {
      ...subject.scenario.kind,
      apiVersion: write.apiVersion ?? subject.scenario.kind.apiVersion,
    };
    const live = await settled(kind, subject.name);
    const sent = bodyOf(write, { kind, name: subject.name, live: live ?? {} });
    const start = Math.floor(Date.now() / 1000) * 1000;
    const sentAnswer = await send(write, { kind, name: subject.name, sent, dryRun });
    // A Scale is written, but the object that it scales is looked at.
    const scaled = write.subresource === "scale" && sentAnswer.code < 300;
    const answer = scaled ? await ask("GET", pathOf(kind, subject.name)) : sentAnswer;
    if (dryRun && (await versionNow(kind, subject.name)) !== versionOf(live)) {
      // Somebody wrote meanwhile, and the answer may be about either state.
      return this.#write(subject, write, { dryRun });
    }
    const times = new Set(timesOf(answer.body).filter((time) => time >= start));
    // A second began while the server worked, and it wrote both.
    if (dryRun && times.size > 1) return this.#write(subject, write, { dryRun });
    const shift = EPOCH - subject.began;
    const given = { subject, write, kind, sent: sameName(sent, subject.name) };
    const answered = { code: answer.code, body: sameName(answer.body, subject.name) };
    this.#keep(given, answered, { live: sameName(live, subject.name), start: start + shift, shift });
    return answer.code < 300;
  }

  #keep(
    { subject, write, sent, kind }: { subject: Subject; write: Write; sent: unknown; kind: KindName },
    answer: { code: number; body: JsonObject },
    { live, start, shift }: { live: JsonObject | undefined; start: number; shift: number },
  ): void {
    const { states, vectors, leftOut } = this.recorded;
    const refused = answer.code >= 300;
    if (refused && !isOurs(answer.body)) {
      const why = `${subject.scenario.category} ${write.operation}: ${JSON.stringify(answer.body["message"]).slice(0, 160)}`;
      leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
      return;
    }
    const before = live === undefined ? undefined : states.add(comparable(live, shift));
    const after = refused ? undefined : comparable(answer.body, shift);
    const newest = Math.max(...timesOf(after), start);
    const now = timesOf(after).some((time) => time >= start) ? newest : start + 60_000;
    vectors.push({
      category: subject.scenario.category,
      kind: `${kind.apiVersion}/${kind.kind}${subject.schema}`,
      operation: write.operation,
      manager: write.manager,
      ...(write.force === true ? { force: true } : {}),
      ...(write.subresource === undefined ? {} : { subresource: write.subresource }),
      ...(before === undefined ? {} : { live: before }),
      ...sentToKeep(write, sent, live),
      ...(after === undefined ? {} : { after: states.add(after, before) }),
      ...(refused ? { refused: statusOf(answer.body) } : {}),
      now: second(now),
    });
  }
}

function second(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Conflicts, misfits of the schema, and patches that cannot be applied; not what validation says. */
function isOurs(status: JsonObject): boolean {
  const { code, reason, message, details } = status;
  const text = typeof message === "string" ? message : "";
  if (code === 409) return text.startsWith("Apply failed with");
  if (code === 500)
    return text.startsWith("failed to create typed patch object") || !text.startsWith("failed to convert");
  if (code === 400) return !text.includes("error decoding YAML");
  return reason === "Invalid" && isJsonObject(details) && details["causes"] === undefined;
}

function statusOf({ code, reason, message, details }: JsonObject): JsonObject {
  const causes = isJsonObject(details) ? details["causes"] : undefined;
  return {
    code,
    ...(reason === undefined ? {} : { reason }),
    message,
    ...(causes === undefined ? {} : { causes }),
  };
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = object["metadata"];
  return isJsonObject(metadata) ? metadata : {};
}

function versionOf(object: JsonObject | undefined): unknown {
  return object === undefined ? undefined : metadataOf(object)["resourceVersion"];
}

function timesOf(object: JsonObject | undefined): number[] {
  const entries = metadataOf(object ?? {})["managedFields"];
  return (Array.isArray(entries) ? entries : []).flatMap((entry) =>
    isJsonObject(entry) && typeof entry["time"] === "string" ? [Date.parse(entry["time"])] : [],
  );
}

/** The object without what differs in every recording. */
function comparable(object: JsonObject, shift: number): JsonObject {
  const { resourceVersion: _resourceVersion, managedFields, ...metadata } = metadataOf(object);
  if (metadata["uid"] !== undefined) metadata["uid"] = "00000000-0000-0000-0000-000000000000";
  if (metadata["creationTimestamp"] !== undefined) metadata["creationTimestamp"] = second(EPOCH);
  const entries = (Array.isArray(managedFields) ? managedFields : []).map((entry) =>
    isJsonObject(entry) && typeof entry["time"] === "string"
      ? { ...entry, time: second(Date.parse(entry["time"]) + shift) }
      : entry,
  );
  return {
    ...object,
    metadata: { ...metadata, ...(entries.length === 0 ? {} : { managedFields: entries }) },
  };
}

function manifestOf(write: Write, kind: KindName, name: string): JsonObject {
  const body = write.body as JsonObject;
  const { namespaced = true } = kind;
  const { apiVersion, kind: kindName } =
    write.subresource === "scale" ? { apiVersion: "autoscaling/v1", kind: "Scale" } : kind;
  const metadata = { name, ...(namespaced ? { namespace: NAMESPACE } : {}), ...metadataOf(body) };
  return { ...body, apiVersion, kind: kindName, metadata };
}

function bodyOf(
  write: Write,
  { kind, name, live }: { kind: KindName; name: string; live: JsonObject },
): unknown {
  if (typeof write.body === "function") return write.body(live);
  return write.operation === "apply" || write.operation === "create"
    ? manifestOf(write, kind, name)
    : write.body;
}

/** Whole objects are not kept: what matters of them is in the state after. */
function sentToKeep(write: Write, sent: unknown, live: JsonObject | undefined): { body?: unknown } {
  if (write.operation !== "create" && write.operation !== "update") return { body: sent };
  const given = metadataOf(sent as JsonObject)["managedFields"];
  const same = JSON.stringify(given) === JSON.stringify(metadataOf(live ?? {})["managedFields"]);
  return same ? {} : { body: { metadata: { managedFields: given ?? null } } };
}

function pathOf(
  { apiVersion, plural, namespaced = true }: KindName,
  name?: string,
  subresource?: string,
): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespaced ? `/namespaces/${NAMESPACE}` : "";
  return [`${root}${scope}/${plural}`, name, subresource].filter((part) => part !== undefined).join("/");
}

function send(
  write: Write,
  { kind, name, sent, dryRun }: { kind: KindName; name: string; sent: unknown; dryRun: boolean },
): Promise<{ code: number; body: JsonObject }> {
  const query = new URLSearchParams({ fieldManager: write.manager });
  if (write.force !== undefined) query.set("force", String(write.force));
  if (dryRun) query.set("dryRun", "All");
  const creates = write.operation === "create";
  const path = pathOf(kind, creates ? undefined : name, write.subresource);
  const method = { create: "POST", update: "PUT" }[write.operation as string] ?? "PATCH";
  return ask(method, `${path}?${query.toString()}`, sent, CONTENT_TYPES[write.operation]);
}

async function versionNow(kind: KindName, name: string): Promise<unknown> {
  const { code, body } = await ask("GET", pathOf(kind, name));
  return code === 404 ? undefined : versionOf(body);
}

/** The revisions that objects were at rest in. */
const atRest = new Map<string, unknown>();

/** The object once controllers leave it alone: they have seen it, and nobody wrote for a while. */
async function settled(kind: KindName, name: string): Promise<JsonObject | undefined> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { code, body } = await ask("GET", pathOf(kind, name));
    if (code === 404) return undefined;
    if (!WATCHED.has(kind.kind) || atRest.get(name) === versionOf(body)) return body;
    const { generation } = metadataOf(body);
    const status = body["status"];
    const seen = isJsonObject(status) && status["observedGeneration"] === generation;
    await Bun.sleep(500);
    if (seen && (await versionNow(kind, name)) === versionOf(body)) atRest.set(name, versionOf(body));
  }
  throw new Error(`${kind.kind} ${name} does not come to rest`);
}

/** Kinds whose controllers say what they have seen. */
const WATCHED = new Set(["Deployment", "StatefulSet", "PodDisruptionBudget"]);
