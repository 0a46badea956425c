/** The rules of one resource that hold whatever its expressions give: its kind, its scope, its labels, its selector. Pure. */

import { parseTemplate } from "../cel/template.ts";
import { isJsonObject, type JsonObject, valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import { builtinKind, builtinKinds } from "../model/kind-table.ts";
import type { Problem } from "./error.ts";
import { resourcePath } from "./error.ts";
import { type ExternalResource, type GraphResource, isExternal } from "./model.ts";
import { SELECTOR_OPERATORS } from "./object-meta.ts";
import { didYouMean } from "../model/suggest.ts";

/** Prefixes of labels and annotations that kro writes itself. */
const OWNED_PREFIXES = ["kro.run/", "internal.kro.run/"];

const GROUP_VERSION = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[0-9][a-z0-9]*$/;
const KIND = /^[a-zA-Z]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** What a resource is about, with the shape of a manifest: the template, or the reference. */
export function bodyOf(resource: GraphResource): JsonObject {
  return (isExternal(resource) ? resource.externalRef : resource.template) as JsonObject;
}

/** Place of a resource's manifest in the document. */
export function bodyPath(resource: GraphResource): string {
  return `${resourcePath(resource.id)}.${isExternal(resource) ? "externalRef" : "template"}`;
}

/** Whether the reference means all objects that a selector finds. */
export function selectsMany(resource: GraphResource): resource is ExternalResource {
  return isExternal(resource) && valueAt(resource.externalRef.metadata, ["selector"]) !== undefined;
}

/** Whether a resource is a manifest at all: with apiVersion, kind and metadata. Nothing else is judged where it is not. */
export function structureProblems(resource: GraphResource): Problem[] {
  const body = bodyOf(resource);
  const path = bodyPath(resource);
  const problems: Problem[] = [];
  for (const [name, pattern] of [
    ["apiVersion", GROUP_VERSION],
    ["kind", KIND],
  ] as const) {
    const wrong = wordProblem(body[name], name, pattern);
    if (wrong !== undefined)
      problems.push({ path: `${path}.${name}`, message: notAnObject(resource.id, wrong) });
  }
  if (!isJsonObject(body["metadata"])) {
    const wrong = body["metadata"] === undefined ? "metadata field not found" : "metadata field is not a map";
    problems.push({ path: `${path}.metadata`, message: notAnObject(resource.id, wrong) });
  }
  return problems;
}

function notAnObject(id: string, why: string): string {
  return `resource ${id} is not a valid Kubernetes object: ${why}`;
}

function wordProblem(value: unknown, name: string, pattern: RegExp): string | undefined {
  if (value === undefined) return `${name} field not found`;
  if (typeof value !== "string") return `${name} field is not a string`;
  if (value.includes("${"))
    return `${name} cannot be an expression: the kind must be known before any instance`;
  return pattern.test(value) ? undefined : `invalid ${name} "${value}"`;
}

/** A kind that Kubernetes does not have in one of its own groups, where the name is near one that it has: a typo. */
export function kindProblems(resource: GraphResource): Problem[] {
  const { apiVersion, kind } = bodyOf(resource);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  if (builtinKind(apiVersion, kind) !== undefined) return [];
  const group = groupOf(apiVersion);
  const near = didYouMean(
    kind,
    builtinKinds().flatMap((known) => (known.group === group ? [known.kind] : [])),
  );
  if (near === "") return [];
  const message = `failed to get schema for resource ${resource.id}: no kind ${kind} in ${apiVersion}${near}`;
  return [{ path: `${bodyPath(resource)}.kind`, message }];
}

/** What decides where an object lives. */
export interface Scopes {
  /** Of the resource's kind; `undefined` where the kind is not known offline. */
  namespaced: boolean | undefined;
  /** Of the kind that the graph makes. */
  instanceNamespaced: boolean;
}

/** Rules of metadata: the namespace by scope, and the labels and annotations that kro keeps for itself. */
export function metadataProblems(resource: GraphResource, scopes: Scopes): Problem[] {
  const wrong = namespaceProblem(resource, scopes);
  const path = `${bodyPath(resource)}.metadata.namespace`;
  const problems = wrong === undefined ? [] : [{ path, message: `resource "${resource.id}" ${wrong}` }];
  return [...problems, ...ownedKeys(resource, "label"), ...ownedKeys(resource, "annotation")];
}

function namespaceProblem(
  resource: GraphResource,
  { namespaced, instanceNamespaced }: Scopes,
): string | undefined {
  const namespace = valueAt(bodyOf(resource)["metadata"], ["namespace"]);
  if (namespaced === false && namespace !== undefined) {
    return "is cluster-scoped and must not set metadata.namespace: remove it";
  }
  // A selector without a namespace means the objects of all namespaces.
  const needed = namespaced === true && !instanceNamespaced && !selectsMany(resource);
  const given = typeof namespace === "string" && namespace.trim() !== "";
  return needed && !given
    ? "is namespaced and must set metadata.namespace when the instance CRD is cluster-scoped"
    : undefined;
}

function ownedKeys(resource: GraphResource, what: "label" | "annotation"): Problem[] {
  const found = valueAt(bodyOf(resource)["metadata"], [`${what}s`]);
  if (!isJsonObject(found)) return [];
  return Object.keys(found).flatMap((key) => {
    const prefix = OWNED_PREFIXES.find((owned) => key.startsWith(owned));
    if (prefix === undefined) return [];
    const message = `invalid ${what} for resource "${resource.id}". ${what}s with prefix "${prefix}" are reserved for internal use: rename ${key}`;
    return [{ path: `${bodyPath(resource)}.metadata.${what}s`, message }];
  });
}

/** Rules of a reference: by name or by selector, and a selector that selects. */
export function externalRefProblems(resource: ExternalResource): Problem[] {
  const metadata: JsonObject = { ...resource.externalRef.metadata };
  const path = `${bodyPath(resource)}.metadata`;
  const { name, selector } = metadata;
  if ("forEach" in resource && resource.forEach !== undefined) {
    return [
      {
        path: resourcePath(resource.id),
        message: `resource "${resource.id}": cannot use externalRef with forEach`,
      },
    ];
  }
  const named = typeof name === "string" && name.trim() !== "";
  if (named === (selector !== undefined)) {
    return [{ path, message: "exactly one of name or selector must be provided" }];
  }
  if (selector === undefined) return [];
  const at = `${path}.selector`;
  if (typeof selector === "string" && isStandalone(selector)) return [];
  if (!isJsonObject(selector)) return [{ path: at, message: SELECTOR_SHAPE }];
  return selectorProblems(selector).map((message) => ({
    path: at,
    message: `invalid label selector: ${message}`,
  }));
}

function isStandalone(text: string): boolean {
  try {
    return parseTemplate(text).standalone;
  } catch {
    // What is wrong with it is said where its expressions are read.
    return true;
  }
}

/** What kro says of a selector that is none. */
export const SELECTOR_SHAPE =
  "selector must be a Kubernetes LabelSelector object or a CEL expression that resolves to one";

/**
 * Judges a selector as the API server does. Strings with expressions in them pass: their values are not known yet.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function selectorProblems(selector: JsonObject): string[] {
  const problems = Object.keys(selector)
    .filter((name) => name !== "matchLabels" && name !== "matchExpressions")
    .map((name) => `unknown field "${name}"${didYouMean(name, ["matchLabels", "matchExpressions"])}`);
  const { matchLabels = {}, matchExpressions = [] } = selector;
  if (isJsonObject(matchLabels)) {
    for (const [key, value] of Object.entries(matchLabels)) problems.push(...labelProblems(key, [value]));
  } else if (typeof matchLabels !== "string") problems.push("matchLabels must be a map of strings");
  if (Array.isArray(matchExpressions)) problems.push(...matchExpressions.flatMap(requirementProblems));
  else if (typeof matchExpressions !== "string") problems.push("matchExpressions must be a list");
  return problems;
}

function requirementProblems(requirement: unknown): string[] {
  if (typeof requirement === "string" && isDynamic(requirement)) return [];
  if (!isJsonObject(requirement)) return ["matchExpressions must hold objects with key and operator"];
  const { key, operator, values = [] } = requirement;
  if (typeof key !== "string" || typeof operator !== "string")
    return ["a match expression needs a key and an operator"];
  if (isDynamic(operator) || !Array.isArray(values)) return [];
  const takes = SELECTOR_OPERATORS[operator];
  if (takes === undefined) {
    return [
      `"${operator}" is not a valid selector operator: use ${Object.keys(SELECTOR_OPERATORS).join(", ")}`,
    ];
  }
  if (takes === "values" && values.length === 0)
    return ["values must be specified when operator is In or NotIn"];
  if (takes === "none" && values.length > 0)
    return ["values may not be specified when operator is Exists or DoesNotExist"];
  return labelProblems(key, values);
}

function labelProblems(key: string, values: readonly unknown[]): string[] {
  const problems = LABEL_KEY.test(key) || isDynamic(key) ? [] : [`"${key}" is not a label's key`];
  for (const value of values) {
    if (typeof value !== "string") problems.push(`the value of ${key} must be a string`);
    else if (!LABEL_VALUE.test(value) && !isDynamic(value))
      problems.push(`"${value}" is not a label's value`);
  }
  return problems;
}

function isDynamic(text: string): boolean {
  return text.includes("${");
}
