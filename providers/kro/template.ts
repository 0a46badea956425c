/** Templates: the objects that a graph makes. */

import { ProviderError } from "../../src/errors.ts";
import { resource, type AnyModifiers, type Description, type Fields } from "../../src/graph/builder/node.ts";
import { describeValue, isPlainObject } from "../../src/graph/builder/cel-tag.ts";
import type {
  CollectionReference,
  Dimensions,
  Iterators,
  InstanceBody,
  Modifiers,
  ResourceMark,
  ResourceReference,
  Templated,
  UntypedRef,
} from "../../src/graph/builder/reference-types.ts";
import { fragmentOf } from "../../src/graph/builder/references.ts";
import type { Wire } from "../../src/model/wire.ts";
import type { KindResource } from "../kubernetes/define-kind.ts";
import * as kinds from "../kubernetes/kinds.ts";
import type { KubernetesResource } from "../kubernetes/resource.ts";
import { explainValue, refuseSecretValues } from "./refusals.ts";

/** `metadata` of a template. */
export interface TemplateMetadata {
  name: string;
  /** @default the instance's namespace */
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
}

/**
 * A manifest without apiVersion, kind and status, with references allowed wherever a value is.
 * @typeParam Body the object as JSON on the wire
 */
export type TemplateManifest<Body> = {
  [Field in keyof Omit<Body, "apiVersion" | "kind" | "metadata" | "status">]: Templated<
    Body[Field & keyof Body]
  >;
} & { metadata: Templated<TemplateMetadata> };

/** The manifest, or for a collection a function of its iterators that gives it. */
type ManifestOf<Manifest, D> = [D] extends [Dimensions] ? (each: Iterators<D>) => Manifest : Manifest;
type ReferenceTo<Body, D> = [D] extends [Dimensions] ? CollectionReference<Body> : ResourceReference<Body>;

/** Modifiers of a template. `forEach` makes one object for each element of the lists' product. */
export type TemplateModifiers<Body, D> = Modifiers<Body> & { forEach?: D };

/** A kind, with the type of its objects. */
export interface KindOf<Body> {
  readonly apiVersion: string;
  readonly kind: string;
  /** Only for TypeScript: no kind has it. */
  readonly "~body"?: Body;
}

/**
 * Describes an object of one kind.
 * @typeParam Body the object as JSON on the wire
 * @typeParam Input the object as a program writes it, where defaults may be left out
 */
export interface TemplateOf<Body, Input = Body> extends KindOf<Body> {
  /**
   * @param manifest its fields; with `forEach` a function that gives them for each combination of iterators
   * @param modifiers when it is made and when it counts as ready
   * @returns a reference to the object, for other templates and the status
   * @throws {ProviderError} `usage`, for values of a Secret and unknown modifiers
   */
  <D extends Dimensions | undefined = undefined>(
    manifest: ManifestOf<TemplateManifest<Input>, D>,
    modifiers?: TemplateModifiers<Body, D>,
  ): ReferenceTo<Body, D>;
}

/** A manifest of any kind. */
export interface AnyManifest {
  apiVersion: string;
  kind: string;
  metadata: Templated<TemplateMetadata>;
  [field: string]: unknown;
}

/** A manifest of a kind that has a spec. */
export interface SpecManifest<TSpec> {
  apiVersion: string;
  kind: string;
  metadata: Templated<TemplateMetadata>;
  spec: Templated<TSpec>;
}

/** Describes an object of any kind. */
export interface ObjectTemplate {
  /**
   * @typeParam TSpec its spec: checked, and typed in references
   * @typeParam TStatus its status
   */
  <TSpec, TStatus>(
    manifest: SpecManifest<TSpec>,
    modifiers?: Modifiers<InstanceBody<TSpec, TStatus>>,
  ): ResourceReference<InstanceBody<TSpec, TStatus>>;
  /** Without types: every field may be read. */
  <D extends Dimensions | undefined = undefined>(
    manifest: ManifestOf<AnyManifest, D>,
    modifiers?: TemplateModifiers<unknown, D>,
  ): UntypedRef & ResourceMark;
}

