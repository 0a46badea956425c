/** Objects for tests of the store. */

import type { LiveObject } from "../../../../src/model/object.ts";

/** @param owners UIDs */
export function sample(name: string, namespace = "a", owners: string[] = []): LiveObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name,
      namespace,
      uid: `${namespace}-${name}`,
      resourceVersion: "",
      ...(owners.length === 0
        ? {}
        : {
            ownerReferences: owners.map((uid) => ({ apiVersion: "v1", kind: "ConfigMap", name: "x", uid })),
          }),
    },
    data: { name },
  };
}

export const RESOURCE = "/configmaps";
