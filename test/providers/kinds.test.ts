import { describe, expect, test } from "bun:test";
import * as kinds from "../../providers/kubernetes/kinds.ts";
import { builtinKind, builtinKinds } from "../../src/model/kind-table.ts";
import { apiVersionOf } from "../../src/model/kind.ts";

// The same objects as `events.k8s.io/v1`, under the name of the group that they came from.
const WITHOUT_BLOCK = ["v1/Event"];

const folder = `${import.meta.dir}/../../providers/kubernetes`;

async function readGroups(): Promise<string> {
  const index = await Bun.file(`${folder}/kinds.ts`).text();
  const files = [...index.matchAll(/from "\.\/(.+)"/g)].map(([, file]) =>
    Bun.file(`${folder}/${file}`).text(),
  );
  return (await Promise.all(files)).join("\n");
}

const source = await readGroups();
const blocks = Object.entries(kinds).map(([name, { apiVersion, kind }]) => ({ name, apiVersion, kind }));

describe("the kinds of Kubernetes", () => {
  test("every kind of the table has a block in its preferred version, and nothing else has one", () => {
    const table = builtinKinds().map((kind) => `${apiVersionOf(kind)}/${kind.kind}`);
    const defined = blocks.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
    expect(defined.sort()).toEqual(table.filter((name) => !WITHOUT_BLOCK.includes(name)).sort());
  });

  test("every block is exported under its own name", () => {
    expect(blocks.filter(({ name, kind }) => name !== kind)).toEqual([]);
  });
});

test("a resource has `namespace` exactly when its objects live in one", () => {
  for (const { name, apiVersion, kind } of blocks) {
    const declared = new RegExp(`export interface ${name} extends\\s+(Namespaced|Kubernetes)Resource`).exec(
      source,
    );
    expect(`${name}: ${declared?.[1]}`).toBe(
      `${name}: ${builtinKind(apiVersion, kind)?.namespaced === true ? "Namespaced" : "Kubernetes"}`,
    );
  }
});
