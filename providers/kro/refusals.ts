/** What may not be part of a resource graph, and what to do instead. A graph is stored in the cluster, for everyone to read. */

import { ProviderError } from "../../src/errors.ts";
import { isPlainObject } from "../../src/graph/builder/cel-tag.ts";
import { fragmentOf } from "../../src/graph/builder/references.ts";
import { isAlchemySecret } from "../secrets.ts";

const RESOURCE_KIND = Symbol.for("alchemy::ResourceKind");

const SECRET_ADVICE =
  "A graph is kept in the cluster in plain text. Make the Secret beside the graph, as a resource of its own, and refer to it by " +
  "name (secretKeyRef), or by externalRef.";

/**
 * Why a value cannot be part of a graph.
 * @returns the next step for the user; `undefined` for values that may be part, or of which there is no more to say
 */
export function explainValue(value: unknown): string | undefined {
  if (isAlchemySecret(value)) return SECRET_ADVICE;
  if (value instanceof Promise) return "Await it before the graph is built, and pass what it gives.";
  const type = resourceType(value);
  if (type === undefined) return undefined;
  return type.startsWith("minio::")
    ? "A bucket is no Kubernetes object: make it beside the graph and pass its name and endpoint in the spec of the instance."
    : `A resource of its own (${type}) cannot be made by a graph: pass its name, or describe the object by template.<Kind>(…).`;
}

/** The type of an Alchemy resource; `undefined` for other values. */
function resourceType(value: unknown): string | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  if (fragmentOf(value) !== undefined) return undefined;
  const type = (value as { [RESOURCE_KIND]?: unknown })[RESOURCE_KIND];
  return typeof type === "string" ? type : undefined;
}

/**
 * Refuses values of a Secret that stand in the program: they would be stored with the graph.
 * @throws {ProviderError} `usage` naming the key
 */
export function refuseSecretValues(
  apiVersion: unknown,
  kind: unknown,
  manifest: Readonly<Record<string, unknown>>,
): void {
  if (apiVersion !== "v1" || kind !== "Secret") return;
  for (const field of ["data", "stringData"]) {
    const values = manifest[field];
    if (!isPlainObject(values)) continue;
    const literal = Object.entries(values).find(([, value]) => value !== undefined && !isExpression(value));
    if (literal === undefined) continue;
    throw new ProviderError("usage", `the value of ${field}.${literal[0]} would be stored with the graph`, {
      object: "Secret",
      advice: `${SECRET_ADVICE} Values that are references or CEL may stay.`,
    });
  }
}

function isExpression(value: unknown): boolean {
  return fragmentOf(value) !== undefined || (typeof value === "string" && value.includes("${"));
}
