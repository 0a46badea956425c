/** Transition rules of custom kinds: found in the schema, whatever their messages say. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { ensure } from "../../../../src/apply/ensure.ts";
import { definedSchema, publishedSchema } from "../../../../src/apply/custom-schema.ts";
import { transitionRules } from "../../../../src/apply/immutable/transition-rules.ts";
import { promisesStatus } from "../../../../src/apply/promised-status.ts";
import type { Target } from "../../../../src/apply/target.ts";
import { apply, get, list, remove } from "../../../../src/client/verbs.ts";
import type { JsonObject } from "../../../../src/model/json.ts";
import { CUSTOM_RESOURCE_DEFINITION, type Kind } from "../../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { eventually, randomNamespace } from "../../../support/control-plane.ts";
import { liveClient } from "../../client/cluster.ts";
import { errorOf } from "../../client/loopback.ts";
import { client, isKept, newBench, options } from "./cluster-objects.ts";

setDefaultTimeout(90_000);

const { namespace } = await newBench();

const WIDGET: Kind = {
  group: `${randomNamespace("g")}.example.com`,
  version: "v1",
  kind: "Widget",
  plural: "widgets",
  namespaced: true,
};

const ruled = (type: string, rule: string, more: object = {}, schema: object = {}): object => ({
  type,
  ...schema,
  "x-kubernetes-validations": [{ rule, message: "not like that", ...more }],
});
const fields = {
  size: ruled("integer", "self == oldSelf"),
  grows: ruled("integer", "self >= oldSelf", { reason: "FieldValueRequired" }),
  tier: ruled("string", "!oldSelf.hasValue() || self == oldSelf.value()", { optionalOldSelf: true }),
  pair: ruled(
    "object",
    "self.a == oldSelf.a",
    { fieldPath: ".a" },
    { properties: { a: { type: "string" }, b: { type: "string" } } },
  ),
  parts: {
    type: "array",
    maxItems: 5,
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    items: {
      type: "object",
      required: ["name"],
      properties: {
        name: { type: "string" },
        color: ruled("string", "self == oldSelf", {}, { maxLength: 9 }),
      },
    },
  },
  limits: { type: "object", maxProperties: 5, additionalProperties: ruled("integer", "self == oldSelf") },
  // Not a transition, in words that sound like one.
  mode: ruled("string", "self != 'bad'", { message: "field is immutable" }),
  level: { type: "integer", maximum: 10 },
};
const schema = {
  ...ruled("object", "!has(oldSelf.fixed) || (has(self.fixed) && self.fixed == oldSelf.fixed)"),
  properties: { fixed: { type: "string" }, spec: { type: "object", properties: fields } },
};

await apply(
  client,
  CUSTOM_RESOURCE_DEFINITION,
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${WIDGET.group}` },
    spec: {
      group: WIDGET.group,
      scope: "Namespaced",
      names: { kind: WIDGET.kind, plural: WIDGET.plural },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  },
  { fieldManager: "test" },
);
await eventually("the kind is served", () => list(client, WIDGET).catch(() => undefined));
afterAll(() => remove(client, CUSTOM_RESOURCE_DEFINITION, { name: `widgets.${WIDGET.group}` }));

interface Made {
  target: Target;
  live: LiveObject;
  change: (body: object, allowDataLoss?: boolean) => ReturnType<typeof ensure>;
}

async function made(body: object): Promise<Made> {
  const name = randomNamespace("widget");
  const target = { client, kind: WIDGET, namespace, name };
  const manifest = (more: object): Manifest => ({
    apiVersion: `${WIDGET.group}/v1`,
    kind: "Widget",
    metadata: { name, namespace },
    ...more,
  });
  const { object: live } = await ensure(target, options(manifest(body)));
  const known = { expect: "present", applied: manifest(body) } as const;
  const change = (more: object, allowDataLoss = false) =>
    ensure(target, options(manifest(more), { ...known, allowDataLoss }));
  return { target, live, change };
}

const spec = (value: object): object => ({ spec: value });

describe("a value that breaks a transition rule", () => {
  const rows: [string, object, object, string][] = [
    ["of a field", spec({ size: 1 }), spec({ size: 2 }), "spec.size"],
    ["of growth", spec({ grows: 2 }), spec({ grows: 1 }), "spec.grows"],
    ["with an optional old value", spec({ tier: "a" }), spec({ tier: "b" }), "spec.tier"],
    ["below itself", spec({ pair: { a: "1" } }), spec({ pair: { a: "2" } }), "spec.pair.a"],
    [
      "of an item of a list",
      spec({ parts: [{ name: "x", color: "red" }] }),
      spec({ parts: [{ name: "x", color: "blue" }] }),
      "spec.parts[0].color",
    ],
    ["of a value of a map", spec({ limits: { cpu: 1 } }), spec({ limits: { cpu: 2 } }), "spec.limits[cpu]"],
    ["of the whole object", { fixed: "a" }, { fixed: "b" }, "the object"],
  ];
  test.concurrent.each(rows)("%s: replaced, with consent", async (_name, before, after, field) => {
    const widget = await made(before);
    const error = await errorOf(widget.change(after));
    expect(error).toMatchObject({ code: "data-loss" });
    expect(error.message).toContain(`${field} cannot be changed`);
    expect(error.message).toContain("what its controller keeps for it");
    await isKept(widget);
    const { outcome, object } = await widget.change(after, true);
    expect([outcome, object.metadata.uid === widget.live.metadata.uid]).toEqual(["replaced", false]);
  });

  const mistakes: [string, object, object, string][] = [
    ["and another rule", spec({ size: 1 }), spec({ size: 2, mode: "bad" }), "field is immutable"],
    [
      "and the schema, which hides the rule",
      spec({ size: 1 }),
      spec({ size: 2, level: 11 }),
      "should be less than",
    ],
    ["in words only", spec({ mode: "good" }), spec({ mode: "bad" }), "field is immutable"],
    ["and has another type", spec({ size: 1 }), spec({ size: "2" }), "size"],
  ];
  test.concurrent.each(mistakes)(
    "%s: an error, and nothing is deleted",
    async (_name, before, after, says) => {
      const widget = await made(before);
      const error = await errorOf(widget.change(after, true));
      expect(error).toMatchObject({ code: "invalid" });
      expect(error.message).toContain(says);
      await isKept(widget);
    },
  );
});

describe("a value that breaks none", () => {
  const rows: [string, object, object][] = [
    ["grows", spec({ grows: 1 }), spec({ grows: 2 })],
    ["is set for the first time", spec({}), spec({ size: 1, tier: "a" })],
    ["is removed, for which there is no rule", spec({ size: 1, grows: 1 }), spec({ grows: 1 })],
    [
      "is another item",
      spec({ parts: [{ name: "x", color: "red" }] }),
      spec({ parts: [{ name: "y", color: "blue" }] }),
    ],
  ];
  test.concurrent.each(rows)("%s: updated in place", async (_name, before, after) => {
    const widget = await made(before);
    const { outcome, object } = await widget.change(after);
    expect([outcome, object.metadata.uid]).toEqual(["updated", widget.live.metadata.uid]);
    const now = await get(client, WIDGET, widget.target);
    expect(now?.["spec"]).toEqual((after as { spec: object }).spec);
  });
});

test("the rules are in the definition, and in OpenAPI for those who may not read definitions", async () => {
  const paths = (schema: JsonObject | undefined): string[] =>
    transitionRules(schema ?? {})
      .map(({ path }) => path.join("."))
      .sort();
  const rules = [
    "",
    "spec.grows",
    "spec.limits.*",
    "spec.pair.a",
    "spec.parts.*.color",
    "spec.size",
    "spec.tier",
  ];
  expect(paths(await definedSchema(client, WIDGET))).toEqual(rules);
  await eventually("OpenAPI has the kind", () => publishedSchema(client, WIDGET));
  expect(paths(await publishedSchema(client, WIDGET))).toEqual(rules);
});

test("a schema that the server refuses to show is not known", async () => {
  expect(await promisesStatus(liveClient("nobody's"), WIDGET)).toBeUndefined();
});
