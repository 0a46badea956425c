import { describe, expect, test } from "bun:test";
import * as kinds from "../../providers/kubernetes/kinds.ts";
import { builtinKind, builtinKinds } from "../../src/model/kind-table.ts";
import { apiVersionOf } from "../../src/model/kind.ts";

// The same objects as `events.k8s.io/v1`, under the name of the group that they came from.
const WITHOUT_BLOCK = ["v1/Event"];

const blocks = Object.entries(kinds).map(([name, { apiVersion, kind }]) => ({ name, apiVersion, kind }));

describe("the kinds of Kubernetes", () => {
  test("every kind of the table has a block in its preferred version, and nothing else has one", () => {
    const table = builtinKinds().map((kind) => `${apiVersionOf(kind)}/${kind.kind}`);
    const defined = blocks.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
    expect(defined.sort()).toEqual(table.filter((name) => !WITHOUT_BLOCK.includes(name)).sort());
  });

  test.each(blocks)("$name is exported under its own name", ({ name, kind }) => {
    expect<string>(kind).toBe(name);
  });
});

test("a resource has `namespace` exactly when its objects live in one", async () => {
  for (const { name, apiVersion, kind } of blocks) {
    const declared = new RegExp(`export interface ${name} extends\\s+(Namespaced|Kubernetes)Resource`).exec(
      await source,
    );
    expect(`${name}: ${declared?.[1]}`).toBe(
      `${name}: ${builtinKind(apiVersion, kind)?.namespaced === true ? "Namespaced" : "Kubernetes"}`,
    );
  }
});

const folder = `${import.meta.dir}/../../providers/kubernetes`;
const source = readGroups();

async function readGroups(): Promise<string> {
  const index = await Bun.file(`${folder}/kinds.ts`).text();
  const files = [...index.matchAll(/from "\.\/(.+)"/g)].map(([, file]) =>
    Bun.file(`${folder}/${file}`).text(),
  );
  return (await Promise.all(files)).join("\n");
}
