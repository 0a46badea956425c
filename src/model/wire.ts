/** From the classes of `@kubernetes/client-node` to the JSON that the API server reads and writes. Types only. */

import type { Json } from "./json.ts";

/**
 * Property names that the model classes escape, because they are reserved words or no identifiers, and what the wire calls them.
 * A test compares the list with the classes' own `attributeTypeMap`.
 */
export interface EscapedNames {
  _continue: "continue";
  _default: "default";
  _enum: "enum";
  _from: "from";
  _int: "int";
  x_kubernetes_embedded_resource: "x-kubernetes-embedded-resource";
  x_kubernetes_int_or_string: "x-kubernetes-int-or-string";
  x_kubernetes_list_map_keys: "x-kubernetes-list-map-keys";
  x_kubernetes_list_type: "x-kubernetes-list-type";
  x_kubernetes_map_type: "x-kubernetes-map-type";
  x_kubernetes_preserve_unknown_fields: "x-kubernetes-preserve-unknown-fields";
  x_kubernetes_validations: "x-kubernetes-validations";
}

/** Names that are escaped in the JSON schema of a CustomResourceDefinition only: elsewhere they are real. */
export interface EscapedSchemaNames {
  ref: "$ref";
  schema: "$schema";
}

type NamesOf<M> = "x_kubernetes_validations" extends keyof M
  ? EscapedNames & EscapedSchemaNames
  : EscapedNames;
type Unescape<Name, Names> = Name extends keyof Names ? Names[Name] & PropertyKey : Name & PropertyKey;

// Renaming drops the doc comments of a property, so only the few classes with an escaped name are renamed.
// An index signature is no name: its keys are the user's.
type NeedsRenaming<M> = string extends keyof M
  ? false
  : keyof M & keyof EscapedNames extends never
    ? false
    : true;

// `any` passes every test, so it is recognised by the one that no other type passes.
type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * A model class as JSON: names unescaped, dates as RFC 3339 strings, `any` as JSON. `IntOrString` stays `number | string`.
 * @typeParam M a model class of `@kubernetes/client-node`, for example `V1Deployment`
 */
export type Wire<M> = IsAny<M> extends true ? Json : WireOf<M>;

// Apart from Wire, because only a naked type parameter distributes over a union.
type WireOf<M> = M extends string | number | boolean | null | undefined
  ? M
  : M extends Date
    ? string
    : M extends readonly (infer Item)[]
      ? Wire<Item>[]
      : NeedsRenaming<M> extends true
        ? { [Name in keyof M as Unescape<Name, NamesOf<M>>]: Wire<M[Name]> }
        : { [Name in keyof M]: Wire<M[Name]> };

/**
 * The same shape with a secret allowed wherever a string is.
 * @typeParam T JSON on the wire
 * @typeParam S what stands for a secret string
 */
export type WithSecrets<T, S> = T extends string
  ? string extends T
    ? string | S
    : T
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? WithSecrets<Item, S>[]
      : { [Name in keyof T]: WithSecrets<T[Name], S> };
