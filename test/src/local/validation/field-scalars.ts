/** Schemas of texts, numbers and formats. */

import type { Json } from "../../../../src/model/json.ts";
import { ANY, list, NUMBER, object, TEXT } from "./field-rows.ts";
import type { FieldRows } from "./field-rows.ts";

const TYPES: Record<string, FieldRows> = {
  text: { schema: TEXT, values: ANY },
  integer: { schema: NUMBER, values: [...ANY, -3, 1e300] },
  number: { schema: { type: "number" }, values: ANY },
  flag: { schema: { type: "boolean" }, values: ANY },
  object: { schema: object({ a: NUMBER }), values: ANY },
  array: { schema: list(TEXT), values: [...ANY, [1], [null], ["a", 2, "b"]] },
  map: {
    schema: { type: "object", additionalProperties: NUMBER },
    values: [...ANY, { a: "b" }, { "a.b": null, c: 1 }],
  },
  nullable: { schema: { type: "string", nullable: true }, values: [null, "a", 1] },
  nullableEnum: { schema: { type: "string", nullable: true, enum: ["a"] }, values: [null, "a", "b"] },
  nullableObject: { schema: object({ a: TEXT }, { nullable: true }), values: [null, { a: null }] },
  intOrString: { schema: { "x-kubernetes-int-or-string": true }, values: ANY },
  intOrStringPattern: {
    schema: {
      "x-kubernetes-int-or-string": true,
      anyOf: [{ type: "integer" }, { type: "string" }],
      pattern: "^\\d+%$",
      maximum: 10,
    },
    values: [5, 11, "5%", "5", true, 1.5],
  },
};

const NUMBERS: Record<string, FieldRows> = {
  minimum: { schema: { type: "integer", minimum: 1 }, values: [0, 1, -5, 0.5] },
  exclusiveMinimum: { schema: { type: "integer", minimum: 1, exclusiveMinimum: true }, values: [1, 2, 0] },
  maximum: { schema: { type: "integer", maximum: 10 }, values: [10, 11, 10.5] },
  exclusiveMaximum: {
    schema: { type: "number", maximum: 1.5, exclusiveMaximum: true },
    values: [1.5, 1, 1.25, 2],
  },
  range: { schema: { type: "number", minimum: -0.5, maximum: 0.00001 }, values: [-1, 0, 1, 0.5] },
  bothWrong: { schema: { type: "integer", minimum: 10, multipleOf: 7 }, values: [3, 7, 14, 15] },
  multipleOf: { schema: { type: "integer", multipleOf: 5 }, values: [5, 6, 0, -10] },
  multipleOfFraction: { schema: { type: "number", multipleOf: 0.5 }, values: [1.5, 1.25, 2] },
  multipleOfFractionOfInteger: { schema: { type: "integer", multipleOf: 0.5 }, values: [1, 2] },
  int32: {
    schema: { type: "integer", format: "int32" },
    values: [1, 2147483647, 2147483648, -2147483649, "a", true, 1.5],
  },
  int64: { schema: { type: "integer", format: "int64" }, values: [1, 9007199254740991, "a"] },
  float: { schema: { type: "number", format: "float" }, values: [1, 1.5, 1e39, "a"] },
  double: { schema: { type: "number", format: "double" }, values: [1e39, "a", true] },
  fractionalLimitOfInteger: { schema: { type: "integer", maximum: 2.5 }, values: [2, 3] },
};

const STRINGS: Record<string, FieldRows> = {
  minLength: { schema: { type: "string", minLength: 2 }, values: ["", "a", "ab", "é", "👍"] },
  maxLength: { schema: { type: "string", maxLength: 2 }, values: ["ab", "abc", "ééé", "👍👍"] },
  maxLengthOne: { schema: { type: "string", maxLength: 1 }, values: ["ab"] },
  pattern: {
    schema: { type: "string", pattern: "^[a-z]+$" },
    values: ["abc", "ABC", "", 'say "a\\b"\n', "é<&>\u0007"],
  },
  unanchored: { schema: { type: "string", pattern: "b" }, values: ["abc", "ac"] },
  caseless: { schema: { type: "string", pattern: "(?i)^abc$" }, values: ["ABC", "abd"] },
  lengthBeforePattern: { schema: { type: "string", minLength: 3, pattern: "^a" }, values: ["b", "bbb"] },
  enum: { schema: { type: "string", enum: ["a", "b c", 'd"'] }, values: ["a", "c", "", 1] },
  enumOfNumbers: { schema: { type: "integer", enum: [1, 2] }, values: [1, 3, "1"] },
  enumOfAnything: {
    schema: { "x-kubernetes-preserve-unknown-fields": true, enum: ["a", 1, true, { b: 1 }, [1]] },
    values: ["a", 1, true, { b: 1 }, [1], { b: 2 }, false],
  },
};

const FORMATS: Record<string, Json[]> = {
  date: ["2020-02-29", "2021-02-29", "2020-1-1", ""],
  "date-time": [
    "2020-01-01T10:00:00Z",
    "2020-01-01T10:00:00+01:00",
    "2020-01-01 10:00:00",
    "2020-01-01T25:00:00Z",
    "2020-01-01t10:00:00.123z",
  ],
  duration: ["1h", "1.5s", "22 ns", "1 day", "5", "abc", "-3m"],
  email: ["a@b.c", "a", "Name <a@b.c>"],
  hostname: ["a.example.com", "a_b", "-a", "localhost"],
  ipv4: ["10.0.0.1", "010.0.0.1", "10.0.0", "::1", "10.0.0.256"],
  ipv6: ["::1", "fe80::1", "10.0.0.1", "::g"],
  cidr: ["10.0.0.0/8", "10.0.0.0/33", "::/0", "10.0.0.0"],
  mac: ["01:23:45:67:89:ab", "01-23-45-67-89-ab", "0123.4567.89ab", "01:23", "01:23-45:67:89:ab"],
  uri: ["https://example.com/a", "/a", "a", "http://[", "mailto:a@b", "http://a b"],
  uuid: ["123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000", "123"],
  uuid3: ["123e4567-e89b-32d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
  uuid4: ["123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-c456-426614174000"],
  uuid5: ["123e4567-e89b-52d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
  isbn: ["0321751043", "978-0321751041", "0321751044"],
  isbn10: ["0321751043", "978-0321751041"],
  isbn13: ["978-0321751041", "978-0321751042"],
  creditcard: ["4111 1111 1111 1111", "4111111111111112"],
  ssn: ["123-45-6789", "12-345"],
  hexcolor: ["#ffF", "fff", "#ffff"],
  rgbcolor: ["rgb(1,2,3)", "rgb( 255 , 0, 0 )", "rgb(256,0,0)"],
  byte: ["aGVsbG8=", "a", "", "aGVsbG8"],
  bsonobjectid: ["507f1f77bcf86cd799439011", "507f"],
  password: ["anything", 1],
  "k8s-short-name": ["a-b", "A", "a.b"],
  "k8s-long-name": ["a.b-c", "a..b"],
  unheard: ["anything", 1],
};

/** Schemas of scalars, by field. */
export const SCALARS: Readonly<Record<string, FieldRows>> = {
  ...TYPES,
  ...NUMBERS,
  ...STRINGS,
  ...Object.fromEntries(
    Object.entries(FORMATS).map(([format, values]) => [
      `format${format.replaceAll("-", "")}`,
      { schema: { type: "string", format }, values } satisfies FieldRows,
    ]),
  ),
};
