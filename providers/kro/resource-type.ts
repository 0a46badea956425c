/** Which resource type of Alchemy an object becomes, and under which id. Pure. */

import { ProviderError } from "../../src/errors.ts";
import { builtinKind } from "../../src/model/kind-table.ts";
import { groupOf } from "../../src/model/kind.ts";
import type { Manifest } from "../../src/model/object.ts";
import { isObjectType } from "../kubernetes/state.ts";

/** How resource types are named. */
export const RESOURCE_TYPE_PATTERNS = {
  KUBERNETES_DEPLOYMENT: "kubernetes::Deployment",
  KUBERNETES_SERVICE: "kubernetes::Service",
  KUBERNETES_CONFIGMAP: "kubernetes::ConfigMap",
  KUBERNETES_SECRET: "kubernetes::Secret",
  KUBERNETES_INGRESS: "kubernetes::Ingress",
  KRO_RGD: "kro::ResourceGraphDefinition",
  /** A built-in kind, or `group/Kind`. */
  kubernetes: (kind: string): string => `kubernetes::${kind}`,
  /** The kind that a graph makes. */
  kro: (kind: string): string => `kro::${kind}`,
  kroRgd: (): string => "kro::ResourceGraphDefinition",
} as const;

/** What a resource type is inferred from: the kind, the graph that made it, or the group of its apiVersion. */
export type ResourceTypeSource = "kind" | "factory" | "apiVersion";

/** How resource types are inferred. */
export interface ResourceTypeInferenceConfig {
  /** @default "kind" */
  primarySource?: ResourceTypeSource;
  /** Asked in their order when the primary source says nothing. @default ["apiVersion"] */
  fallbackSources?: readonly ResourceTypeSource[];
  /** Types by kind, or by `apiVersion/Kind`; they must begin with `kubernetes::` or `kro::`, or destroy would not find their handler. */
  customMappings?: ReadonlyMap<string, string>;
  /** Kind that the graph makes, for the source `"factory"`. */
  factory?: string;
  validationRules?: Partial<ResourceTypeRules>;
}

/** What a resource type must look like. */
export interface ResourceTypeRules {
  /** Characters. @default 128 */
  maxLength: number;
  /** @default letters, digits and `._:/-` */
  allowedCharacters: RegExp;
  /** @default none */
  reservedNames: readonly string[];
}

const RULES: ResourceTypeRules = {
  maxLength: 128,
  allowedCharacters: /^[A-Za-z0-9._:/-]+$/,
  reservedNames: [],
};

type Resource = Pick<Manifest, "apiVersion" | "kind">;

const sources: Readonly<
  Record<ResourceTypeSource, (resource: Resource, config: ResourceTypeInferenceConfig) => string | undefined>
> = {
  kind: ({ apiVersion, kind }) =>
    builtinKind(apiVersion, kind) === undefined ? undefined : RESOURCE_TYPE_PATTERNS.kubernetes(kind),
  factory: (_, { factory }) => (factory === undefined ? undefined : RESOURCE_TYPE_PATTERNS.kro(factory)),
  apiVersion: ({ apiVersion, kind }) =>
    groupOf(apiVersion) === "kro.run" && kind === "ResourceGraphDefinition"
      ? RESOURCE_TYPE_PATTERNS.kroRgd()
      : RESOURCE_TYPE_PATTERNS.kubernetes(
          groupOf(apiVersion) === "" ? kind : `${groupOf(apiVersion)}/${kind}`,
        ),
};

/**
 * Infers the resource type of an object: `kubernetes::Deployment`, `kubernetes::cert-manager.io/Certificate`,
 * `kro::ResourceGraphDefinition`.
 * @throws {ProviderError} `usage` for a type that breaks the rules, or that no handler would serve at destroy
 */
export function inferAlchemyTypeFromKubernetesResource(
  resource: Resource,
  config: ResourceTypeInferenceConfig = {},
): string {
  const { primarySource = "kind", fallbackSources = ["apiVersion"], customMappings } = config;
  const mapped =
    customMappings?.get(`${resource.apiVersion}/${resource.kind}`) ?? customMappings?.get(resource.kind);
  const inferred =
    mapped ??
    [primarySource, ...fallbackSources]
      .map((source) => sources[source](resource, config))
      .find((type) => type !== undefined);
  if (inferred === undefined) throw noType(resource, [primarySource, ...fallbackSources]);
  checkType(inferred, resource, { ...RULES, ...config.validationRules });
  return inferred;
}

function noType({ apiVersion, kind }: Resource, asked: readonly string[]): ProviderError {
  return new ProviderError("usage", `its resource type cannot be inferred from its ${asked.join(" or ")}`, {
    object: `${apiVersion} ${kind}`,
    advice: "Add a mapping for its kind, or the fallback source apiVersion.",
  });
}

function checkType(type: string, { apiVersion, kind }: Resource, rules: ResourceTypeRules): void {
  const problem = problemOf(type, rules);
  if (problem === undefined) return;
  throw new ProviderError("usage", `the resource type "${type}" ${problem}`, {
    object: `${apiVersion} ${kind}`,
    advice: "Correct the mapping or the validation rules of the inference.",
  });
}

function problemOf(
  type: string,
  { maxLength, allowedCharacters, reservedNames }: ResourceTypeRules,
): string | undefined {
  if (!isObjectType(type))
    return "begins neither with kubernetes:: nor with kro::, so that destroy would not find its handler";
  if (type.length > maxLength) return `has more than ${maxLength} characters`;
  if (!allowedCharacters.test(type)) return `has characters other than ${allowedCharacters.source}`;
  return reservedNames.includes(type) ? "is reserved" : undefined;
}

/** What the ids of a kind's resources begin with: the kind, with its group for kinds that Kubernetes does not have itself. */
export function idPrefix({ apiVersion, kind }: Resource): string {
  const name = kind.toLowerCase();
  return builtinKind(apiVersion, kind) === undefined ? `${name}.${groupOf(apiVersion)}` : name;
}

/**
 * The id of an object's resource: `kind-namespace_name`.
 * @param namespace of objects that name none; left out for objects of the whole cluster
 */
export function createAlchemyResourceId(resource: Manifest, namespace?: string): string {
  return `${idPrefix(resource)}-${joinedId(placeOf(resource, namespace))}`;
}

/** What tells an object from others of its kind. */
export interface Place {
  name: string;
  namespace?: string;
}

/** The place of an object, as far as it can be told without a cluster. @param inherited namespace of objects that name none */
export function placeOf({ apiVersion, kind, metadata }: Manifest, inherited?: string): Place {
  const { name, namespace = inherited } = metadata;
  const isWide = builtinKind(apiVersion, kind)?.namespaced === false;
  return namespace === undefined || isWide ? { name } : { name, namespace };
}

// What state stores have no place for; names of RBAC may hold it. `~` itself comes first, as in JSON pointers.
const ESCAPES: Readonly<Record<string, string>> = { "~": "~0", "/": "~1", ":": "~2", "*": "~3" };

/** Joins a place as no other one is: a namespace has no `_`, nor has the name of a custom resource. */
export function joinedId({ namespace, name }: Place): string {
  const local = namespace === undefined ? name : `${namespace}_${name}`;
  return local.replaceAll(/[~/:*]/g, (character) => ESCAPES[character] ?? character);
}
