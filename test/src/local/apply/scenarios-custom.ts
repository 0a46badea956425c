/** Scenarios on custom resources: every type of list and map. */

import type { Json, JsonObject } from "../../../../src/model/json.ts";
import { LOOSE, WIDGET } from "./custom-kinds.ts";
import { type FieldCase, fieldScenarios } from "./field-probes.ts";
import { type Scenario, apply, create, patch, scenario, update } from "./scenario.ts";

const spec = (fields: JsonObject): JsonObject => ({ spec: fields });

/** Field, first value, another, parts of both, empty ones. */
type Row = readonly [
  field: string,
  one: unknown,
  other: unknown,
  mixed?: unknown,
  empty?: readonly unknown[],
];

const item = (name: string, value: string, more: object = {}) => ({ name, value, ...more });

const ROWS: readonly Row[] = [
  ["text", "one", "two"],
  ["count", 1, 2],
  ["ratio", 1.5, 2],
  ["flag", true, false],
  ["either", 1, "50%"],
  ["defaulted", "preset", "chosen"],
  ["nullable", "set", null],
  ["plainList", ["a", "b"], ["b", "a"], ["a", "b", "c"], [[]]],
  ["atomicList", [item("a", "1")], [item("a", "2")], [item("a", "1"), item("b", "1")], [[]]],
  ["set", ["a", "b", "c"], ["d", "c"], ["c", "d", "a"], [[]]],
  ["numbers", [1, 20, 3], [4, 3], [20, 5, 1], [[]]],
  [
    "keyed",
    [item("a", "1", { nested: { a: "1", b: "1" }, tags: ["x", "y"] }), item("b", "1")],
    [item("a", "2", { nested: { a: "2" } }), item("c", "1")],
    [item("c", "1"), item("b", "1"), item("a", "1", { tags: ["y", "z"], labels: { l: "1" } })],
    [[]],
  ],
  [
    "ports",
    [{ port: 80 }, { port: 443, protocol: "TCP", host: "one" }],
    [
      { port: 80, protocol: "UDP" },
      { port: 443, host: "two" },
    ],
    [{ port: 80, protocol: "TCP", host: "h" }, { port: 9 }],
    [[]],
  ],
  ["strings", { a: "1", b: "1" }, { a: "2" }, { b: "1", c: "1" }, [{}]],
  [
    "objects",
    { a: item("x", "1"), b: item("y", "1") },
    { a: item("x", "2") },
    { b: { name: "y" }, c: item("z", "1") },
    [{}],
  ],
  ["sets", { a: ["1", "2"], b: [] }, { a: ["3"] }, { a: ["2", "4"], c: ["1"] }, [{}, { a: [] }]],
  ["point", { x: 1, y: 1 }, { x: 2 }, { y: 1 }, [{}]],
  ["atomicPoint", { x: 1, y: 1 }, { x: 2 }, { y: 1 }, [{}]],
  ["atomicStrings", { a: "1", b: "1" }, { a: "2" }, { b: "1" }, [{}]],
  ["granularStrings", { a: "1", b: "1" }, { a: "2" }, { b: "1" }, [{}]],
  [
    "free",
    { a: 1, list: [1, 2], deep: { x: { y: "z" } }, none: {} },
    { a: "text", list: [2], deep: { x: 5 } },
    { list: [1, 2], deep: { x: { w: true } }, added: [{}] },
    [{}],
  ],
  ["halfFree", { x: 1, other: { a: 1 } }, { x: 2, other: { b: 1 } }, { y: 1, other: { a: 1 } }, [{}]],
  ["anything", { a: 1 }, "text", { a: 1, b: [1] }, [{}, [], 0]],
  ["anything", [1, 2], { a: [1] }, [1, 2]],
  ["anything", "text", [1], 7],
  [
    "embedded",
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "in", labels: { a: "1" } }, data: { k: "1" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "in", labels: { a: "2" } }, data: { k: "2" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { labels: { b: "1" } }, data: { l: "1" } },
  ],
];

