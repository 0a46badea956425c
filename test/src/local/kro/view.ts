/** What is compared of an object: everything that kro writes, without what chance and time decide. */

import { compile } from "../../../../src/cel/compile.ts";
import { isJsonObject, type Json, type JsonObject, sameJson } from "../../../../src/model/json.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import { formerManifest } from "../../../../src/run/former.ts";

const seeded = compile("random.seededString(10, uid)", { uid: { kind: "string" } });

/** Names for UIDs, so that two clusters say the same. */
export class Uids {
  readonly #names = new Map<string, string>();

  /** Gives a UID, and what kro makes of it by chance, a name. */
  name(uid: string | undefined, as: string): void {
    if (uid === undefined) return;
    this.#names.set(uid, as);
    const random = seeded.evaluate({ uid });
    if (random.state === "value" && typeof random.value === "string")
      this.#names.set(random.value, `seeded-${as}`);
  }

  /** The value with names in place of UIDs, and without times and hashes. */
  plain(value: unknown): Json {
    let text = JSON.stringify(value ?? null);
    for (const [uid, name] of this.#names) text = text.replaceAll(uid, name);
    text = text
      .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"/g, '"TIME"')
      // Replica sets are named by a hash of their template.
      .replaceAll(/(ReplicaSet \\"[^"\\]*)-[0-9a-z]{5,10}\\"/g, '$1-HASH\\"');
    return JSON.parse(text) as Json;
  }
}

/** Who wrote an object, other than tests and workloads. */
export function managersOf({ metadata: { managedFields = [] } }: LiveObject): string[] {
  return managedFields
    .filter(({ manager }) => manager?.startsWith("kro") === true)
    .map(({ manager, operation, subresource = "" }) => `${manager} ${operation} ${subresource}`)
    .sort();
}

/** An object as kro keeps it: a graph, a revision, a definition or an instance. */
export function viewOf(object: LiveObject | undefined, uids: Uids): Json {
  if (object === undefined) return null;
  const {
    labels = {},
    annotations = {},
    finalizers = [],
    generation = 0,
    ownerReferences = [],
  } = object.metadata;
  return uids.plain({
    metadata: { labels, annotations, finalizers, generation, ownerReferences },
    spec: plainSpec(object),
    status: plainStatus(object),
    managers: managersOf(object),
  });
}

/** Without what says nothing: the API server leaves it out, or sets it. */
function plainSpec({ kind, spec }: LiveObject): unknown {
  if (kind !== "CustomResourceDefinition") return spec;
  const { conversion: _conversion, ...rest } = spec as JsonObject;
  return pruned(rest);
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, part]) => [key, key === "default" ? part : pruned(part)] as const,
  );
  return Object.fromEntries(
    entries.filter(([key, part]) => {
      if (key === "priority" && part === 0) return false;
      if (key === "required" && Array.isArray(part)) return part.length > 0;
      return !(key === "properties" && isJsonObject(part) && Object.keys(part).length === 0);
    }),
  );
}

interface GraphPart {
  dependencies: { id: string }[];
}

/** Without the order of Go's maps, in which nodes that are not ready and dependencies are named. */
function plainStatus({ status }: LiveObject): unknown {
  if (!isJsonObject(status) || !Array.isArray(status["conditions"])) return status;
  const conditions = status["conditions"].map((condition) => {
    const { type, message, ...rest } = condition as JsonObject;
    return {
      type,
      ...rest,
      ...(typeof message === "string" && { message: message.split("\n").sort().join("\n") }),
    };
  });
  // kro sorts them by the time of their last change, of which a second is kept: their order is left to chance.
  conditions.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const plain: JsonObject = { ...status, conditions };
  if (Array.isArray(status["resources"])) {
    const parts = structuredClone(status["resources"]) as unknown as GraphPart[];
    for (const { dependencies } of parts) dependencies.sort((a, b) => (a.id < b.id ? -1 : 1));
    plain["resources"] = parts as unknown as Json;
  }
  return plain;
}

/** A child: what kro owns of it, marks included. One that is an instance itself has more managers as soon as it is reconciled. */
export function childView(object: LiveObject, uids: Uids): Json {
  const manifest = formerManifest(object, "kro.run/applyset");
  const { uid: _uid, ...metadata } = manifest?.metadata ?? { name: "" };
  const managers = managersOf(object).filter((manager) => manager.startsWith("kro.run/applyset "));
  return uids.plain({ ...manifest, metadata, managers });
}

/** Where two views differ. */
export function differences(path: string, real: unknown, embedded: unknown): string[] {
  if (sameJson(real, embedded)) return [];
  if (isJsonObject(real) && isJsonObject(embedded)) {
    const keys = [...new Set([...Object.keys(real), ...Object.keys(embedded)])].sort();
    return keys.flatMap((key) => differences(`${path}.${key}`, real[key], embedded[key]));
  }
  if (Array.isArray(real) && Array.isArray(embedded) && real.length === embedded.length)
    return real.flatMap((item: unknown, index) => differences(`${path}[${index}]`, item, embedded[index]));
  return [`${path}: real ${short(real)}, embedded ${short(embedded)}`];
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 300);
}
