import { describe, expect, test } from "bun:test";
import { divideManifest, extendList, nameElement, sharedListOf } from "../../../src/apply/shared-list.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { builtinKinds } from "../../../src/model/kind-table.ts";
import { apiVersionOf } from "../../../src/model/kind.ts";
import { valueAt, type Json } from "../../../src/model/json.ts";

const TAINTS = { keys: ["key", "effect"] };
const mine = { key: "mine", value: "1", effect: "NoSchedule" };
const theirs = { key: "theirs", effect: "NoExecute", timeAdded: "2026-01-01T00:00:00Z" };

interface Row {
  what: string;
  present: Json[];
  wanted: Json[];
  ours?: Json[];
  others?: Json[];
  elements: Json[];
  /** What is ours then. @default what is wanted */
  left?: Json[];
  clashes?: Json[];
}

describe("extendList", () => {
  const changed = { ...mine, value: "2" };
  const rows: Row[] = [
    { what: "adds ours", present: [theirs], wanted: [mine], elements: [theirs, mine] },
    { what: "adds it once", present: [], wanted: [mine, mine], elements: [mine], left: [mine] },
    {
      what: "leaves what is there, defaults included",
      present: [{ ...mine, timeAdded: "x" }, theirs],
      wanted: [mine],
      ours: [mine],
      elements: [{ ...mine, timeAdded: "x" }, theirs],
    },
    {
      what: "leaves to others what they put there before us",
      present: [mine, theirs],
      wanted: [mine],
      elements: [mine, theirs],
      left: [],
    },
    {
      what: "and does not take it out",
      present: [mine, theirs],
      wanted: [],
      elements: [mine, theirs],
    },
    {
      what: "shares what another patch put there",
      present: [mine],
      wanted: [mine],
      others: [mine],
      elements: [mine],
    },
    {
      what: "leaves what another patch put there, too",
      present: [mine, theirs],
      wanted: [],
      ours: [mine],
      others: [mine],
      elements: [mine, theirs],
    },
    { what: "takes ours out", present: [mine, theirs], wanted: [], ours: [mine], elements: [theirs] },
    {
      what: "takes ours out when another patch had it with other content",
      present: [mine],
      wanted: [],
      ours: [mine],
      others: [changed],
      elements: [],
    },
    {
      what: "leaves ours when somebody changed it since",
      present: [changed],
      wanted: [],
      ours: [mine],
      elements: [changed],
    },
    {
      what: "changes ours in its place",
      present: [mine, theirs],
      wanted: [changed],
      ours: [mine],
      elements: [changed, theirs],
    },
    {
      what: "changes ours back",
      present: [changed, theirs],
      wanted: [mine],
      ours: [mine],
      elements: [mine, theirs],
    },
    {
      what: "replaces one of ours by another",
      present: [mine, theirs],
      wanted: [{ ...mine, key: "other" }],
      ours: [mine],
      elements: [theirs, { ...mine, key: "other" }],
    },
    {
      what: "tells when others have it with other content",
      present: [changed],
      wanted: [mine],
      elements: [mine],
      clashes: [mine],
    },
    {
      what: "tells it of what another patch put there",
      present: [changed],
      wanted: [mine],
      others: [changed],
      elements: [mine],
      clashes: [mine],
    },
  ];
  test.each(rows)("$what", ({ present, wanted, ours = [], others = [], elements, left, clashes = [] }) => {
    const extended = extendList(TAINTS, present, { wanted, ours, others });
    expect(extended).toEqual({ elements, ours: left ?? wanted, clashes });
  });

  test("elements without keys are told apart by all that they say", () => {
    const rule = (verb: string): Json => ({ apiGroups: [""], resources: ["pods"], verbs: [verb] });
    const change = { wanted: [rule("list")], ours: [rule("watch")], others: [] };
    expect(extendList({ keys: [] }, [rule("get"), rule("watch")], change)).toEqual({
      elements: [rule("get"), rule("list")],
      ours: [rule("list")],
      clashes: [],
    });
  });
});

test("divideManifest takes the elements out, and what would be left empty", () => {
  const metadata = { name: "node-1" };
  const node = { apiVersion: "v1", kind: "Node", metadata };
  expect(divideManifest({ ...node, spec: { taints: [mine] } })).toEqual({ manifest: node, elements: [mine] });
  expect(divideManifest({ ...node, spec: { taints: [mine], unschedulable: true } })).toEqual({
    manifest: { ...node, spec: { unschedulable: true } },
    elements: [mine],
  });
  const map = { ...node, kind: "ConfigMap", spec: { taints: [mine] } };
  expect(divideManifest(map)).toEqual({ manifest: map, elements: [] });
});

test("an element is named by its keys", () => {
  const list = { path: ["spec", "taints"], keys: ["key", "effect"] };
  expect(nameElement(list, mine)).toBe('.spec.taints[key="mine",effect="NoSchedule"]');
  expect(nameElement({ path: ["rules"], keys: [] }, mine)).toBe(".rules");
});

test("every shared list is atomic in Kubernetes", async () => {
  const lookup = await kindSchemas();
  const lists = builtinKinds().flatMap((kind) => {
    const of = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    const list = sharedListOf(of);
    return list === undefined ? [] : [{ ...of, path: list.path }];
  });
  expect(lists).toHaveLength(6);
  for (const { apiVersion, kind, path } of lists) {
    const steps = path.flatMap((name) => ["properties", name]);
    const schema = valueAt(lookup(apiVersion, kind)?.schema, steps);
    expect(valueAt(schema, ["x-kubernetes-list-type"]), `${kind} ${path.join(".")}`).toBe("atomic");
  }
});
