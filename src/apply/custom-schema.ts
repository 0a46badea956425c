/** The schema of a custom kind: from its definition, or from what the server publishes of it. */

import type { Client } from "../client/client.ts";
import { readable } from "../client/readable.ts";
import { request } from "../client/request.ts";
import { get } from "../client/verbs.ts";
import { isJsonObject, type JsonObject, sameJson, valueAt } from "../model/json.ts";
import { apiVersionOf, CUSTOM_RESOURCE_DEFINITION, type Kind, resourceName } from "../model/kind.ts";

/**
 * The schema of a kind in its version: the definition is always up to date, but ordinary users may not read it.
 * @returns `undefined` where it may not be read, and for a kind without a schema
 * @throws {ProviderError} `unreachable`
 */
export async function schemaOf(client: Client, kind: Kind): Promise<JsonObject | undefined> {
  return (await definedSchema(client, kind)) ?? publishedSchema(client, kind);
}

/** The schema in the definition itself; `undefined` where it may not be read. */
export async function definedSchema(client: Client, kind: Kind): Promise<JsonObject | undefined> {
  const name = resourceName(kind);
  const definition = await readable(get(client, CUSTOM_RESOURCE_DEFINITION, { name }));
  const versions = valueAt(definition, ["spec", "versions"]);
  const version = (Array.isArray(versions) ? versions : []).find(
    (one: unknown) => valueAt(one, ["name"]) === kind.version,
  ) as unknown;
  const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
  return isJsonObject(schema) ? schema : undefined;
}

/** The schema in the OpenAPI document, which everybody may read who may use the server. */
export async function publishedSchema(client: Client, kind: Kind): Promise<JsonObject | undefined> {
  const path = `/openapi/v3/apis/${apiVersionOf(kind)}`;
  const reply = await readable(request(client, { method: "GET", path, object: "OpenAPI" }));
  const schemas = valueAt(reply?.body, ["components", "schemas"]);
  return Object.values(isJsonObject(schemas) ? schemas : {})
    .filter(isJsonObject)
    .find((schema) => isOf(schema, kind));
}

function isOf(schema: JsonObject, { group, version, kind }: Kind): boolean {
  const names = schema["x-kubernetes-group-version-kind"];
  return Array.isArray(names) && names.some((name) => sameJson(name, { group, version, kind }));
}
