import { describe, expect, test } from "bun:test";
import { besideControllers, holdsContested } from "../../../src/apply/contested.ts";
import { describeDrift } from "../../../src/apply/drift-text.ts";
import type { DriftedField } from "../../../src/apply/drift.ts";
import { fieldChanges } from "../../../src/apply/field-changes.ts";
import { formatFieldPath, parseFieldPath } from "../../../src/apply/field-path.ts";
import { appliedDigest, writerOf } from "../../../src/apply/managed-fields.ts";
import { isSecretField } from "../../../src/apply/secret-field.ts";
import { withTakenMembers } from "../../../src/apply/take-members.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../../../src/model/object.ts";

type Entry = [manager: string, fieldsV1: JsonObject, more?: Partial<ManagedFieldsEntry>];

function object(body: JsonObject, entries: Entry[] = [], kind = "Deployment"): LiveObject {
  const managedFields = entries.map(([manager, fieldsV1, more]) => ({
    manager,
    fieldsV1,
    operation: manager === "ours" ? "Apply" : "Update",
    ...more,
  }));
  const apiVersion = kind === "Deployment" ? "apps/v1" : "v1";
  return { apiVersion, kind, metadata: { name: "web", managedFields }, ...body } as unknown as LiveObject;
}

const containers = (...names: string[]): JsonObject => ({
  "f:spec": {
    "f:containers": Object.fromEntries(
      names.map((name) => [`k:${JSON.stringify({ name })}`, { "f:image": {} }]),
    ),
  },
});

describe("fieldChanges", () => {
  const rows: [string, JsonObject, JsonObject, JsonObject, string[]][] = [
    ["a value", {}, { spec: { replicas: 5 } }, { spec: { replicas: 3 } }, ["spec.replicas 5 3"]],
    ["the order of keys", {}, { spec: { a: 1, b: 2 } }, { spec: { b: 2, a: 1 } }, []],
    ["the status", {}, { status: { a: 1 } }, { status: { a: 2 } }, []],
    ["a map that went", {}, { data: { a: "1" } }, {}, ['data.a "1" undefined']],
    ["an empty map that went", {}, { data: {} }, {}, ["data {} undefined"]],
    [
      "an element of a keyed list, whatever the order",
      containers("a", "b"),
      {
        spec: {
          containers: [
            { name: "b", image: "2" },
            { name: "a", image: "1" },
          ],
        },
      },
      {
        spec: {
          containers: [
            { name: "a", image: "1" },
            { name: "b", image: "3" },
          ],
        },
      },
      ['spec.containers[name="b"].image "2" "3"'],
    ],
    [
      "an element that was added, as one",
      containers("a"),
      { spec: { containers: [{ name: "a" }, { name: "b", image: "2" }] } },
      { spec: { containers: [{ name: "a" }] } },
      ['spec.containers[name="b"] {"name":"b","image":"2"} undefined'],
    ],
    [
      "members of a set",
      { "f:spec": { "f:actions": { 'v:"Deny"': {} } } },
      { spec: { actions: ["Warn", "Audit"] } },
      { spec: { actions: ["Audit", "Deny"] } },
      ['spec.actions[="Warn"] "Warn" undefined', 'spec.actions[="Deny"] undefined "Deny"'],
    ],
    [
      "an atomic list of objects of the same length, by index",
      { "f:spec": { "f:rules": {} } },
      { spec: { rules: [{ host: "a" }] } },
      { spec: { rules: [{ host: "b" }] } },
      ['spec.rules[0].host "a" "b"'],
    ],
    [
      "an atomic list",
      {},
      { spec: { args: ["a"] } },
      { spec: { args: ["a", "b"] } },
      ['spec.args ["a"] ["a","b"]'],
    ],
  ];
  test.each(rows)("%s", (_name, fields, before, after, expected) => {
    const changes = fieldChanges(object(before, [["ours", fields]]), object(after));
    const text = changes.map(
      ({ path, before, after }) =>
        `${formatFieldPath(path)} ${JSON.stringify(before)} ${JSON.stringify(after)}`,
    );
    expect(text).toEqual(expected);
  });
});