function fieldCase([field, one, other, mixed, empty]: Row): FieldCase {
  const value = (given: unknown) => spec({ text: "fixed", [field]: given as Json });
  return {
    category: `custom/${field}`,
    kind: WIDGET,
    without: field === "text" ? spec({ count: 1 }) : spec({ text: "fixed" }),
    one: value(one),
    other: value(other),
    ...(mixed === undefined ? {} : { mixed: value(mixed) }),
    ...(empty === undefined ? {} : { empty: [...empty, null].map(value) }),
  };
}

const ORDER = ["a", "b", "c", "d"].map((name) => item(name, name));
const pick = (...names: string[]) => spec({ keyed: names.map((name) => item(name, name)) });
const tags = (...set: string[]) => spec({ set });

/** The order of merged lists. */
const orders: Scenario[] = [
  scenario(
    "custom/order",
    WIDGET,
    [create("u", spec({ keyed: ORDER, set: ["a", "b", "c", "d"] }))],
    [
      apply("a", pick("d", "a")),
      apply("a", pick("c", "x", "b")),
      apply("a", pick("x", "a", "y", "d")),
      apply("a", pick("d", "c", "b", "a")),
      apply("a", pick("b", "x")),
      apply("a", pick("x", "y")),
      apply("a", tags("d", "a")),
      apply("a", tags("c", "x", "b")),
      apply("a", tags("x", "a", "y", "d")),
      apply("a", tags("d", "c", "b", "a")),
    ],
  ),
];

/** What does not fit the schema. */
const misfits: Scenario[] = [
  scenario(
    "custom/misfit",
    WIDGET,
    [apply("a", spec({ text: "one" }))],
    [
      ...[1, true, 1.5, [1, "a", null], { b: [1], a: { c: null } }].map((text) => apply("a", spec({ text }))),
      ...["1", true, [1], { a: 1 }].map((count) => apply("a", spec({ count }))),
      ...["yes", 1, [true], { a: true }].map((flag) => apply("a", spec({ flag }))),
      ...["text", 5, { a: 1 }].map((set) => apply("a", spec({ set }))),
      ...["text", 5, ["a"]].map((point) => apply("a", spec({ point }))),
      ...["text", ["a"], true].map((strings) => apply("a", spec({ strings }))),
      apply("a", spec({ unknown: 1 })),
      apply("a", spec({ point: { z: 1 } })),
      apply("a", { unknown: 1 }),
      apply("a", spec({ set: ["a", "a"] })),
      apply("a", spec({ set: ["a", { b: 1 }] })),
      apply("a", spec({ set: ["a", ["b"]] })),
      apply("a", spec({ set: ["a", null] })),
      apply("a", spec({ set: ["a", 1] })),
      apply("a", spec({ numbers: [1, 1] })),
      apply("a", spec({ keyed: [item("a", "1"), item("a", "2")] })),
      apply("a", spec({ keyed: [{ value: "1" }] })),
      apply("a", spec({ keyed: ["a"] })),
      apply("a", spec({ keyed: [null] })),
      apply("a", spec({ keyed: [{ name: "a", unknown: 1 }] })),
      apply("a", spec({ ports: [{ port: 80 }, { port: 80, protocol: "TCP" }] })),
      apply("a", spec({ ports: [{ port: 80, host: 1 }] })),
      apply("a", spec({ strings: { a: 1 } })),
      apply("a", spec({ objects: { a: { name: "x", nested: { a: 1 } } } })),
      apply("a", spec({ either: { a: 1 } })),
      apply("a", spec({ text: 1, count: "1" })),
      apply("a", { metadata: { labels: { a: 1 } } }),
      apply("a", { metadata: { finalizers: ["example.com/a", "example.com/a"] } }),
      apply("a", { metadata: { unknown: "x" } }),
      apply("a", { metadata: { managedFields: [] } }),
      apply("a", { metadata: { managedFields: [{}] } }),
      apply("a", { metadata: { managedFields: null } }),
    ],
  ),
];

const condition = (type: string, status: string) => ({ type, status });

const SCALE = { subresource: "scale" };

