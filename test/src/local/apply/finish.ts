/**
 * What the server makes of an object besides what is tested.
 *
 * The server does more to an object than is tested here: Go's types, defaulting, admission and allocation. What that adds is
 * taken from the recorded answer, under rules that let no error of the code under test pass: a field of the answer is taken
 * over only where the live object had not got it either (or where a removed field is known to be defaulted again), and a
 * value only where both are known to be ways to write the same. Everything that the code makes must be in the answer.
 * Who owns what is never taken over: managedFields are compared as they are, with their order and times.
 */

import type { FieldSet } from "../../../../src/local/apply/index.ts";
import { type FieldType, objectType, typeOfField } from "../../../../src/local/apply/field-type.ts";
import { type Json, type JsonObject, isJsonObject } from "../../../../src/model/json.ts";
import type { StructuralSchema } from "../../../../src/model/schema.ts";
import type { Vector } from "./vectors.ts";

interface Answer {
  live: JsonObject | undefined;
  after: JsonObject;
  vector: Vector;
  schema: StructuralSchema | undefined;
  /** What the endpoint takes from the live object. */
  resetFields: FieldSet | undefined;
  /** Whether it is as stored: Go forgets then whether a list was empty or absent. */
  stored: boolean;
}

/** An object after Go's types, defaults and admission. Its managedFields stay. */
export function finished(
  made: JsonObject,
  { live, after, vector, schema, resetFields, stored }: Answer,
): JsonObject {
  const custom = vector.kind.startsWith("vectors.example.com");
  const reset = resetTo(live ?? {}, withoutStringData(made, vector), resetFields ?? {});
  const around = {
    live: live ?? {},
    after,
    custom,
    stored,
    path: "",
    type: objectType(schema),
    // Lists of a patch replace those that were there: their items are defaulted as new ones.
    replacesLists: vector.operation !== "apply",
  };
  const out = fill(reset, around) as JsonObject;
  const { managedFields } = metadataOf(made);
  const { managedFields: _managedFields, ...metadata } = metadataOf(out);
  return { ...out, metadata: { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) } };
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = object["metadata"];
  return isJsonObject(metadata) ? metadata : {};
}

/** What an endpoint ignores is as it was. */
function resetTo(live: JsonObject, made: JsonObject, fields: object): JsonObject {
  const out = { ...made };
  for (const [element, below] of Object.entries(fields)) {
    const name = element.slice(2);
    const [before, now] = [live[name], made[name]];
    if (Object.keys(below as object).length === 0) {
      if (before === undefined) delete out[name];
      else out[name] = before;
    } else if (isJsonObject(now))
      out[name] = resetTo(isJsonObject(before) ? before : {}, now, below as object);
  }
  return out;
}

/** Secrets are given in two ways, and kept in one. */
function withoutStringData(object: JsonObject, { kind }: Vector): JsonObject {
  if (kind !== "v1/Secret" || !isJsonObject(object["stringData"])) return object;
  const { stringData, data, ...rest } = object;
  const entries = Object.entries(stringData).map(([name, text]) => [name, btoa(text as string)]);
  return { ...rest, data: { ...(isJsonObject(data) ? data : {}), ...Object.fromEntries(entries) } };
}

interface Around {
  live: Json | undefined;
  after: Json | undefined;
  custom: boolean;
  stored: boolean;
  path: string;
  type: FieldType;
  replacesLists: boolean;
}

function fill(made: Json | undefined, around: Around): Json | undefined {
  const { after, custom, path } = around;
  if (made === undefined || (made === null && !custom)) return added(around);
  if (made === null && after === undefined) return undefined;
  if (!custom && isBare(made) && isNothing(after)) return after === null && !around.stored ? made : after;
  if (Array.isArray(made) && Array.isArray(after)) return fillList(made, after, around);
  if (isJsonObject(made) && (after === undefined || isJsonObject(after)))
    return fillMap(made, after ?? {}, around);
  return sameValue(made, after, path) ? after : made;
}

/** An empty part is written, left out or null, as Go's types want it. */
function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || isBare(value);
}

function isBare(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** A field that only the answer has. */
function added({ live, after, path }: Around): Json | undefined {
  if (after === undefined || after === null || after === "" || isBare(after)) return after;
  return live === undefined || DEFAULTED_AGAIN.some((known) => known.test(path)) ? after : undefined;
}

function fillMap(made: JsonObject, after: JsonObject, around: Around): JsonObject {
  const out: JsonObject = {};
  const { map } = around.type;
  const before = isJsonObject(around.live) && map?.atomic !== true ? around.live : {};
  for (const name of new Set([...Object.keys(made), ...Object.keys(after)])) {
    const value = fill(made[name], {
      ...around,
      live: before[name],
      after: after[name],
      path: `${around.path}.${name}`,
      type: map === undefined ? around.type : typeOfField(map, name),
    });
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function fillList(made: Json[], after: Json[], around: Around): Json[] {
  if (made.length !== after.length) return made;
  const { live, type, replacesLists, path } = around;
  const before = Array.isArray(live) && !replacesLists && type.list?.atomic !== true ? live : [];
  return made.map((item, index) => {
    const same = before.find((one) => sameItem(one, item));
    const at = { ...around, live: same, after: after[index], path: `${path}[]` };
    return fill(item, { ...at, type: type.list?.item ?? type }) ?? null;
  });
}

/** Items by what most lists are keyed by: so far as defaults go, that tells them apart. */
function sameItem(a: Json, b: Json): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  return ["name", "containerPort", "port", "type", "mountPath", "key"].every((key) => a[key] === b[key]);
}

/** What an apply removes, and defaulting brings back. */
const DEFAULTED_AGAIN: readonly RegExp[] = [
  /^\.metadata\.generation$/,
  /^\.spec\.(replicas|defaulted|sessionAffinity|internalTrafficPolicy|strategy|updateStrategy|policyTypes|minReplicas)$/,
  /^\.spec\.(persistentVolumeClaimRetentionPolicy|failedJobsHistoryLimit|concurrencyPolicy)$/,
  /^\.spec\.(strategy|updateStrategy)\.type$/,
  /^\.spec\.persistentVolumeClaimRetentionPolicy\.when(Deleted|Scaled)$/,
  /\.ports\[\]\.(protocol|targetPort)$/,
  /^\.type$/,
  /^\.webhooks\[\]\.timeoutSeconds$/,
  /^\.(spec\.)?template\.spec\.(terminationGracePeriodSeconds|securityContext)$/,
];

/** What the server counts itself. */
function sameValue(made: Json, after: Json | undefined, path: string): boolean {
  return path === ".metadata.generation" && typeof made === typeof after;
}