describe("formatFieldPath", () => {
  test.each([
    "spec.replicas",
    'spec.containers[name="web"].image',
    'spec.ports[port=80,protocol="TCP"].name',
    'spec.actions[="Deny"]',
    "spec.rules[0].host",
  ])("%s is read again", (path) => expect(formatFieldPath(parseFieldPath(path))).toBe(path));
});

describe("writerOf", () => {
  const live = object({}, [
    ["ours", { "f:spec": { "f:replicas": {} } }],
    ["early", { "f:spec": { "f:args": {}, "f:replicas": {} } }, { time: "2026-01-01T00:00:00Z" }],
    ["late", { "f:spec": { "f:replicas": {} } }, { time: "2026-01-02T00:00:00Z" }],
  ]);
  const rows: [string, string | undefined][] = [
    ["spec.replicas", "late"],
    ["spec.args[1]", "early"],
    ["spec.other", undefined],
    ["status", undefined],
  ];
  test.each(rows)("%s: %s", (path, manager) =>
    expect(writerOf(live, parseFieldPath(path), "ours")?.manager).toBe(manager),
  );
});

const change = (path: string, ours: unknown, theirs: unknown, manager?: string): DriftedField => ({
  path: parseFieldPath(path),
  ours,
  theirs,
  ...(manager !== undefined && { by: { manager, time: "2026-01-31T12:00:00Z" } }),
});

describe("describeDrift", () => {
  const manifest: Manifest = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { containers: [{ name: "web", env: [{ name: "A" }, { name: "KEY", value: null }] }] },
  };
  const pointers = ["/spec/containers/0/env/1/value"];
  const say = (...fields: DriftedField[]): string =>
    describeDrift(fields, { manifest, pointers, secrets: ["hunter2"] });
  const rows: [string, DriftedField, string][] = [
    [
      "who and when",
      change("spec.replicas", 3, 5, "kubectl"),
      "spec.replicas 3 → 5 (kubectl, 2026-01-31T12:00:00Z)",
    ],
    ["a removal", change("data.a", "1", undefined), 'data.a "1" → none'],
    [
      "the same value",
      change("data.a", "1", "1", "q"),
      "data.a with the same value (q, 2026-01-31T12:00:00Z)",
    ],
    [
      "objects and lists without their content",
      change("spec.x", { a: 1 }, [{}, {}]),
      "spec.x {…} → [2 items]",
    ],
    ["long values cut", change("data.a", "x".repeat(100), "y"), `data.a "${"x".repeat(39)}… → "y"`],
    [
      "control characters escaped",
      change("data.a", "\u001b[2J", "\u009b2J"),
      'data.a "\\u001b[2J" → "\\u009b2J"',
    ],
    [
      "a marked secret masked",
      change('spec.containers[name="web"].env[name="KEY"].value', "hunter2", "theirs"),
      'spec.containers[name="web"].env[name="KEY"].value *** → ***',
    ],
    ["a known secret anywhere else", change("data.a", "1", "hunter2"), 'data.a "1" → "(secret)"'],
  ];
  test.each(rows)("%s", (_name, field, text) => expect(say(field)).toBe(text));

  test("names five fields at most", () => {
    const many = Array.from({ length: 9 }, (_, index) => change(`data.k${index}`, "1", "2"));
    expect(say(...many)).toEndWith('data.k4 "1" → "2", and 4 more');
  });

  const places: [string, string, boolean][] = [
    ["the value", 'spec.containers[name="web"].env[name="KEY"].value', true],
    ["what the value is in", 'spec.containers[name="web"]', true],
    ["another variable", 'spec.containers[name="web"].env[name="A"].value', false],
    ["another container", 'spec.containers[name="other"].env[name="KEY"].value', false],
  ];
  test.each(places)("secret: %s", (_name, path, expected) =>
    expect(isSecretField(parseFieldPath(path), { manifest, pointers })).toBe(expected),
  );

  test("everything in the data of a Secret is", () => {
    const secret = { manifest: { ...manifest, apiVersion: "v1", kind: "Secret" }, pointers: [] };
    expect(isSecretField(["data", "anything"], secret)).toBe(true);
    expect(isSecretField(["metadata", "labels", "a"], secret)).toBe(false);
  });
});

