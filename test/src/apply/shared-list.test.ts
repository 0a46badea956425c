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
  former: Json[];
  elements: Json[];
  clashes?: Json[];
}

describe("extendList", () => {
  const rows: Row[] = [
    { what: "adds ours", present: [theirs], wanted: [mine], former: [], elements: [theirs, mine] },
    { what: "adds it once", present: [], wanted: [mine, mine], former: [], elements: [mine] },
    {
      what: "leaves what is there, defaults included",
      present: [{ ...mine, timeAdded: "x" }, theirs],
      wanted: [mine],
      former: [mine],
      elements: [{ ...mine, timeAdded: "x" }, theirs],
    },
    { what: "takes ours out", present: [mine, theirs], wanted: [], former: [mine], elements: [theirs] },
    {
      what: "leaves ours when somebody changed it since",
      present: [{ ...mine, value: "2" }],
      wanted: [],
      former: [mine],
      elements: [{ ...mine, value: "2" }],
    },
    {
      what: "changes ours in its place",
      present: [mine, theirs],
      wanted: [{ ...mine, value: "2" }],
      former: [mine],
      elements: [{ ...mine, value: "2" }, theirs],
    },
    {
      what: "replaces one of ours by another",
      present: [mine, theirs],
      wanted: [{ ...mine, key: "other" }],
      former: [mine],
      elements: [theirs, { ...mine, key: "other" }],
    },
    {
      what: "tells when others have it with other content",
      present: [{ ...mine, value: "2" }],
      wanted: [mine],
      former: [],
      elements: [mine],
      clashes: [mine],
    },
  ];
  test.each(rows)("$what", ({ present, wanted, former, elements, clashes = [] }) => {
    expect(extendList(TAINTS, present, { wanted, former })).toEqual({ elements, clashes });
  });

  test("elements without keys are told apart by all that they say", () => {
    const rule = (verb: string): Json => ({ apiGroups: [""], resources: ["pods"], verbs: [verb] });
    const change = { wanted: [rule("list")], former: [rule("watch")] };
    expect(extendList({ keys: [] }, [rule("get"), rule("watch")], change)).toEqual({
      elements: [rule("get"), rule("list")],
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
