/** From the props of a resource to the manifest that state keeps and the secret values that it does not. */

import { ProviderError } from "../../src/errors.ts";
import { pointerOf } from "../../src/model/json-pointer.ts";
import { isJsonObject, type Json, type JsonObject, valueAt } from "../../src/model/json.ts";
import { builtinKind } from "../../src/model/kind-table.ts";
import { describe, type Manifest, type ObjectMeta } from "../../src/model/object.ts";
import { isAlchemySecret, type SecretValue } from "../secrets.ts";
import { OPTION_NAMES, type ResourceOptions } from "./options.ts";
import type { MetadataProps } from "./props.ts";
import { formOf } from "./value-form.ts";

/** A manifest in two parts: what may be kept, and what may not. */
export interface SplitManifest {
  /** `null` where a secret value belongs. */
  manifest: Manifest;
  /** JSON pointer → value. */
  values: Map<string, SecretValue>;
}

/** What a resource is, before its props are read. */
export interface Identity {
  apiVersion: string;
  kind: string;
  name: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
}

/** What a user asks for, taken apart. */
export interface Parts {
  options: ResourceOptions;
  metadata: MetadataProps;
  /** The fields of the manifest besides apiVersion, kind and metadata. */
  body: Readonly<Record<string, unknown>>;
}

/** A ConfigMap or Secret, and how often its content changed. */
export interface Revision {
  kind: string;
  name: string;
  revision: number;
}

/**
 * Takes props apart, of a kind whose manifest has no field that is named like an option.
 * @throws {ProviderError} `usage` when they are no object
 */
export function partsOf(props: object): Parts {
  if (typeof props !== "object" || props === null || Array.isArray(props)) {
    throw new ProviderError("usage", `props are ${formOf(props)}, no object`, {
      advice: "Give the manifest without apiVersion and kind: { metadata: …, spec: … }.",
    });
  }
  const { metadata, ...rest } = props as { metadata?: MetadataProps } & Record<string, unknown>;
  const entries = Object.entries(rest);
  return {
    options: Object.fromEntries(entries.filter(isOption)),
    metadata: metadata ?? {},
    body: Object.fromEntries(entries.filter((entry) => !isOption(entry))),
  };
}

function isOption([key]: [string, unknown]): boolean {
  return (OPTION_NAMES as readonly string[]).includes(key);
}

/**
 * Builds the manifest of a resource.
 * @param revisions what its pods follow
 * @throws {ProviderError} `usage` for values that JSON cannot hold, naming the field
 */
export function splitManifest(
  identity: Identity,
  { metadata, body }: Pick<Parts, "metadata" | "body">,
  revisions: readonly Revision[] = [],
): SplitManifest {
  const values = new Map<string, SecretValue>();
  const object = describe(identity);
  const plain = toPlain({ object, values, seen: new Set() }, { ...body, metadata }, "");
  const manifest: Manifest = {
    ...(isJsonObject(plain) ? plain : {}),
    apiVersion: identity.apiVersion,
    kind: identity.kind,
    metadata: metadataOf(identity, isJsonObject(plain) ? plain["metadata"] : undefined),
  };
  if (identity.apiVersion === "v1" && identity.kind === "Secret") hideSecretData(manifest, values);
  annotateTemplate(manifest, revisions);
  return { manifest, values };
}

// What only the server sets: it stands in manifests that were read from a cluster.
const SERVER_SET = new Set([
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "namespace",
  "resourceVersion",
  "selfLink",
  "uid",
]);

function metadataOf(identity: Identity, given: Json | undefined): ObjectMeta & { name: string } {
  const entries = Object.entries(isJsonObject(given) ? given : {}).filter(([key]) => !SERVER_SET.has(key));
  const metadata = { ...Object.fromEntries(entries), name: identity.name };
  return identity.namespace === undefined ? metadata : { ...metadata, namespace: identity.namespace };
}

interface Reading {
  object: string;
  values: Map<string, SecretValue>;
  seen: Set<object>;
}

// The API server reads 10,000 levels; nobody writes a hundredth of them by hand.
const DEEPEST = 500;

