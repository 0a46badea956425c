/** The schema of a custom kind, for the rules in it: from its definition, or from what the server publishes of it. */

import type { Client } from "../../client/client.ts";
import { request } from "../../client/request.ts";
import { get } from "../../client/verbs.ts";
import { ApiError } from "../../errors.ts";
import { isJsonObject, type JsonObject, valueAt } from "../../model/json.ts";
import { CUSTOM_RESOURCE_DEFINITION, type Kind } from "../../model/kind.ts";
import { isBuiltIn } from "../../model/kind-table.ts";
import type { TransitionRule } from "./transition-rule.ts";

/**
 * Finds the transition rules of a kind; none for built-in kinds, and where the schema may not be read.
 * @throws {ProviderError} `unreachable`
 */
export async function transitionRulesOf(client: Client, kind: Kind): Promise<TransitionRule[]> {
  if (isBuiltIn(kind)) return [];
  const schema = (await definedSchema(client, kind)) ?? (await publishedSchema(client, kind));
  if (schema === undefined) return [];
  // The parser of expressions is large and rarely needed.
  const { transitionRules } = await import("./transition-rules.ts");
  return transitionRules(schema);
}

/** The schema in the definition itself; `undefined` where it may not be read. */
export async function definedSchema(client: Client, kind: Kind): Promise<JsonObject | undefined> {
  const name = `${kind.plural}.${kind.group}`;
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
  const path = `/openapi/v3/apis/${kind.group}/${kind.version}`;
  const reply = await readable(request(client, { method: "GET", path, object: "OpenAPI" }));
  const schemas = valueAt(reply?.body, ["components", "schemas"]);
  return Object.values(isJsonObject(schemas) ? schemas : {})
    .filter(isJsonObject)
    .find((schema) => {
      const kinds = schema["x-kubernetes-group-version-kind"];
      return (
        Array.isArray(kinds) &&
        kinds.some((one) => valueAt(one, ["kind"]) === kind.kind && valueAt(one, ["group"]) === kind.group)
      );
    });
}

async function readable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) return undefined;
    throw error;
  }
}
