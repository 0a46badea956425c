/** What makes up the identity of a resource, as it comes at run time: ids, names and namespaces. Pure. */

import { ProviderError } from "../../src/errors.ts";
import { formOf } from "./value-form.ts";

/** Names the object in messages, and says what to do. */
interface Subject {
  kind: string;
  id: string;
}

/**
 * Checks the id of a resource: state keeps it as a file name, in which Alchemy uses slashes and colons itself.
 * @throws {ProviderError} `usage`
 */
export function checkId({ kind, id }: Subject): void {
  const given: unknown = id;
  if (typeof given === "string" && given !== "" && !/[/:]/.test(given)) return;
  const what = given === "" ? "its id is empty" : "its id contains a slash or a colon";
  throw new ProviderError("usage", typeof given === "string" ? what : "its id is no text", {
    object: `${kind} ${JSON.stringify(id) ?? "without an id"}`,
    advice: "Use letters, digits, dots and hyphens.",
  });
}

/**
 * Checks metadata, as far as names in it lead to the object: the server judges the rest.
 * @throws {ProviderError} `usage`
 */
export function checkMetadata({ kind, id }: Subject, metadata: unknown): void {
  const object = `${kind} "${id}"`;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw new ProviderError("usage", "its metadata is no object", {
      object,
      advice: 'Write metadata: { name: "web", namespace: "shop" }.',
    });
  }
  const { name, generateName, namespace, ...rest } = metadata as Record<string, unknown>;
  for (const field of ["labels", "annotations"]) checkMap(object, field, rest[field]);
  if (generateName !== undefined && name === undefined) {
    throw new ProviderError("usage", "generateName would make another object in every run", {
      object,
      advice: "Leave it out: without a name the object is named after app, stage and id.",
    });
  }
  if (name !== undefined && !isPathSegment(name)) throw notAName(object, name);
  if (namespace !== undefined) checkNamespace(object, namespace);
}

// Ours are added to them, which would make an object of a list.
function checkMap(object: string, field: string, value: unknown): void {
  if (value === undefined || value === null || (typeof value === "object" && !Array.isArray(value))) return;
  throw new ProviderError("usage", `metadata.${field} is ${formOf(value)}, no object`, {
    object,
    advice: `Write ${field}: { "example.com/name": "value" }.`,
  });
}

// What the API server takes for a name of any kind: it stands in a path.
// https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validation/path/name.go
function isPathSegment(name: unknown): name is string {
  return typeof name === "string" && name !== "" && name !== "." && name !== ".." && !/[/%]/.test(name);
}

function notAName(object: string, name: unknown): ProviderError {
  const shown = typeof name === "string" ? JSON.stringify(name) : formOf(name);
  return new ProviderError("usage", `metadata.name is ${shown}, which cannot be a name`, {
    object,
    advice:
      "Most names are lower-case letters, digits, hyphens and dots; without one a name is made from app, stage and id.",
  });
}

/** A namespace is a DNS label, in every version of Kubernetes. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

function checkNamespace(object: string, given: unknown): void {
  const { kind, name } = (typeof given === "object" && given !== null ? given : {}) as Record<
    string,
    unknown
  >;
  const isResource = kind === "Namespace" && typeof name === "string";
  const value = isResource ? name : given;
  if (typeof value === "string" && LABEL.test(value)) return;
  const form = typeof kind === "string" ? `a ${kind}` : formOf(value);
  const shown = typeof value === "string" ? JSON.stringify(value) : form;
  throw new ProviderError("usage", `metadata.namespace is ${shown}, which is no namespace`, {
    object,
    advice: "Give the name of a namespace, or a Namespace resource.",
  });
}