/** Status and other subresources, versions, preconditions. */
const endpoints: Scenario[] = [
  scenario(
    "custom/status",
    WIDGET,
    [
      apply("a", { ...spec({ text: "one" }), status: { phase: "ignored" } }),
      apply(
        "c",
        { status: { phase: "Up", conditions: [condition("A", "True")] } },
        { subresource: "status" },
      ),
      patch("merge", "d", { status: { conditions: [condition("B", "True")] } }, { subresource: "status" }),
      apply(
        "c",
        { status: { conditions: [condition("A", "False")] } },
        { subresource: "status", force: true },
      ),
    ],
    [
      apply("c", { status: { phase: "Up" } }, { subresource: "status" }),
      apply("c", { spec: { text: "two" }, status: { phase: "Down" } }, { subresource: "status" }),
      apply("e", { status: { conditions: [condition("A", "True")] } }, { subresource: "status" }),
      apply(
        "e",
        { status: { conditions: [condition("A", "True")] } },
        { subresource: "status", force: true },
      ),
      apply("c", {}, { subresource: "status" }),
      apply("a", { ...spec({ text: "two" }), status: { phase: "ignored" } }),
      patch("merge", "a", { status: { phase: "ignored" }, spec: { text: "three" } }),
      patch(
        "merge",
        "a",
        { status: { phase: "Other" }, metadata: { labels: { a: "1" } } },
        { subresource: "status" },
      ),
    ],
  ),
  ...[
    [apply("a", spec({ count: 1 })), apply("s", spec({ replicas: 2 }), SCALE)],
    [
      apply("a", spec({ count: 1 })),
      apply("s", spec({ replicas: 2 }), { ...SCALE, force: true }),
      apply("a", spec({ count: 3 })),
    ],
    [
      apply("a", spec({ count: 1 })),
      patch("merge", "u", spec({ replicas: 2 }), SCALE),
      patch("merge", "v", spec({ replicas: 3 }), SCALE),
      apply("a", spec({ count: 1 })),
    ],
    [
      create("c", spec({ count: 1, text: "x" })),
      patch("merge", "u", spec({ replicas: 2 }), SCALE),
      apply("a", spec({ count: 2 })),
      apply("s", spec({ replicas: 2 }), SCALE),
    ],
    [
      create("c", spec({ text: "x" })),
      patch("merge", "c", spec({ replicas: 2 }), SCALE),
      patch("merge", "c", spec({ replicas: 2 }), SCALE),
    ],
    [
      apply("s", spec({ count: 1 })),
      apply("b", spec({ count: 1 })),
      apply("s", spec({ replicas: 4 }), { ...SCALE, force: true }),
      apply("s", spec({ replicas: 4 }), SCALE),
    ],
  ].map((writes) => scenario("custom/scale", WIDGET, writes)),
  scenario(
    "custom/version",
    WIDGET,
    [
      apply("a", spec({ text: "one", set: ["a"] })),
      apply("b", spec({ count: 1, set: ["b"] }), { apiVersion: "vectors.example.com/v2" }),
      patch("merge", "u", spec({ flag: true }), { apiVersion: "vectors.example.com/v2" }),
    ],
    [
      apply("a", spec({ text: "one" }), { apiVersion: "vectors.example.com/v2" }),
      apply("a", spec({ set: ["a"] })),
      apply("b", spec({ set: ["a"] })),
      apply("b", spec({ text: "two" }), { apiVersion: "vectors.example.com/v2" }),
      apply("a", spec({ text: "one", flag: false })),
      apply("a", spec({ text: "one", flag: false }), { force: true }),
      patch("merge", "u", spec({ flag: false })),
      patch("merge", "u", spec({ count: 5, text: "x" })),
    ],
  ),
];

const removeOwners = patch("merge", "u", { metadata: { managedFields: [{}] } });