function toPlain(reading: Reading, value: unknown, pointer: string): Json | undefined {
  if (value === undefined || value === null || typeof value === "string" || typeof value === "boolean")
    return value;
  if (typeof value === "number")
    return Number.isFinite(value) ? value : refuse(reading, pointer, `is ${value}`);
  if (typeof value !== "object") return refuse(reading, pointer, `is a ${typeof value}`);
  if (isAlchemySecret(value)) return hide(reading, value.unencrypted, pointer);
  if (value instanceof Date)
    return Number.isNaN(value.getTime())
      ? refuse(reading, pointer, "is an invalid date")
      : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (reading.seen.has(value)) return refuse(reading, pointer, "contains itself");
  if (reading.seen.size >= DEEPEST)
    return refuse(reading, pointer, `is nested deeper than ${DEEPEST} levels`);
  reading.seen.add(value);
  const plain = Array.isArray(value)
    ? value.map((item, index) => toPlain(reading, item, `${pointer}/${index}`) ?? null)
    : plainObject(reading, value, pointer);
  reading.seen.delete(value);
  return plain;
}

function plainObject(reading: Reading, value: object, pointer: string): JsonObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (value instanceof Promise) return refuse(reading, pointer, "is a promise: await it first");
  if (prototype !== Object.prototype && prototype !== null) {
    return refuse(reading, pointer, `is a ${value.constructor.name}, not plain data`);
  }
  const plain: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const converted = toPlain(reading, item, pointer + pointerOf([key]));
    if (converted !== undefined) plain[key] = converted;
  }
  return plain;
}

function hide(reading: Reading, value: unknown, pointer: string): null {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return refuse(reading, pointer, "is a secret that is not a string");
  reading.values.set(pointer, value);
  return null;
}

const LONGEST_PATH = 80;

function refuse(reading: Reading, pointer: string, what: string): never {
  const path = pointer.slice(1).replaceAll("/", ".");
  const shown = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
  throw new ProviderError("usage", `${shown} ${what}`, {
    object: reading.object,
    advice: "A manifest holds only what JSON can: strings, numbers, booleans, lists and plain objects.",
  });
}

// `stringData` is owned under its own name while the value lives in `data`, so a change of the value would go unseen: always `data`.
function hideSecretData(manifest: Manifest, values: Map<string, SecretValue>): void {
  const data = isJsonObject(manifest["data"]) ? manifest["data"] : {};
  const stringData = isJsonObject(manifest["stringData"]) ? manifest["stringData"] : {};
  const encoded = new Map<string, string>();
  for (const [key, kept] of Object.entries(data)) {
    const value = values.get(pointerOf(["data", key])) ?? kept;
    if (typeof value !== "string" || !BASE64.test(value.replaceAll(/[\r\n]/g, "")))
      throw notSecretData(manifest, "data", key);
    // The API server answers in canonical base64; so that comparing works, so do we.
    encoded.set(key, Buffer.from(value, "base64").toString("base64"));
  }
  for (const [key, kept] of Object.entries(stringData)) {
    const value = values.get(pointerOf(["stringData", key])) ?? kept;
    if (typeof value !== "string") throw notSecretData(manifest, "stringData", key);
    encoded.set(key, Buffer.from(value, "utf8").toString("base64"));
    values.delete(pointerOf(["stringData", key]));
  }
  delete manifest["stringData"];
  if (encoded.size === 0) return;
  manifest["data"] = Object.fromEntries([...encoded.keys()].map((key) => [key, null]));
  for (const [key, value] of encoded) values.set(pointerOf(["data", key]), value);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function notSecretData(manifest: Manifest, field: "data" | "stringData", key: string): ProviderError {
  return new ProviderError("usage", `${field}.${key} is not ${field === "data" ? "base64" : "a string"}`, {
    object: describe({ kind: manifest.kind, ...manifest.metadata }),
    advice: "Put text into stringData, and base64 of anything into data.",
  });
}

const ROLL_ON_CHANGE = "alchemy.run/roll-on-change";

function annotateTemplate(manifest: Manifest, sources: readonly Revision[]): void {
  if (sources.length === 0) return;
  const template = podTemplateOf(manifest);
  if (template === undefined) {
    throw new ProviderError("usage", "rollOnChange needs a pod template, and the kind has none", {
      object: describe({ kind: manifest.kind, name: manifest.metadata.name }),
      advice: "Set it on the workload that reads the ConfigMap or Secret.",
    });
  }
  const metadata = isJsonObject(template["metadata"]) ? template["metadata"] : {};
  const annotations = isJsonObject(metadata["annotations"]) ? metadata["annotations"] : {};
  const revisions = sources.map(({ kind, name, revision }) => `${kind}/${name}=${revision}`).sort();
  template["metadata"] = {
    ...metadata,
    annotations: { ...annotations, [ROLL_ON_CHANGE]: revisions.join(",") },
  };
}

function podTemplateOf(manifest: Manifest): JsonObject | undefined {
  const path = builtinKind(manifest.apiVersion, manifest.kind)?.podTemplate;
  const template = path === undefined ? undefined : valueAt(manifest, path);
  return isJsonObject(template) ? template : undefined;
}
