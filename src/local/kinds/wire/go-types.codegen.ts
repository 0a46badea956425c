/**
 * Writes go-types.generated.ts from the Go sources of Kubernetes' API types, which the control plane's modules pin:
 * `npx bun src/local/kinds/wire/go-types.codegen.ts`. OpenAPI does not say what Go leaves out and what it writes as null.
 */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { kindRows } from "../../../model/kind-table.generated.ts";
import type { GoTypes } from "./go-types.ts";

const MODULES = join(import.meta.dirname, "../../../../test/control-plane/modules/kubernetes");

/** Types that write themselves, by the end of their package's path and their name. */
const SCALARS: Readonly<Record<string, string>> = {
  string: "s",
  int16: "n16",
  int32: "n32",
  int64: "n64",
  int: "n64",
  float64: "f",
  bool: "b",
  "[]byte": "y",
  "resource.Quantity": "q",
  "v1.Time": "t",
  "v1.MicroTime": "T",
  "v1.Duration": "s",
  "intstr.IntOrString": "p",
  "v1.FieldsV1": "j",
  "runtime.RawExtension": "j",
  "runtime.Object": "j",
  "types.UID": "s",
};

/** Kinds whose Go types write themselves in ways of their own, or that have no type here. */
const LEFT_OUT = new Set(["CustomResourceDefinition"]);

/** A folder of Go files, read. */
interface GoPackage {
  path: string;
  /** Fields as they stand in the source, by struct. */
  structs: Map<string, { name: string; type: string; tag: string; imports: Map<string, string> }[]>;
  /** What other types stand for. */
  aliases: Map<string, { type: string; imports: Map<string, string> }>;
}

const roots = new Map<string, string>();
const packages = new Map<string, GoPackage>();

/** The folder of a package by its import path. */
function folderOf(path: string): string {
  const module = path.split("/").slice(0, 2).join("/");
  const known = roots.get(module);
  if (known !== undefined) return join(known, path.slice(module.length));
  const root = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", module], {
    cwd: MODULES,
    encoding: "utf8",
  }).trim();
  roots.set(module, root);
  return join(root, path.slice(module.length));
}

function readPackage(path: string): GoPackage {
  const known = packages.get(path);
  if (known !== undefined) return known;
  const result: GoPackage = { path, structs: new Map(), aliases: new Map() };
  packages.set(path, result);
  const folder = folderOf(path);
  for (const file of readdirSync(folder))
    if (file.endsWith(".go") && !/_test\.go$|generated/.test(file))
      readSource(readFileSync(join(folder, file), "utf8"), result);
  return result;
}

function readSource(source: string, into: GoPackage): void {
  const imports = new Map(
    [...source.matchAll(/^(?:import)?\s+([\w.]+ )?"([\w./-]+)"$/gm)].map(([, alias, path = ""]) => [
      (alias ?? basename(path)).trim(),
      path,
    ]),
  );
  for (const [, name = "", body = ""] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm))
    into.structs.set(
      name,
      [...body.matchAll(/^\t(?:(\w+)[ \t]+)?([\w.*[\]]+)[ \t]+`[^`]*json:"([^"]*)"[^`]*`/gm)].map(
        ([, field = "", type = "", tag = ""]) => ({ name: field, type, tag, imports }),
      ),
    );
  for (const [, name = "", type = ""] of source.matchAll(
    /^\t?(?:type )?(\w+)\s+=?\s*([\w.[\]*]+)(?:\s*\/\/.*)?$/gm,
  ))
    if (!into.structs.has(name) && !into.aliases.has(name)) into.aliases.set(name, { type, imports });
}

const found: GoTypes = { kinds: {}, structs: {} };

/** `core.v1.Pod`. */
function shortName(path: string, name: string): string {
  return `${basename(dirname(path))}.${basename(path)}.${name}`;
}

/** The code of a type: see GoTypes. */
function codeOf(type: string, at: GoPackage, imports: Map<string, string>): string {
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar;
  if (type.startsWith("*")) return `*${codeOf(type.slice(1), at, imports)}`;
  if (type.startsWith("[]")) return `[${codeOf(type.slice(2), at, imports)}`;
  const map = /^map\[[\w.]+\](.+)$/.exec(type);
  if (map !== null) return `{${codeOf(map[1] ?? "", at, imports)}`;
  const [prefix, name] = type.includes(".") ? type.split(".") : [undefined, type];
  const path = prefix === undefined ? at.path : imports.get(prefix ?? "");
  if (path === undefined || name === undefined) throw new Error(`${at.path}: no import for ${type}`);
  const known = SCALARS[`${basename(path)}.${name}`];
  if (known !== undefined) return known;
  const pkg = readPackage(path);
  if (pkg.structs.has(name)) {
    readStruct(pkg, name);
    return `@${shortName(path, name)}`;
  }
  const alias = pkg.aliases.get(name);
  if (alias === undefined) throw new Error(`${path} has no type ${name}`);
  // Named types are told in errors. One that stands for another named type is that one.
  return `${codeOf(alias.type, pkg, alias.imports).split("~")[0]}~${basename(path)}.${name}`;
}

function readStruct(pkg: GoPackage, name: string): void {
  const short = shortName(pkg.path, name);
  if (found.structs[short] !== undefined) return;
  const fields: Record<string, string> = {};
  found.structs[short] = fields;
  for (const { type, tag, imports } of pkg.structs.get(name) ?? []) {
    const [json = "", ...options] = tag.split(",");
    if (json === "-") continue;
    if (options.includes("inline")) {
      const code = codeOf(type.replace(/^\*/, ""), pkg, imports);
      Object.assign(fields, found.structs[code.slice(1)]);
      continue;
    }
    const written = options.includes("omitzero") ? "" : options.includes("omitempty") ? "?" : "!";
    fields[json] = written + codeOf(type, pkg, imports);
  }
}

/** The import path of the types of a group and version. */
function pathOf(group: string, version: string): string {
  if (group === "apiregistration.k8s.io") return `k8s.io/kube-aggregator/pkg/apis/apiregistration/${version}`;
  return `k8s.io/api/${group === "" ? "core" : group.split(".")[0]}/${version}`;
}

for (const [group, kind, , , versions] of kindRows) {
  if (LEFT_OUT.has(kind)) continue;
  for (const version of versions) {
    const path = pathOf(group, version);
    readStruct(readPackage(path), kind);
    found.kinds[`${group === "" ? "" : `${group}/`}${version}/${kind}`] = shortName(path, kind);
  }
}

const lines = Object.entries(found.structs)
  .map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`)
  .join(",\n");
const text = `{"kinds":${JSON.stringify(found.kinds)},\n"structs":{\n${lines}\n}}`;
writeFileSync(
  new URL("go-types.generated.ts", import.meta.url),
  `/** Generated from the Go types of ${basename(folderOf("k8s.io/api"))} by go-types.codegen.ts. */

/** JSON, since it is read several times as fast as a module: see GoTypes in go-types.ts. */
export const goTypesJson: string = ${JSON.stringify(text).includes("`") ? JSON.stringify(text) : `\`${text}\``};
`,
);