type Kinds = typeof kinds;
type ModelOf<K> = K extends KindResource<infer Model, infer _Out extends KubernetesResource> ? Model : never;

/** The kinds that have a template of their own. */
export type KindName = {
  [Name in keyof Kinds]: [ModelOf<Kinds[Name]>] extends [never] ? never : Name;
}[keyof Kinds];

/** A template for every kind of `alchemy-kubernetes/kubernetes`. */
export type KindTemplates = { readonly [Name in KindName]: TemplateOf<Wire<ModelOf<Kinds[Name]>>> };

/**
 * Makes the template of a kind.
 * @typeParam Body the object as JSON on the wire
 */
export function templateOf<Body>(apiVersion: string, kind: string): TemplateOf<Body> {
  const make = (manifest: unknown, modifiers: AnyModifiers = {}): unknown =>
    resource(kind, modifiers, (each) => {
      return describe({ apiVersion, kind, ...fieldsOf(kind, manifest, modifiers, each) });
    });
  return Object.assign(make as TemplateOf<Body>, { apiVersion, kind });
}

function anyObject(manifest: unknown, modifiers: AnyModifiers = {}): unknown {
  return resource("template.object", modifiers, (each) =>
    describe(fieldsOf("template.object", manifest, modifiers, each)),
  );
}

function describe(template: Fields): Description {
  const { apiVersion, kind } = template;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    throw new ProviderError("usage", "a template needs an apiVersion and a kind", {
      object: "template.object",
      advice:
        'Write template.object({ apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: … }, … }).',
    });
  }
  refuseSecretValues(apiVersion, kind, template);
  return { apiVersion, kind, body: { template } };
}

/** The manifest as an object, whichever way it was given. */
function fieldsOf(
  subject: string,
  manifest: unknown,
  modifiers: AnyModifiers,
  each: Iterators<Dimensions>,
): Fields {
  const isFunction = typeof manifest === "function" && fragmentOf(manifest) === undefined;
  if (isFunction !== (modifiers.forEach !== undefined)) {
    const what = isFunction
      ? "its manifest is a function, but it has no forEach"
      : "its manifest does not depend on its forEach";
    throw new ProviderError("usage", what, {
      object: subject,
      advice:
        "Write (each) => ({ metadata: { name: text`web-${each.region}` }, … }) and { forEach: { region: … } }.",
    });
  }
  const fields: unknown = isFunction
    ? (manifest as (each: Iterators<Dimensions>) => unknown)(each)
    : manifest;
  const said = explainValue(fields);
  if (isPlainObject(fields) && said === undefined) return fields;
  throw new ProviderError("usage", `its manifest is ${describeValue(fields)}`, {
    object: subject,
    advice: said ?? "Pass an object literal.",
  });
}

function kindTemplates(): KindTemplates {
  const templates = Object.entries(kinds).map(([name, { apiVersion, kind }]) => [
    name,
    templateOf(apiVersion, kind),
  ]);
  return Object.fromEntries(templates) as KindTemplates;
}

/**
 * Describes the objects of a graph: `template.Deployment({ metadata, spec })` for every typed kind, `template.object` for others.
 *
 * @example
 * const Regions = toKroResourceGraph(
 *   "regions",
 *   (schema) => {
 *     const common = template.ConfigMap({ metadata: { name: schema.metadata.name }, data: { tier: schema.spec.tier } });
 *     const perRegion = template.ConfigMap(
 *       (each) => ({ metadata: { name: text`${schema.metadata.name}-${each.region}` }, data: { region: each.region } }),
 *       { forEach: { region: schema.spec.regions } },
 *     );
 *     return { common, perRegion };
 *   },
 *   { apiVersion: "example.com/v1alpha1", kind: "Regions", spec: { tier: "string", regions: "[]string" } },
 * );
 */
export const template: KindTemplates & { readonly object: ObjectTemplate } = {
  ...kindTemplates(),
  object: anyObject as ObjectTemplate,
};
