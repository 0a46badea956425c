import { describe, expect, test } from "bun:test";
import { leaveIgnored, withLiveValues } from "../../../src/apply/ignore.ts";
import type { Holders } from "../../../src/apply/place.ts";
import { checkPathFields, checkPathSyntax } from "../../../src/apply/ignore-paths.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { errorOf } from "../client/loopback.ts";

const metadata = { name: "web" };
const wantedOf = (spec: unknown): Manifest => ({ apiVersion: "v1", kind: "Thing", metadata, spec });
const liveOf = (spec: unknown): LiveObject => ({
  ...wantedOf(spec),
  metadata: { ...metadata, uid: "1", resourceVersion: "1" },
});
const owned = (ours: JsonObject, others: JsonObject = {}): Holders => ({
  ours: Object.keys(ours).length > 0 ? { "f:spec": ours } : {},
  others: Object.keys(others).length > 0 ? { "f:spec": others } : {},
});
const web = 'k:{"name":"web"}';
const side = 'k:{"name":"side"}';

/** paths, manifest, live, who owns what, what is sent */
const rows: [string, string[], unknown, unknown, Holders, unknown][] = [
  [
    "that somebody else owns is not sent",
    ["spec.replicas"],
    { replicas: 1, a: 1 },
    { replicas: 3 },
    owned({}, { "f:replicas": {} }),
    { a: 1 },
  ],
  [
    "that somebody else owns, too, is released",
    ["spec.replicas"],
    { replicas: 1, a: 1 },
    { replicas: 1 },
    owned({ "f:replicas": {} }, { "f:replicas": {} }),
    { a: 1 },
  ],
  [
    "of ours is sent as it lives",
    ["spec.replicas"],
    { replicas: 5 },
    { replicas: 3 },
    owned({ "f:replicas": {} }),
    { replicas: 3 },
  ],
  [
    "of ours that the manifest drops stays",
    ["spec.replicas"],
    { a: 1 },
    { replicas: 3 },
    owned({ "f:replicas": {} }),
    { a: 1, replicas: 3 },
  ],
  ["that nobody has set is sent", ["spec.replicas"], { replicas: 5 }, {}, owned({}), { replicas: 5 }],
  [
    "that the server filled in is left to it",
    ["spec.replicas"],
    { replicas: 5, a: 1 },
    { replicas: 1 },
    owned({}),
    { a: 1 },
  ],
  [
    "in an element by key",
    ['spec.containers[name="web"].image'],
    {
      containers: [
        { name: "web", image: "1", x: 1 },
        { name: "side", image: "1" },
      ],
    },
    { containers: [{ name: "side" }, { name: "web", image: "2" }] },
    owned(
      { "f:containers": { [web]: { "f:name": {} }, [side]: { "f:name": {} } } },
      { "f:containers": { [web]: { "f:image": {} } } },
    ),
    {
      containers: [
        { name: "web", x: 1 },
        { name: "side", image: "1" },
      ],
    },
  ],
  [
    "in an element by index, which is the manifest's",
    ["spec.containers[1].image"],
    { containers: [{ name: "side" }, { name: "web", image: "1" }] },
    { containers: [{ name: "web", image: "2" }, { name: "side" }] },
    owned({ "f:containers": { [web]: { "f:image": {}, "f:name": {} }, [side]: {} } }),
    { containers: [{ name: "side" }, { name: "web", image: "2" }] },
  ],
  [
    "in every element",
    ["spec.containers[*].image"],
    {
      containers: [
        { name: "web", image: "1" },
        { name: "side", image: "1" },
      ],
    },
    {
      containers: [
        { name: "web", image: "2" },
        { name: "side", image: "2" },
      ],
    },
    owned({ "f:containers": { [web]: { "f:image": {} }, [side]: { "f:image": {} } } }),
    {
      containers: [
        { name: "web", image: "2" },
        { name: "side", image: "2" },
      ],
    },
  ],
  [
    "a whole element of ours that the manifest drops",
    ['spec.containers[name="side"]'],
    { containers: [{ name: "web" }] },
    { containers: [{ name: "web" }, { name: "side", image: "2", x: 1 }] },
    owned({ "f:containers": { [web]: { "f:name": {} }, [side]: { "f:name": {}, "f:image": {} } } }),
    { containers: [{ name: "web" }, { name: "side", image: "2" }] },
  ],
  [
    "a map as a whole: theirs is left, ours kept, what is new sent",
    ["spec.map"],
    { map: { ours: "2", theirs: "2", both: "2", fresh: "2" } },
    { map: { ours: "1", theirs: "1", both: "1", foreign: "1" } },
    owned(
      { "f:map": { "f:ours": {}, "f:both": {} } },
      { "f:map": { "f:theirs": {}, "f:both": {}, "f:foreign": {} } },
    ),
    { map: { ours: "1", fresh: "2" } },
  ],
  [
    "names that a pattern fits",
    ["spec.map.team-*"],
    { map: { "team-a": "2", other: "2" } },
    { map: { "team-a": "1", other: "1" } },
    owned({ "f:map": { "f:team-a": {}, "f:other": {} } }),
    { map: { "team-a": "1", other: "2" } },
  ],
  ...['spec.map["a.b/c"]', "spec.map['a.b/c']", "spec.map.a\\.b/c", "spec.map.a.b/c", ".spec.map.a.b/c"].map(
    (path): [string, string[], unknown, unknown, Holders, unknown] => [
      `a name with dots, written ${path}`,
      [path],
      { map: { "a.b/c": "2", a: "2" } },
      { map: { "a.b/c": "1", a: "1" } },
      owned({ "f:map": { "f:a.b/c": {}, "f:a": {} } }),
      { map: { "a.b/c": "1", a: "2" } },
    ],
  ),
  [
    "inside a list that is owned as a whole",
    ["spec.rules[0].host"],
    { rules: [{ host: "1", x: 2 }] },
    { rules: [{ host: "2", x: 1 }] },
    owned({ "f:rules": {} }),
    { rules: [{ host: "2", x: 2 }] },
  ],
  [
    "a value of a set",
    ['spec.set[="a"]'],
    { set: ["a", "b"] },
    { set: ["a", "b"] },
    owned({ "f:set": { 'v:"b"': {} } }, { "f:set": { 'v:"a"': {} } }),
    { set: ["b"] },
  ],
  ["that neither has", ["spec.none.such"], { a: 1 }, { a: 1 }, owned({ "f:a": {} }), { a: 1 }],
];

