/** The schemas of the kinds that Kubernetes itself serves, without asking a server. Reads a generated file on first use. */

import { builtinKind } from "./kind-table.ts";
import type { KindSchema, SchemaLookup, StructuralSchema } from "./schema.ts";

/**
 * A schema in which the name of a type, or of a definition (which has dots), stands for a schema that is nothing else.
 * Written by kind-schemas.codegen.ts.
 */
export type CompactSchema =
  | string
  | (Partial<Record<CopiedKeyword, unknown>> & {
      /** A definition whose schema this one changes. */
      $ref?: string;
      items?: CompactSchema;
      additionalProperties?: CompactSchema;
      properties?: Record<string, CompactSchema>;
    });

type CopiedKeyword = Exclude<keyof StructuralSchema, "items" | "additionalProperties" | "properties">;

/** What kind-schemas.generated.ts holds, parsed. */
export interface KindSchemas {
  /** Definition by `apps/v1/Deployment`. */
  kinds: Record<string, string>;
  definitions: Record<string, CompactSchema>;
}

/** What stands in for a definition inside itself: JSONSchemaProps, and nothing else, is recursive. */
const RECURSION: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true };

let lookup: Promise<SchemaLookup> | undefined;

/**
 * Loads the schemas of the built-in kinds, as kro sees them: int-or-string marks IntOrString, and Quantity, of which kro
 * knows no type, has the format `quantity` and preserves unknown fields. Descriptions are left out.
 * The file is read on the first call (some milliseconds); a kind's schema is made when it is first looked up.
 * @returns finds the schema of a built-in kind in any stable version; schemas share their parts and must not be changed
 */
export function kindSchemas(): Promise<SchemaLookup> {
  lookup ??= import("./kind-schemas.generated.ts").then(({ kindSchemasJson }) =>
    lookupIn(JSON.parse(kindSchemasJson) as KindSchemas),
  );
  return lookup;
}

/**
 * Finds schemas among definitions that are loaded already, for callers that cannot wait.
 * @returns as `kindSchemas`
 */
export function lookupIn({ kinds, definitions }: KindSchemas): SchemaLookup {
  const made = new Map<string, StructuralSchema>();
  const found = new Map<string, KindSchema>();

  function define(name: string): StructuralSchema {
    const known = made.get(name);
    if (known !== undefined) return known;
    made.set(name, RECURSION);
    const schema = expand(definitions[name] ?? {});
    made.set(name, schema);
    return schema;
  }

  function expand(compact: CompactSchema): StructuralSchema {
    if (typeof compact === "string")
      return compact.includes(".")
        ? define(compact)
        : { type: compact as NonNullable<StructuralSchema["type"]> };
    const { $ref, items, additionalProperties, properties, ...copied } = compact;
    const schema = ($ref === undefined ? copied : { ...define($ref), ...copied }) as StructuralSchema;
    if (items !== undefined) schema.items = expand(items);
    if (additionalProperties !== undefined) schema.additionalProperties = expand(additionalProperties);
    if (properties !== undefined)
      schema.properties = Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, expand(property)]),
      );
    return schema;
  }

  return (apiVersion, kind) => {
    const key = `${apiVersion}/${kind}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const name = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    const builtin = builtinKind(apiVersion, kind);
    if (name === undefined || builtin === undefined) return undefined;
    const schema: KindSchema = { schema: define(name), namespaced: builtin.namespaced };
    found.set(key, schema);
    return schema;
  };
}