/** managedFields that clients set. */
const owners: Scenario[] = [
  scenario(
    "custom/reset",
    WIDGET,
    [apply("a", spec({ text: "one", set: ["a"] })), removeOwners],
    [
      apply("a", spec({ text: "one" })),
      apply("a", spec({ text: "two" })),
      apply("a", spec({ text: "two", set: ["b"] }), { force: true }),
      patch("merge", "u", spec({ text: "two" })),
      patch("merge", "u", { metadata: { labels: { a: "1" } } }),
    ],
  ),
  scenario("custom/reset", WIDGET, [
    apply("a", spec({ text: "one", keyed: [item("a", "1")] })),
    removeOwners,
    apply("a", spec({ text: "one", keyed: [item("a", "1")] })),
    apply("a", spec({ text: "one" })),
    patch("merge", "u", spec({ text: "two" })),
  ]),
  scenario(
    "custom/owners-sent",
    WIDGET,
    [apply("a", spec({ text: "one", set: ["b", "a"] }))],
    [
      patch("merge", "u", { metadata: { managedFields: [] } }),
      patch("merge", "u", { metadata: { managedFields: [{ manager: "x" }] } }),
      patch("json", "u", [{ op: "replace", path: "/metadata/managedFields/0/manager", value: "z" }]),
      patch("json", "u", [{ op: "replace", path: "/metadata/managedFields/0/operation", value: "Update" }]),
      patch("json", "u", [{ op: "replace", path: "/metadata/managedFields/0/operation", value: "Other" }]),
      patch("json", "u", [{ op: "remove", path: "/metadata/managedFields/0/fieldsType" }]),
      patch("json", "u", [
        { op: "copy", from: "/metadata/managedFields/0", path: "/metadata/managedFields/1" },
        {
          op: "replace",
          path: "/metadata/managedFields/1/fieldsV1",
          value: { "f:spec": { 'v: "b"': {}, 'k:{ "b":1, "a":2 }': {}, "x:": {} } },
        },
      ]),
      update("u", (live) => ({
        ...live,
        metadata: { ...(live["metadata"] as JsonObject), managedFields: null },
      })),
      update("u", (live) => ({ ...live, spec: { text: "put" } })),
      update("a", (live) => ({ ...live, spec: { text: "put", set: ["a", "c"] } })),
    ],
  ),
  scenario(
    "custom/ancient",
    WIDGET,
    [
      create("u0", spec({ strings: { k0: "0" } })),
      ...[...Array(11).keys()].map((at) =>
        patch(
          "merge",
          `u${at + 1}`,
          spec({ strings: { [`k${at + 1}`]: "1" } }),
          at % 3 === 2 ? { apiVersion: "vectors.example.com/v2" } : {},
        ),
      ),
    ],
    [patch("merge", "u12", spec({ strings: { k12: "1" } })), apply("a", spec({ strings: { k0: "1" } }))],
  ),
];

const meta = (metadata: JsonObject): JsonObject => ({ metadata, ...spec({ text: "fixed" }) });
const reference = (uid: string, name: string) => ({ apiVersion: "v1", kind: "ConfigMap", name, uid });

const metadataFields: FieldCase[] = [
  {
    category: "custom/labels",
    kind: WIDGET,
    without: spec({ text: "fixed" }),
    one: meta({ labels: { a: "1", b: "1" } }),
    other: meta({ labels: { a: "2" } }),
    mixed: meta({ labels: { b: "1", c: "1" } }),
    empty: [meta({ labels: {} })],
  },
  {
    category: "custom/finalizers",
    kind: WIDGET,
    without: spec({ text: "fixed" }),
    one: meta({ finalizers: ["example.com/a", "example.com/b"] }),
    other: meta({ finalizers: ["example.com/c"] }),
    mixed: meta({ finalizers: ["example.com/b", "example.com/c"] }),
  },
  {
    category: "custom/owner-references",
    kind: WIDGET,
    without: spec({ text: "fixed" }),
    one: meta({ ownerReferences: [reference("u-1", "one"), reference("u-2", "two")] }),
    other: meta({ ownerReferences: [reference("u-1", "renamed")] }),
    mixed: meta({ ownerReferences: [reference("u-3", "three"), reference("u-2", "two")] }),
  },
];

const looseFields: FieldCase[] = [
  {
    category: "custom/loose",
    kind: LOOSE,
    without: { a: 1 },
    one: {
      a: 1,
      spec: { list: [1, { b: 2 }], map: { x: "1", y: { z: "1" } } },
      metadata: { labels: { l: "1" } },
    },
    other: { a: 1, spec: { list: [2], map: { x: "2" } }, metadata: { labels: { l: "2" } } },
    mixed: { a: 1, spec: { map: { y: { w: "1" } }, more: [] } },
    empty: [{ a: 1, spec: {} }],
  },
];

export const customScenarios: readonly Scenario[] = [
  ...[...ROWS.map(fieldCase), ...metadataFields, ...looseFields].flatMap((field) =>
    fieldScenarios(field, true),
  ),
  ...orders,
  ...misfits,
  ...endpoints,
  ...owners,
];
