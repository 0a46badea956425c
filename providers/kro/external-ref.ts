/** References to objects that exist already. */

import { ProviderError } from "../../src/errors.ts";
import { resource, type AnyModifiers, type Fields } from "../../src/graph/builder/node.ts";
import { describeValue, isPlainObject } from "../../src/graph/builder/cel-tag.ts";
import { fragmentOf } from "../../src/graph/builder/references.ts";
import type {
  CollectionReference,
  Enhanced,
  InstanceBody,
  Modifiers,
  ResourceReference,
  Templated,
} from "../../src/graph/builder/reference-types.ts";
import { defined } from "../../src/model/json.ts";
import type { KindOf } from "./template.ts";

/** Labels that objects must have. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {
    key: string;
    operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    values?: string[];
  }[];
}

/** Finds one object. */
export interface ByName {
  name: Templated<string>;
  /** @default the instance's namespace */
  namespace?: Templated<string>;
}

/** Finds every object that its labels fit. */
export interface BySelector {
  selector: Templated<LabelSelector>;
  /** @default all namespaces */
  namespace?: Templated<string>;
}

interface OfKind {
  apiVersion: string;
  kind: string;
}

/** A template of a kind, or a graph that makes one. */
export type KindSource<Body> = KindOf<Body> | { readonly template: KindOf<Body> };

/** Modifiers of what somebody else makes. */
export type ExternalModifiers<Body> = Modifiers<Body>;
/** Objects found by a selector: kro does not evaluate a `readyWhen` of theirs. */
export type ExternalListModifiers = Omit<Modifiers<unknown>, "readyWhen">;

/** Refers to an object, or to several, that the graph does not make: they are read and never written. */
export interface ExternalRefFunction {
  /**
   * @typeParam TSpec its spec
   * @typeParam TStatus its status
   */
  <TSpec = unknown, TStatus = unknown>(
    apiVersion: string,
    kind: string,
    name: Templated<string>,
    namespace?: Templated<string>,
  ): Enhanced<TSpec, TStatus>;
  <TSpec = unknown, TStatus = unknown>(
    reference: OfKind & { metadata: ByName },
    modifiers?: ExternalModifiers<InstanceBody<TSpec, TStatus>>,
  ): Enhanced<TSpec, TStatus>;
  <TSpec = unknown, TStatus = unknown>(
    reference: OfKind & { metadata: BySelector },
    modifiers?: ExternalListModifiers,
  ): CollectionReference<InstanceBody<TSpec, TStatus>>;
  /** @param of `template.ConfigMap`, or a graph: the reference has its type */
  <Body>(
    of: KindSource<Body>,
    name: Templated<string>,
    namespace?: Templated<string>,
  ): ResourceReference<Body>;
  <Body>(
    of: KindSource<Body>,
    metadata: ByName,
    modifiers?: ExternalModifiers<Body>,
  ): ResourceReference<Body>;
  <Body>(
    of: KindSource<Body>,
    metadata: BySelector,
    modifiers?: ExternalListModifiers,
  ): CollectionReference<Body>;
}

/**
 * Refers to an object that exists already, by its name, or to all that a selector finds, as a list.
 *
 * @example
 * interface DatabaseStatus { host: string }
 * const Client = toKroResourceGraph(
 *   "client",
 *   (schema) => {
 *     const database = externalRef<object, DatabaseStatus>("example.com/v1alpha1", "Database", schema.spec.database);
 *     const settings = externalRef(template.ConfigMap, { name: "settings", namespace: "platform" });
 *     const host = { metadata: { name: schema.metadata.name }, data: { host: database.status.host, mode: settings.data.mode } };
 *     return { database, settings, config: template.ConfigMap(host) };
 *   },
 *   { apiVersion: "example.com/v1alpha1", kind: "Client", spec: { database: "string | required=true" } },
 * );
 *
 * @throws {ProviderError} `usage`, when neither a name nor a selector is given, or both
 * @see https://kro.run/docs/concepts/rgd/resource-definitions/external-references
 */
export const externalRef = ((...given: readonly unknown[]): unknown => {
  const { apiVersion, kind, metadata, modifiers } = normalized(given);
  const hasSelector = metadata["selector"] !== undefined;
  const object = `externalRef of ${kind}`;
  if (hasSelector === (metadata["name"] !== undefined)) {
    throw new ProviderError(
      "usage",
      hasSelector ? "it has a name and a selector" : "it has neither a name nor a selector",
      {
        object,
        advice: "Pass { name, namespace } for one object or { selector, namespace } for a list.",
      },
    );
  }
  if (modifiers.forEach !== undefined) {
    throw new ProviderError("usage", "kro takes no forEach for objects that exist already", {
      object,
      advice: "Pass a selector: it finds several.",
    });
  }
  return resource(kind, modifiers, () => {
    return { apiVersion, kind, isList: hasSelector, body: { externalRef: { apiVersion, kind, metadata } } };
  });
}) as ExternalRefFunction;

interface Normalized extends OfKind {
  metadata: Fields;
  modifiers: AnyModifiers;
}

/** The forms of the call as one. */
function normalized(given: readonly unknown[]): Normalized {
  const [first, second, third, fourth] = given;
  if (typeof first === "string" && typeof second === "string") {
    return { apiVersion: first, kind: second, metadata: place(third, fourth), modifiers: {} };
  }
  if (isPlainObject(first) && isPlainObject(first["metadata"])) {
    return { ...kindOf(first), metadata: first["metadata"], modifiers: modifiersOf(second) };
  }
  const isPlace = isPlainObject(second);
  return {
    ...kindOf(first),
    metadata: isPlace ? second : place(second, third),
    modifiers: isPlace ? modifiersOf(third) : {},
  };
}

function place(name: unknown, namespace: unknown): Fields {
  return { name, ...defined({ namespace }) };
}

function modifiersOf(value: unknown): AnyModifiers {
  return isPlainObject(value) ? value : {};
}

function kindOf(source: unknown): OfKind {
  const isObject = (typeof source === "object" || typeof source === "function") && source !== null;
  if (isObject && fragmentOf(source) === undefined) {
    const { template } = source as { template?: unknown };
    if (template !== undefined) return kindOf(template);
    const { apiVersion, kind } = source as Partial<OfKind>;
    if (typeof apiVersion === "string" && typeof kind === "string") return { apiVersion, kind };
  }
  throw new ProviderError(
    "usage",
    `it takes an apiVersion and a kind, a template or a graph, not ${describeValue(source)}`,
    {
      object: "externalRef",
      advice:
        'Write externalRef("v1", "ConfigMap", "settings"), or externalRef(template.ConfigMap, { name: "settings" }).',
    },
  );
}
