/** The fields of live objects that programs need besides their identity. Pure. */

import { valueAt, type Json, type JsonObject } from "../../src/model/json.ts";

type Path = readonly string[];

/** One value, or what stands for it where the object has none; without `absent` the field is then left out. */
interface SingleField {
  path: Path;
  absent?: Json;
}

/** All values that the paths reach, each once, in the object's order; `*` stands for every item of a list. */
interface ListField {
  each: readonly Path[];
}

const INGRESS: Path = ["status", "loadBalancer", "ingress", "*"];

/**
 * Fields per kind, keyed by `group/Kind`. Only what is decided when the object is ready and then stays:
 * an output that changes by itself (replica counts, times) would change every resource that reads it.
 */
const FIELDS: Readonly<Record<string, Readonly<Record<string, SingleField | ListField>> | undefined>> = {
  "/Service": {
    clusterIP: { path: ["spec", "clusterIP"], absent: "" },
    nodePorts: { each: [["spec", "ports", "*", "nodePort"]] },
    addresses: {
      each: [
        [...INGRESS, "ip"],
        [...INGRESS, "hostname"],
      ],
    },
  },
  "/PersistentVolumeClaim": {
    volumeName: { path: ["spec", "volumeName"] },
  },
  "networking.k8s.io/Ingress": {
    hosts: { each: [["spec", "rules", "*", "host"]] },
  },
  "apiextensions.k8s.io/CustomResourceDefinition": {
    group: { path: ["spec", "group"] },
    plural: { path: ["spec", "names", "plural"] },
  },
};

/**
 * The additional output fields of an object.
 * @param kind group and kind
 * @param object the object as the API server has it
 * @returns the same JSON for the same object; empty for kinds that need none
 */
export function liveFields(kind: { group: string; kind: string }, object: unknown): JsonObject {
  const fields: JsonObject = {};
  for (const [name, field] of Object.entries(FIELDS[`${kind.group}/${kind.kind}`] ?? {})) {
    const value =
      "each" in field ? valuesAt(object, field.each) : (valueAt(object, field.path) ?? field.absent);
    if (value !== undefined) fields[name] = value as Json;
  }
  return fields;
}

function valuesAt(object: unknown, paths: readonly Path[]): Json[] {
  return [...new Set(paths.flatMap((path) => expand(object, path)))] as Json[];
}

function expand(value: unknown, path: Path): unknown[] {
  const star = path.indexOf("*");
  const reached = valueAt(value, star < 0 ? path : path.slice(0, star));
  if (star < 0) return reached === undefined ? [] : [reached];
  return Array.isArray(reached) ? reached.flatMap((item) => expand(item, path.slice(star + 1))) : [];
}