describe("contested fields", () => {
  const taint = (key: string): JsonObject => ({ key, effect: "NoSchedule" });
  const node = (keys: string[], owner: string): LiveObject =>
    object(
      { spec: { taints: keys.map(taint) } },
      [[owner, { "f:spec": { "f:taints": {}, "f:x": {} } }]],
      "Node",
    );
  const wanted = (...keys: string[]): Manifest => node(keys, "nobody");
  const sent = (manifest: Manifest, live: LiveObject): unknown =>
    (besideControllers(manifest, { live, fieldManager: "ours" })["spec"] as JsonObject)["taints"];

  test("taints are no part of the digest", () => {
    const without = object({}, [["ours", { "f:spec": { "f:x": {} } }]], "Node");
    expect(appliedDigest(node(["a"], "ours"), "ours")).toBe(appliedDigest(without, "ours"));
    const only = object({}, [["ours", { "f:kind": {}, "f:spec": { "f:taints": {} } }]], "Node");
    const nothing = object({}, [["ours", { "f:kind": {} }]], "Node");
    expect(appliedDigest(only, "ours")).toBe(appliedDigest(nothing, "ours"));
  });
  test("a taint of ours that is gone is a difference, one of the controller's is none", () => {
    expect(holdsContested(node(["a", "not-ready"], "controller"), wanted("a"))).toBe(true);
    expect(holdsContested(node(["not-ready"], "controller"), wanted("a"))).toBe(false);
  });
  test("taints are left to the controller while it holds ours, and completed when not", () => {
    expect(sent(wanted("a"), node(["a", "not-ready"], "controller"))).toBeUndefined();
    expect(sent(wanted("a"), node(["not-ready"], "controller"))).toEqual([taint("not-ready"), taint("a")]);
    expect(sent(wanted("b"), node(["a"], "ours"))).toEqual([taint("b")]);
  });
  test("rules are not sent with an aggregationRule", () => {
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "all" },
    };
    const aggregationRule = { clusterRoleSelectors: [] };
    expect(besideControllers({ ...role, aggregationRule, rules: [] })).toEqual({ ...role, aggregationRule });
    expect(besideControllers({ ...role, rules: [] })).toEqual({ ...role, rules: [] });
  });
});

describe("withTakenMembers", () => {
  const volumes = (member: string): JsonObject => ({
    "f:spec": { "f:volumes": { 'k:{"name":"v"}': { [`f:${member}`]: {} } }, "f:paused": {} },
  });
  const manifest = object({ spec: { volumes: [{ name: "v", configMap: { name: "c" } }] } });
  const causes = [{ field: "spec.volumes[0].configMap", message: "may not specify more than 1 volume type" }];
  const taken = (live: LiveObject, field = causes, applied = manifest): unknown =>
    withTakenMembers(live, manifest, { causes: field, fieldManager: "ours", applied })?.map(
      ({ manager, fieldsV1 }) => [manager, fieldsV1],
    );

  test("takes what stands beside a field of ours, and nothing else", () => {
    const live = object({}, [
      ["ours", {}],
      ["theirs", volumes("emptyDir")],
    ]);
    expect(taken(live)).toEqual([
      ["ours", { "f:spec": { "f:volumes": { 'k:{"name":"v"}': { "f:emptyDir": {} } } } }],
      ["theirs", { "f:spec": { "f:paused": {} } }],
    ]);
  });
  test("leaves a place of which the manifest before said nothing: there others were first", () => {
    const live = object({}, [
      ["ours", {}],
      ["theirs", volumes("emptyDir")],
    ]);
    expect(taken(live, causes, object({ spec: {} }))).toBeUndefined();
  });
  test("leaves what the manifest sets itself", () => {
    expect(
      taken(
        object({}, [
          ["ours", {}],
          ["theirs", volumes("configMap")],
        ]),
      ),
    ).toBeUndefined();
  });
  test("does nothing for a refusal of the whole spec", () => {
    const live = object({}, [
      ["ours", {}],
      ["theirs", volumes("emptyDir")],
    ]);
    expect(taken(live, [{ field: "spec.replicas", message: "" }])).toBeUndefined();
  });
});