describe("an ignored field", () => {
  test.each(rows)("%s", (_name, paths, wanted, live, holders, sent) => {
    expect(leaveIgnored(wantedOf(wanted), liveOf(live), paths, holders)["spec"]).toEqual(sent);
  });

  test("is never a mark of ownership", () => {
    const annotations = { "alchemy.run/owner": "me", note: "2" };
    const wanted = { ...wantedOf({}), metadata: { ...metadata, annotations } };
    const live = liveOf({});
    live.metadata.annotations = { "alchemy.run/owner": "former", note: "1" };
    const ours = { "f:metadata": { "f:annotations": { "f:note": {}, "f:alchemy.run/owner": {} } } };
    const sent = leaveIgnored(wanted, live, ["metadata.annotations"], { ours, others: {} });
    expect(sent.metadata.annotations).toEqual({ "alchemy.run/owner": "me", note: "1" });
  });
});

describe("a path that cannot be meant", () => {
  test.each(["", "spec..replicas", "spec.containers[", "spec.containers[name=]", "spec.a[b]", "[]"])(
    "%j",
    (path) => {
      expect(() => checkPathSyntax([path], "Deployment web")).toThrow(
        /is no field path\. Write spec\.replicas/,
      );
    },
  );

  const of = { apiVersion: "apps/v1", kind: "Deployment", object: "Deployment web" };
  const rows: [string, string][] = [
    ["spec.replica", 'there is no "replica"; did you mean "replicas"?'],
    ["spec.template.spec.contianers[0].image", 'did you mean "containers"?'],
    ['spec.template.spec.containers[name="web"].imagee', 'did you mean "image"?'],
    ["data.a", 'names no field of Deployment: there is no "data"'],
  ];
  test.each(rows)("%s", async (path, says) => {
    const error = await errorOf(checkPathFields([path], of));
    expect(error).toMatchObject({ code: "usage" });
    expect(error.message).toContain(says);
  });

  test("and those that can be", async () => {
    const paths = [
      "spec.replicas",
      "metadata.annotations",
      "metadata.annotations.a.b/c",
      'metadata.labels["x.y/z"]',
      "spec.template.spec.containers[*].resources.limits.cpu",
      "spec.template.metadata.annotations.team-*",
      "spec.strategy.rollingUpdate.maxSurge",
    ];
    checkPathSyntax(paths, "Deployment web");
    await checkPathFields(paths, of);
    await checkPathFields(["spec.any.thing"], { ...of, apiVersion: "example.com/v1", kind: "Box" });
  });
});

test("an object that is made anew begins with the live values of what the manifest sets", () => {
  const wanted = wantedOf({
    replicas: 1,
    map: { "a.b/c": "1", d: "1" },
    list: [
      { name: "x", image: "1" },
      { name: "y", image: "1" },
    ],
  });
  const live = liveOf({
    replicas: 5,
    map: { "a.b/c": "2", d: "2", theirs: "2" },
    list: [
      { name: "y", image: "2" },
      { name: "x", image: "3" },
    ],
  });
  const paths = ["spec.replicas", "spec.map", 'spec.list[name="y"].image', "spec.none"];
  expect(withLiveValues(wanted, live, paths)["spec"]).toEqual({
    replicas: 5,
    map: { "a.b/c": "2", d: "2" },
    list: [
      { name: "x", image: "1" },
      { name: "y", image: "2" },
    ],
  });
  expect(withLiveValues(wanted, live, ["spec.map.a.b/c"])["spec"]).toMatchObject({
    map: { "a.b/c": "2", d: "1" },
  });
});
