/** The schemas of built-in kinds, without waiting: a graph is described synchronously. */

import { kindSchemasJson } from "../../src/model/kind-schemas.generated.ts";
import { lookupIn, type KindSchemas } from "../../src/model/kind-schemas.ts";
import type { SchemaLookup } from "../../src/model/schema.ts";

let lookup: SchemaLookup | undefined;

/** Finds the schema of a built-in kind. The first call parses them all (a millisecond). */
export const builtinSchemas: SchemaLookup = (apiVersion, kind) => {
  lookup ??= lookupIn(JSON.parse(kindSchemasJson) as KindSchemas);
  return lookup(apiVersion, kind);
};
