/** What references are for TypeScript: the type of the value that they stand for. Types only. */

import type { Json } from "../../model/json.ts";

declare const VALUE: unique symbol;
declare const RESOURCE: unique symbol;
declare const UNAVAILABLE: unique symbol;

/**
 * Marks a value that only the cluster knows.
 * `Ref<never>` fits wherever any reference does: an expression whose type nobody declared.
 */
export interface Ref<out T> {
  readonly [VALUE]: T;
}

/** Marks a reference to a whole resource, which may be part of a graph. */
export interface ResourceMark {
  readonly [RESOURCE]: true;
}

/** The type of what cannot be used, with the reason in the compiler's message. */
export interface Unavailable<Reason extends string> {
  readonly [UNAVAILABLE]: Reason;
}

type Primitive = string | number | boolean | bigint | null | undefined;

// `any` passes every test, so it is recognised by the one that no other type passes; `unknown` and free JSON say as little.
type IsUntyped<T> = 0 extends 1 & T
  ? true
  : unknown extends T
    ? true
    : [Json] extends [T]
      ? true
      : [keyof T] extends [never]
        ? [T] extends [Primitive]
          ? false
          : true
        : false;

/** A reference to something whose fields nobody declared: every field may be read. */
export interface UntypedRef extends Ref<never> {
  readonly [field: string]: UntypedRef;
}

/**
 * A list of references. The first ten have names, so that `ports[0].port` compiles under `noUncheckedIndexedAccess`: a reference
 * is there whether or not the list has such an element.
 */
export type ListOf<Item> = readonly Item[] & {
  readonly [Index in 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9]: Item;
};

/**
 * A reference to a value: usable wherever the value is, and its fields are references too. Optional fields are there: whether
 * they have a value is known in the cluster only.
 * @typeParam T the value's type
 */
export type KubernetesRef<T> =
  IsUntyped<T> extends true
    ? UntypedRef
    : [T] extends [Primitive]
      ? T & Ref<T>
      : [T] extends [readonly (infer Item)[]]
        ? ListOf<KubernetesRef<Item>> & Ref<T>
        : { readonly [Field in keyof T]-?: KubernetesRef<NonNullable<T[Field]>> } & Ref<T>;

/** Typed access to the fields of an object: each gives a reference. */
export type MagicProxy<T> = KubernetesRef<T>;

/** The instance's metadata that a graph may read. */
export interface InstanceMetadata {
  name: string;
  namespace: string;
  uid: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  generation: number;
  creationTimestamp: string;
}

/** The instance that a graph is deployed for: its fields as references. */
export interface SchemaProxy<TSpec, TStatus = unknown> {
  readonly apiVersion: KubernetesRef<string>;
  readonly kind: KubernetesRef<string>;
  readonly metadata: KubernetesRef<InstanceMetadata>;
  readonly spec: MagicProxy<TSpec>;
  /** kro fills it and does not let a graph read it: read the resources that it is made of. */
  readonly status: {
    readonly [
      Field in keyof TStatus
    ]: Unavailable<"kro has no schema.status: read the resource that the field comes from">;
  };
}

/** A resource of a graph: its fields, live ones included, as references. */
export type ResourceReference<Body> = KubernetesRef<Body> & ResourceMark;

/** A collection made by `forEach` or found by a selector: a list of its objects. */
export type CollectionReference<Body> = ListOf<KubernetesRef<Body>> & Ref<Body[]> & ResourceMark;

/** Any resource of a graph. */
export type AnyResource = ResourceMark;

/** An object with a spec and a status. */
export interface InstanceBody<TSpec, TStatus> {
  apiVersion: string;
  kind: string;
  metadata: InstanceMetadata;
  spec: TSpec;
  status: TStatus;
}

/** A resource of a graph by its spec and its status. */
export type Enhanced<TSpec, TStatus> = ResourceReference<InstanceBody<TSpec, TStatus>>;

/**
 * A value with references allowed at every depth, itself included.
 * @typeParam T JSON on the wire
 */
export type Templated<T> = Ref<NonNullable<T>> | TemplatedFields<T>;

/** A value with references allowed inside, but not in its place. */
export type TemplatedFields<T> = T extends Primitive
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Templated<Item>[]
    : string extends keyof T
      ? // What is read from a map may be undefined for TypeScript, and is a reference all the same.
        { [Field in keyof T]: Templated<T[Field]> | undefined }
      : { [Field in keyof T]: Templated<T[Field]> };

/** An expression or a reference that gives a boolean. A JavaScript boolean is none: it would be decided too early. */
export type Condition = Ref<boolean>;

/** Lists by iterator name: one object is made for each element of their product. */
export type Dimensions = Readonly<Record<string, Ref<readonly unknown[]> | readonly unknown[]>>;

type ItemOf<List> =
  List extends Ref<infer Value>
    ? [Value] extends [never]
      ? unknown
      : Value extends readonly (infer Item)[]
        ? Item
        : unknown
    : List extends readonly (infer Item)[]
      ? Item
      : unknown;

/** The current element of each dimension, as a reference. */
export type Iterators<D extends Dimensions> = { readonly [Name in keyof D]: KubernetesRef<ItemOf<D[Name]>> };

/** Conditions over the resource itself, which has no name yet while it is described. */
export interface OwnCondition<Self> {
  (self: KubernetesRef<Self>): Condition | readonly Condition[];
}

/**
 * When a resource is made, and when it counts as ready.
 * @typeParam Self the live object
 * @see https://kro.run/docs/concepts/rgd/resource-definitions
 */
export interface Modifiers<Self> {
  /** All must be true before dependents start; a function gets the resource (of a collection: each object) itself. */
  readyWhen?: Condition | readonly Condition[] | OwnCondition<Self>;
  /** The resource, and whatever depends on it, is left out unless all are true. */
  includeWhen?: Condition | readonly Condition[];
  /**
   * Resources to wait for that no field refers to. A Job, Deployment, StatefulSet, DaemonSet or Pod without a `readyWhen` of its
   * own gets the usual one of its kind. Left out with them, as every dependent is.
   */
  dependsOn?: AnyResource | readonly AnyResource[];
}

/** What a value will be in the cluster: references replaced by the types that they stand for. */
export type Resolved<T> =
  T extends Ref<infer Value>
    ? [Value] extends [never]
      ? unknown
      : Value
    : T extends Primitive
      ? T
      : { -readonly [Field in keyof T]: Resolved<T[Field]> };
