/**
 * Writes definitions.generated.ts from the chart of kro, read in the Go module of the version that the control plane of the
 * tests runs: `npx bun src/local/kro/definitions.codegen.ts`.
 */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

const MODULE = "github.com/kubernetes-sigs/kro";
const cwd = join(import.meta.dirname, "../../../test/control-plane/modules/kro");
const [folder = "", version = ""] = execFileSync(
  "go",
  ["list", "-m", "-f", "{{.Dir}} {{.Version}}", MODULE],
  { cwd, encoding: "utf8" },
)
  .trim()
  .split(" ");

const charts = join(folder, "helm", "crds");
const definitions = readdirSync(charts)
  .sort()
  .map((file) => load(readFileSync(join(charts, file), "utf8")));

const json = definitions.map((definition) => JSON.stringify(definition)).join(",\n");
const text = `/** Generated from the chart of kro ${version} by definitions.codegen.ts. */

/** JSON, since it is read several times as fast as a module. */
export const definitionsJson: string = ${JSON.stringify(`[${json}]`)};
`;
writeFileSync(join(import.meta.dirname, "definitions.generated.ts"), text);
