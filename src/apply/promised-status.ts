/** Whether the schema of a custom kind promises a status by which it can be told when an object is done. */

import type { Client } from "../client/client.ts";
import { request } from "../client/request.ts";
import { get } from "../client/verbs.ts";
import { ApiError } from "../errors.ts";
import { isJsonObject, valueAt } from "../model/json.ts";
import { apiVersionOf, type Kind, resourceName } from "../model/kind.ts";
import { remembered } from "./remembered.ts";

const DEFINITION: Kind = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};

/** @returns `undefined` where no schema can be read */
export function promisesStatus(client: Client, kind: Kind): Promise<boolean | undefined> {
  return remembered(client, `status of ${apiVersionOf(kind)}/${kind.kind}`, () => ask(client, kind));
}

/** The definition is always up to date, OpenAPI is for everybody, as ordinary users may not read definitions. */
async function ask(client: Client, kind: Kind): Promise<boolean | undefined> {
  try {
    const definition = await get(client, DEFINITION, { name: resourceName(kind) });
    return definition === undefined ? await askOpenApi(client, kind) : inDefinition(definition, kind);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return askOpenApi(client, kind);
    throw error;
  }
}

function inDefinition(definition: unknown, kind: Kind): boolean {
  const versions = valueAt(definition, ["spec", "versions"]);
  const own = Array.isArray(versions)
    ? versions.find((version: unknown) => valueAt(version, ["name"]) === kind.version)
    : undefined;
  return inSchema(valueAt(own, ["schema", "openAPIV3Schema"]));
}

async function askOpenApi(client: Client, kind: Kind): Promise<boolean | undefined> {
  const path = `/openapi/v3/apis/${apiVersionOf(kind)}`;
  try {
    const { body } = await request(client, { method: "GET", path, object: "OpenAPI" });
    const schemas = valueAt(body, ["components", "schemas"]);
    const own = Object.values(isJsonObject(schemas) ? schemas : {}).find((schema) => isOf(schema, kind));
    return own === undefined ? undefined : inSchema(own);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

function isOf(schema: unknown, kind: Kind): boolean {
  const names = valueAt(schema, ["x-kubernetes-group-version-kind"]);
  return (
    Array.isArray(names) &&
    names.some(
      (name: unknown) =>
        valueAt(name, ["group"]) === kind.group &&
        valueAt(name, ["version"]) === kind.version &&
        valueAt(name, ["kind"]) === kind.kind,
    )
  );
}

function inSchema(schema: unknown): boolean {
  const status = valueAt(schema, ["properties", "status", "properties"]);
  return isJsonObject(status) && ("conditions" in status || "observedGeneration" in status);
}
