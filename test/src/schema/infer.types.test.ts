import { describe, expectTypeOf, test } from "bun:test";
import type { InferInput, InferSchema } from "../../../src/schema/index.ts";
import type { arktypeSpec, jsonSchemaSpec, simpleSpec, simpleTypes, zodSpec } from "./sources.ts";

type Fields<T> = { [K in keyof T]: T[K] };

interface Filled {
  name: string;
  replicas: number;
  mode?: "fast" | "safe";
  port: number;
  ratio?: number;
  tags?: string[];
  labels?: Record<string, string>;
  rules?: { path: string; weight?: number }[];
}

interface Db {
  engine: string;
  size?: number;
}

describe("types of schemas", () => {
  test("arktype", () => {
    expectTypeOf<InferSchema<typeof arktypeSpec>>().toEqualTypeOf<typeof arktypeSpec.infer>();
    expectTypeOf<InferSchema<typeof arktypeSpec>["replicas"]>().toEqualTypeOf<number>();
    expectTypeOf<InferInput<typeof arktypeSpec>>().toEqualTypeOf<typeof arktypeSpec.inferIn>();
    expectTypeOf<{ name: string; port: number }>().toExtend<InferInput<typeof arktypeSpec>>();
    expectTypeOf<{ name: string; port: number }>().not.toExtend<InferSchema<typeof arktypeSpec>>();
  });

  test("zod", () => {
    expectTypeOf<InferSchema<typeof zodSpec>["replicas"]>().toEqualTypeOf<number>();
    expectTypeOf<InferSchema<typeof zodSpec>["mode"]>().toEqualTypeOf<"fast" | "safe" | undefined>();
    expectTypeOf<{ name: string; port: number }>().toExtend<InferInput<typeof zodSpec>>();
    expectTypeOf<{ name: string; port: number }>().not.toExtend<InferSchema<typeof zodSpec>>();
    expectTypeOf<{ name: number; port: number }>().not.toExtend<InferInput<typeof zodSpec>>();
  });

  test("SimpleSchema, defaults filled in", () => {
    type Spec = InferSchema<typeof simpleSpec, typeof simpleTypes>;
    expectTypeOf<Spec>().toEqualTypeOf<Fields<Filled & { db: Db }>>();
  });

  test("SimpleSchema as it is written", () => {
    type Spec = InferInput<typeof simpleSpec, typeof simpleTypes>;
    type Written = Omit<Filled, "replicas"> & { replicas?: number; db?: Partial<Db> };
    expectTypeOf<Spec>().toEqualTypeOf<Fields<Written>>();
  });

  test("JSON Schema is not read by types", () => {
    expectTypeOf<InferSchema<typeof jsonSchemaSpec>>().toEqualTypeOf<Record<string, unknown>>();
  });

  test("anything else is the type itself", () => {
    interface Recursive {
      name: string;
      children: Recursive[];
      parent?: Recursive;
    }
    interface Empty {}
    interface DatabaseSpec {
      engine: "postgres" | "mysql";
      size?: number;
    }
    expectTypeOf<InferSchema<DatabaseSpec>>().toEqualTypeOf<DatabaseSpec>();
    expectTypeOf<InferInput<DatabaseSpec>>().toEqualTypeOf<DatabaseSpec>();
    expectTypeOf<InferSchema<Recursive>>().toEqualTypeOf<Recursive>();
    expectTypeOf<InferSchema<Empty>>().toEqualTypeOf<Empty>();
    expectTypeOf<InferSchema<{ name: "strng" }>>().toEqualTypeOf<{ name: "strng" }>();
    expectTypeOf<InferSchema<{ name: string }>>().toEqualTypeOf<{ name: string }>();
  });
});

describe("types of fields of SimpleSchema", () => {
  type Of<F extends string, Types = {}> =
    Required<InferSchema<{ f: F }, Types>> extends { f: infer V } ? V : never;

  test("types", () => {
    expectTypeOf<Of<"string">>().toEqualTypeOf<string>();
    expectTypeOf<Of<"integer">>().toEqualTypeOf<number>();
    expectTypeOf<Of<"float">>().toEqualTypeOf<number>();
    expectTypeOf<Of<"boolean">>().toEqualTypeOf<boolean>();
    expectTypeOf<Of<"object">>().toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf<Of<"[]string">>().toEqualTypeOf<string[]>();
    expectTypeOf<Of<"[][]integer">>().toEqualTypeOf<number[][]>();
    expectTypeOf<Of<"map[string]integer">>().toEqualTypeOf<Record<string, number>>();
    expectTypeOf<Of<"map[string][]boolean">>().toEqualTypeOf<Record<string, boolean[]>>();
    expectTypeOf<Of<" [] string | minItems=1">>().toEqualTypeOf<string[]>();
  });

  test("custom types, and their markers", () => {
    interface Types {
      Port: { number: "integer | required=true"; name: "string" };
      Level: "integer | enum=1,2 required=true";
    }
    expectTypeOf<Of<"[]Port", Types>>().toEqualTypeOf<{ number: number; name?: string }[]>();
    expectTypeOf<InferSchema<{ f: "Level" }, Types>>().toEqualTypeOf<{ f: 1 | 2 }>();
  });

  test("enums", () => {
    expectTypeOf<Of<"string | enum=a,b default=a">>().toEqualTypeOf<"a" | "b">();
    expectTypeOf<Of<'string | default=a enum="a, b c"'>>().toEqualTypeOf<"a" | "b c">();
    expectTypeOf<Of<"integer | enum=1,2">>().toEqualTypeOf<1 | 2>();
    expectTypeOf<Of<'string |enum="a"'>>().toEqualTypeOf<"a">();
  });

  test("what is there", () => {
    type Spec<F> = InferSchema<{ f: F }>;
    type Input<F> = InferInput<{ f: F }>;
    expectTypeOf<Spec<"string">>().toEqualTypeOf<{ f?: string }>();
    expectTypeOf<Spec<"string | required=true">>().toEqualTypeOf<{ f: string }>();
    expectTypeOf<Spec<"string |required=true">>().toEqualTypeOf<{ f: string }>();
    expectTypeOf<Spec<"string | required=false">>().toEqualTypeOf<{ f?: string }>();
    expectTypeOf<Spec<"string | default=a">>().toEqualTypeOf<{ f: string }>();
    expectTypeOf<Input<"string | default=a">>().toEqualTypeOf<{ f?: string }>();
    expectTypeOf<Input<"string | default=a required=true">>().toEqualTypeOf<{ f?: string }>();
    expectTypeOf<Spec<'string | description="say required=true or default=x"'>>().toEqualTypeOf<{
      f?: string;
    }>();
  });

  test("objects: there when a field of them has a default and none is required", () => {
    type Spec<F> = InferSchema<{ f: F }>;
    expectTypeOf<Spec<{ a: "string" }>>().toEqualTypeOf<{ f?: { a?: string } }>();
    expectTypeOf<Spec<{ a: "string | default=x" }>>().toEqualTypeOf<{ f: { a: string } }>();
    expectTypeOf<Spec<{ a: "string | default=x"; b: "string | required=true" }>>().toEqualTypeOf<{
      f?: { a: string; b: string };
    }>();
    expectTypeOf<Spec<{ a: { b: "integer | default=1" } }>>().toEqualTypeOf<{ f: { a: { b: number } } }>();
  });
});
