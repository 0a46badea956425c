/** From what a program passes to `deploy` to the name, place and spec of an instance. */

import type { Client } from "../../src/client/client.ts";
import { ProviderError } from "../../src/errors.ts";
import type { InstanceRequest } from "../../src/graph/instance.ts";
import { isJsonObject, type JsonObject } from "../../src/model/json.ts";
import type { NamespaceReference } from "../kubernetes/resource.ts";
import { isAlchemySecret } from "../secrets.ts";
import type { DeployOptions } from "./factory-types.ts";
import type { GraphDefinition } from "./graph-types.ts";

/** A graph of any type. */
export type AnyGraph = Pick<
  GraphDefinition<unknown, unknown, never>,
  "name" | "apiVersion" | "kind" | "graph" | "definition" | "warnings"
>;

/**
 * Reads name and spec of an instance.
 * @throws {ProviderError} `usage` for a spec that is no plain data, holds a secret, or gives no name
 */
export function requestOf(
  graph: AnyGraph,
  spec: unknown,
  options: DeployOptions = {},
): { name: string; spec: JsonObject } {
  const given = isJsonObject(spec) ? spec : undefined;
  const name = options.name ?? given?.["name"];
  const object = `${graph.kind} ${typeof name === "string" ? name : ""}`.trimEnd();
  if (given === undefined) {
    throw new ProviderError("usage", "its spec is no object", {
      object,
      advice: "Pass the fields that its schema names.",
    });
  }
  if (typeof name !== "string" || name === "") {
    const advice = 'Pass it beside the spec: deploy(spec, { name: "eu" }).';
    throw new ProviderError("usage", "an instance needs a name, and its spec has none", { object, advice });
  }
  return { name, spec: plain(given, object, "spec") as JsonObject };
}

function plain(value: unknown, object: string, path: string): unknown {
  if (isAlchemySecret(value)) throw secretInside(object, path);
  if (Array.isArray(value)) return value.map((item, index) => plain(item, object, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, object, `${path}.${key}`)]));
}

function secretInside(object: string, path: string): ProviderError {
  return new ProviderError(
    "usage",
    `${path} is a secret, and the spec of an instance is readable by everybody`,
    {
      object,
      advice: "Create a Secret beside the graph, and pass its name.",
    },
  );
}

/** Adds the namespace that an instance goes to. */
export function placed(
  { graph }: AnyGraph,
  request: { name: string; spec: JsonObject },
  at: { namespace: NamespaceReference | undefined; client: Client },
): InstanceRequest & { spec: JsonObject } {
  if (graph.schema.scope === "Cluster") return request;
  return {
    ...request,
    namespace: namespaceName(at.namespace) ?? at.client.connection.namespace ?? "default",
  };
}

/** The name of a namespace, however it was given. */
export function namespaceName(reference: NamespaceReference | undefined): string | undefined {
  return typeof reference === "object" ? reference.name : reference;
}
