import type { LiveObject } from "../../../src/model/object.ts";

/** A live object: `apiVersion/Kind`, then the fields that matter. */
export function object(type: string, fields: object, metadata: object = {}): LiveObject {
  const slash = type.lastIndexOf("/");
  const common = { name: "web", uid: "u", resourceVersion: "1", generation: 2 };
  return {
    apiVersion: type.slice(0, slash),
    kind: type.slice(slash + 1),
    ...fields,
    metadata: { ...common, ...metadata },
  };
}

/** One of `status.conditions`. */
export function condition(type: string, status: string, reason = "R", message = ""): object {
  return { type, status, reason, message };
}

/** What a controller writes of a kind, and the verdict in words. */
export type PresetCase = [type: string, what: string, fields: object, verdict: string];
