/** The instance, as a builder sees it. Pure. */

import { ProviderError } from "../../errors.ts";
import { celPath, type CelPath } from "./cel-text.ts";
import { referenceTo, type Root } from "./references.ts";
import type { SchemaProxy } from "./reference-types.ts";

/** What an instance has for its graph. @see https://kro.run/docs/concepts/rgd/schema */
const FIELDS: ReadonlySet<unknown> = new Set(["spec", "metadata", "apiVersion", "kind"]);

/**
 * The root of all references to the instance.
 * @param onRead told of each path that is read
 */
export function schemaRoot(onRead: (path: CelPath) => void): Root {
  return {
    kind: "schema",
    label: "schema",
    onRead: (path) => {
      refuseUnknown(path);
      onRead(path);
    },
  };
}

/**
 * The reference that a builder gets as its parameter.
 * @throws {ProviderError} `usage`, when a field is read that an instance does not have while its graph is resolved, as `status.x`
 */
export function schemaProxy<TSpec, TStatus>(root: Root): SchemaProxy<TSpec, TStatus> {
  return referenceTo(root) as SchemaProxy<TSpec, TStatus>;
}

/** Reading `schema.status` alone is no use yet: destructuring does it. */
function refuseUnknown(path: CelPath): void {
  const [field] = path;
  if (FIELDS.has(field) || (field === "status" && path.length === 1)) return;
  throw unknownField(path);
}

/** What is wrong with reading a path of the instance. */
export function unknownField(path: CelPath): ProviderError {
  const object = `Reference ${celPath("schema", path)}`;
  return path[0] === "status"
    ? new ProviderError("usage", "kro has no schema.status: a graph fills the status and cannot read it", {
        object,
        advice: "Read the resource that the field comes from, as web.status.readyReplicas.",
      })
    : new ProviderError("usage", "an instance has no such field", {
        object,
        advice: "There are schema.spec, schema.metadata, schema.apiVersion and schema.kind.",
      });
}

/** Whether a path leads to what a graph cannot read. */
export function isUnreadable(path: CelPath): boolean {
  return path[0] === "status";
}
