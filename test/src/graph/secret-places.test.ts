import { describe, expect, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import type { GraphResource } from "../../../src/graph/model.ts";
import { pathText } from "../../../src/graph/path.ts";
import { secretLeaves, secretPlaces } from "../../../src/graph/secret-places.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { configMap, graphOf } from "./graphs.ts";

const schemas = await kindSchemas();
const secret = (metadata: JsonObject): GraphResource => ({
  id: "db",
  externalRef: { apiVersion: "v1", kind: "Secret", metadata: metadata as { name: string } },
});
const DB = secret({ name: "db" });
const ALL = secret({ selector: { matchLabels: { app: "db" } } });

/** Places of the node `web`. */
function placesOf(...resources: GraphResource[]): string[] {
  return (secretPlaces(analyse(graphOf({ resources }), schemas)).get("web") ?? []).map(pathText);
}

/** A ConfigMap `web` for each of a list. */
const each = (list: string, name: string, data: JsonObject): GraphResource => ({
  id: "web",
  forEach: [{ one: list }],
  template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data },
});

describe("places that are made of a Secret's values", () => {
  const rows: [string, GraphResource[], string[]][] = [
    ["a value", [DB, configMap("web", { url: "db://${string(db.data.key)}", mode: "a" })], ["data.url"]],
    ["a value by index", [DB, configMap("web", { url: '${string(db.data["key"])}' })], ["data.url"]],
    ["all values", [DB, configMap("web", { all: "${json.marshal(db.data)}" })], ["data.all"]],
    ["what is said of the Secret itself", [DB, configMap("web", { name: "${db.metadata.name}" })], []],
    [
      "what another object has of it",
      [
        DB,
        configMap("via", { url: "${string(db.data.key)}", mode: "a" }),
        configMap("web", { a: "${via.data.url}", b: "${via.data.mode}" }),
      ],
      ["data.a"],
    ],
    [
      "an item of several",
      [ALL, configMap("web", { a: "${string(db[0].data.key)}", b: "${db[0].metadata.name}" })],
      ["data.a"],
    ],
    [
      "a macro over several",
      [ALL, configMap("web", { a: "${db.map(s, string(s.data.key)).join(',')}" })],
      ["data.a"],
    ],
    [
      "an iterator over Secrets",
      [ALL, each("${db}", "${one.metadata.name}", { a: "${string(one.data.key)}" })],
      ["data.a"],
    ],
    [
      "an iterator over names of Secrets",
      [ALL, each("${db.map(s, s.metadata.name)}", "${one}", {})],
      ["metadata.name"],
    ],
    ["no Secret", [configMap("db", { key: "a" }), configMap("web", { a: "${db.data.key}" })], []],
  ];
  test.each(rows)("%s", (_, resources, expected) => {
    expect(placesOf(...resources)).toEqual(expected);
  });

  const names: [string, GraphResource[]][] = [
    ["a name", [DB, each("${['a']}", "${one}-${string(db.data.key)}", {})]],
    ["a name of an iterator", [DB, each("${db.data.map(key, string(db.data[key]))}", "${one}", {})]],
  ];
  test.each(names)("%s is refused", (_, resources) => {
    expect(() => placesOf(...resources)).toThrow(/metadata\.name: is made of a Secret's values/);
  });
});

test("what stands at the places, down to strings, numbers and booleans", () => {
  const manifest = {
    apiVersion: "v1",
    kind: "X",
    metadata: { name: "x" },
    a: { b: ["1", { c: 2 }] },
    d: true,
    e: null,
  };
  const leaves = secretLeaves(manifest, [["a"], ["d"], ["e"], ["f"]]);
  expect(leaves.map(([path, value]) => [pathText(path), value])).toEqual([
    ["a.b[0]", "1"],
    ["a.b[1].c", 2],
    ["d", true],
  ]);
});
