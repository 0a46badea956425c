/** The TypeScript types that schemas stand for. Types only. */

/** What follows Standard Schema: types of arktype, schemas of zod and others. */
interface Standard<Input, Output> {
  readonly "~standard": { readonly types?: { readonly input: Input; readonly output: Output } | undefined };
}

/** Whatever a record of fields may be. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * The type of values that fit a schema, once defaults are filled in: of arktype, zod, a record of SimpleSchema with literal
 * types, or, for anything else, the type itself.
 * @typeParam Types custom types of SimpleSchema, as a record
 */
export type InferSchema<S, Types = {}> =
  S extends Standard<unknown, infer Output>
    ? Output
    : IsSimple<S, Types> extends true
      ? Filled<S, Types>
      : IsJsonSchema<S> extends true
        ? Record<string, unknown>
        : S;

/**
 * The type of values as a user writes them: fields with a default may be left out.
 * @typeParam Types custom types of SimpleSchema, as a record
 */
export type InferInput<S, Types = {}> =
  S extends Standard<infer Input, unknown>
    ? Input
    : IsSimple<S, Types> extends true
      ? Written<S, Types>
      : IsJsonSchema<S> extends true
        ? Record<string, unknown>
        : S;

type IsJsonSchema<S> = S extends { readonly type: "object"; readonly properties: object } ? true : false;

/** Whether all fields are SimpleSchema. Recursive types of others end at some depth. */
type IsSimple<S, Types, Depth extends unknown[] = []> = Depth["length"] extends 8
  ? false
  : S extends Fields
    ? S extends readonly unknown[]
      ? false
      : [keyof S] extends [never]
        ? false
        : false extends { [K in keyof S]-?: IsSimpleField<S[K], Types, Depth> }[keyof S]
          ? false
          : true
    : false;

type IsSimpleField<F, Types, Depth extends unknown[]> = F extends string
  ? string extends F
    ? false
    : IsType<TypeText<F>, Types>
  : IsSimple<F, Types, [...Depth, unknown]>;

interface Atomic {
  string: string;
  integer: number;
  float: number;
  boolean: boolean;
  object: Record<string, unknown>;
}

type IsType<T extends string, Types> = T extends `[]${infer Of}`
  ? IsType<Trim<Of>, Types>
  : T extends `map[string]${infer Of}`
    ? IsType<Trim<Of>, Types>
    : T extends keyof Atomic | keyof Types
      ? true
      : false;

type Trim<T extends string> = T extends ` ${infer Rest}` | `${infer Rest} ` ? Trim<Rest> : T;

type TypeText<F extends string> = F extends `${infer T}|${string}` ? Trim<T> : Trim<F>;

/** The markers of a field between spaces, without what is quoted. */
type Markers<F extends string> = F extends `${string}|${infer M}` ? ` ${Unquoted<M>} ` : "";

type Unquoted<M extends string> = M extends `${infer Before}"${string}"${infer After}`
  ? `${Before}""${Unquoted<After>}`
  : M;

type Has<F, Marker extends string> = F extends string
  ? Markers<F> extends `${string} ${Marker}${string}`
    ? true
    : false
  : false;

/** A custom type brings its markers along. */
type Resolved<F, Types> = F extends string ? (TypeText<F> extends keyof Types ? Types[TypeText<F>] : F) : F;

type IsRequired<F, Types> = true extends
  | Has<F, "required=true">
  | Has<StringOf<Resolved<F, Types>>, "required=true">
  ? true
  : false;

type StringOf<F> = F extends string ? F : "";

/** kro gives objects whose fields have defaults, none of them required, a default too. */
type HasDefault<F, Types> =
  Has<F, "default="> extends true
    ? true
    : Resolved<F, Types> extends infer R
      ? R extends string
        ? Has<R, "default=">
        : R extends Fields
          ? true extends { [K in keyof R]: IsRequired<R[K], Types> }[keyof R]
            ? false
            : true extends { [K in keyof R]: HasDefault<R[K], Types> }[keyof R]
              ? true
              : false
          : false
      : false;

type IsPresent<F, Types> = IsRequired<F, Types> extends true ? true : HasDefault<F, Types>;

type IsNeeded<F, Types> = IsRequired<F, Types> extends true ? Not<HasDefault<F, Types>> : false;

type Not<B> = B extends true ? false : true;

type Plain<T> = { [K in keyof T]: T[K] } & {};

type Filled<S, Types> = Plain<
  {
    -readonly [K in keyof S as IsPresent<S[K], Types> extends true ? K : never]-?: Value<
      S[K],
      Types,
      "filled"
    >;
  } & {
    -readonly [K in keyof S as IsPresent<S[K], Types> extends true ? never : K]?: Value<
      S[K],
      Types,
      "filled"
    >;
  }
>;

type Written<S, Types> = Plain<
  {
    -readonly [K in keyof S as IsNeeded<S[K], Types> extends true ? K : never]-?: Value<
      S[K],
      Types,
      "written"
    >;
  } & {
    -readonly [K in keyof S as IsNeeded<S[K], Types> extends true ? never : K]?: Value<
      S[K],
      Types,
      "written"
    >;
  }
>;

type Value<F, Types, Form extends "filled" | "written"> = F extends string
  ? EnumOf<F> extends infer E
    ? [E] extends [never]
      ? ValueOfType<TypeText<F>, Types, Form>
      : E
    : never
  : Form extends "filled"
    ? Filled<F, Types>
    : Written<F, Types>;

type ValueOfType<T extends string, Types, Form extends "filled" | "written"> = T extends `[]${infer Of}`
  ? ValueOfType<Trim<Of>, Types, Form>[]
  : T extends `map[string]${infer Of}`
    ? Record<string, ValueOfType<Trim<Of>, Types, Form>>
    : T extends keyof Atomic
      ? Atomic[T]
      : T extends keyof Types
        ? Value<Types[T], Types, Form>
        : unknown;

/** The values of `enum=a,b` and `enum="a, b"`; never without one. */
type EnumOf<F extends string> = F extends `${string}|${string} enum=${infer Rest}`
  ? ItemsOf<TypeText<F>, Split<Rest extends `"${infer Quoted}"${string}` ? Quoted : FirstWord<Rest>>>
  : F extends `${string}|enum=${infer Rest}`
    ? ItemsOf<TypeText<F>, Split<Rest extends `"${infer Quoted}"${string}` ? Quoted : FirstWord<Rest>>>
    : never;

type ItemsOf<T extends string, Item extends string> = T extends "integer"
  ? Item extends `${infer N extends number}`
    ? N
    : never
  : T extends "string"
    ? Item
    : never;

type FirstWord<M extends string> = M extends `${infer Word} ${string}` ? Word : M;

type Split<M extends string> = M extends `${infer First},${infer Rest}` ? Trim<First> | Split<Rest> : Trim<M>;
