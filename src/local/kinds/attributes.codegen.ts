/**
 * Writes attributes.generated.ts from the discovery of a real API server:
 * `npm run control-plane -- npx bun src/local/kinds/attributes.codegen.ts`.
 */

import { writeFile } from "node:fs/promises";
import { controlPlaneJson, type GetJson } from "../../model/kind-table.codegen.ts";
import { builtinKind } from "../../model/kind-table.ts";
import type { AttributesRow } from "./attributes.generated.ts";

interface Resource {
  name: string;
  singularName: string;
  kind: string;
  shortNames?: string[];
  categories?: string[];
}

/** Subresources that a cluster without nodes can answer for. */
const SIMULATED = new Set(["status", "scale", "eviction", "binding", "token", "log", "exec", "finalize"]);

/** @param group with its version, as in `apps/v1` */
async function readRows(get: GetJson, group: string): Promise<AttributesRow[]> {
  const path = group.includes("/") ? `/apis/${group}` : `/api/${group}`;
  const { resources } = (await get(path, "application/json")) as { resources: Resource[] };
  return resources
    .filter(({ name, kind }) => !name.includes("/") && builtinKind(group, kind) !== undefined)
    .map(({ name, kind, singularName, shortNames = [], categories = [] }): AttributesRow => {
      const subresources = resources
        .map((resource) => resource.name.split("/"))
        .flatMap(([of, subresource]) => (of === name && subresource !== undefined ? [subresource] : []))
        .filter((subresource) => SIMULATED.has(subresource));
      return [`${group}/${kind}`, singularName, shortNames, categories, subresources as AttributesRow[4]];
    });
}

async function generate(get: GetJson): Promise<string> {
  const { groups } = (await get("/apis", "application/json")) as {
    groups: { versions: { groupVersion: string }[] }[];
  };
  const versions = [
    "v1",
    ...groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion)),
  ];
  const rows = await Promise.all(versions.map((version) => readRows(get, version)));
  return `/** Generated from the discovery of the API server by attributes.codegen.ts. */

import type { Subresource } from "./served-kind.ts";

/** Version and kind (\`apps/v1/Deployment\`), singular, short names, categories, subresources. In the order of discovery. */
export type AttributesRow = readonly [
  kind: string,
  singular: string,
  shortNames: readonly string[],
  categories: readonly string[],
  subresources: readonly Subresource[],
];

export const attributesRows: readonly AttributesRow[] = [
${rows
  .flat()
  .map((row) => `  ${JSON.stringify(row)},`)
  .join("\n")}
];
`;
}

if (import.meta.main)
  await writeFile(
    new URL("attributes.generated.ts", import.meta.url),
    await generate(await controlPlaneJson()),
  );
