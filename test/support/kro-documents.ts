/** Every YAML document of kro's own `examples` and `test`, read in place from the Go module cache. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Glob } from "bun";
import { CORE_SCHEMA, loadAll } from "js-yaml";
import { builtinKind } from "../../src/model/kind-table.ts";
import { isJsonObject, type JsonObject, textAt, valueAt } from "../../src/model/json.ts";

/** One document of one file. */
export interface KroDocument {
  /** Below kro's module folder, for example `examples/kubernetes/webapp/rg.yaml`; `#2` for the second document of a file. */
  path: string;
  document: JsonObject;
}

/** A file that holds no YAML that could be applied. */
export interface SkippedFile {
  path: string;
  reason: string;
}

/** A ResourceGraphDefinition, and the documents beside it that are instances of it. */
export interface KroGraph extends KroDocument {
  instances: readonly KroDocument[];
  /** `apiVersion/kind` of its resources that neither Kubernetes has nor a graph of its example makes from such kinds. */
  foreignKinds: readonly string[];
}

export interface KroDocuments {
  documents: readonly KroDocument[];
  skipped: readonly SkippedFile[];
}

const MODULE = join(import.meta.dir, "..", "control-plane", "modules", "kro");
const PARTS = ["examples", "test"];

/** Assertions of kro's end-to-end tests look like the objects that they are about; they are patterns. */
const ASSERTION = /(^|[-/])(assert|error)([-.]|$)|chainsaw-test\.yaml$/;

/**
 * The folder of kro's module, of the version that the control plane runs.
 * @throws Error when Go or the module is missing
 */
export function kroModuleFolder(): string {
  const module = "github.com/kubernetes-sigs/kro";
  const go = Bun.spawnSync(["go", "list", "-m", "-f", "{{.Dir}}", module], { cwd: MODULE });
  const folder = go.stdout.toString().trim();
  if (!go.success || folder === "") {
    throw new Error(
      `no module ${module}: run "go mod download" in ${MODULE}. ${go.stderr.toString().trim()}`,
    );
  }
  return folder;
}

/** Reads all documents; what is a template of Go or broken YAML is returned with the reason. */
export function kroDocuments(folder = kroModuleFolder()): KroDocuments {
  const documents: KroDocument[] = [];
  const skipped: SkippedFile[] = [];
  for (const part of PARTS) {
    const files = [...new Glob("**/*.{yaml,yml}").scanSync({ cwd: join(folder, part) })].sort();
    for (const file of files) {
      const path = `${part}/${file}`;
      const found = readFile(join(folder, path));
      if (typeof found === "string") skipped.push({ path, reason: found });
      else
        documents.push(
          ...found.map((document, index) => ({
            path: index === 0 ? path : `${path}#${index + 1}`,
            document,
          })),
        );
    }
  }
  return { documents, skipped };
}

function readFile(path: string): JsonObject[] | string {
  if (ASSERTION.test(path)) return "an assertion of an end-to-end test";
  const text = readFileSync(path, "utf8");
  try {
    const all: unknown[] = loadAll(text, { schema: CORE_SCHEMA, json: true });
    return all.filter(isJsonObject);
  } catch (error) {
    const first = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return /\{\{/.test(text) ? "a template of Go" : `broken YAML: ${first}`;
  }
}

/** The ResourceGraphDefinitions, each with its instances. */
export function kroGraphs({ documents }: KroDocuments): KroGraph[] {
  const all = documents.filter(({ document }) => document["kind"] === "ResourceGraphDefinition");
  let graphs = all.map((graph) => ({
    ...graph,
    instances: instancesOf(graph, documents),
    foreignKinds: usedKinds(graph).filter((kind) => !isBuiltin(kind)),
  }));
  // A kind is not foreign once a neighbour makes it that needs no foreign kind itself: repeated while that finds more.
  for (let [before, left] = [Infinity, foreignCount(graphs)]; left < before;) {
    graphs = graphs.map((graph) => ({ ...graph, foreignKinds: stillForeign(graph, graphs) }));
    [before, left] = [left, foreignCount(graphs)];
  }
  return graphs;
}

function foreignCount(graphs: readonly KroGraph[]): number {
  return graphs.reduce((sum, { foreignKinds }) => sum + foreignKinds.length, 0);
}

function stillForeign(graph: KroGraph, graphs: readonly KroGraph[]): string[] {
  const makers = graphs.filter((other) => other.foreignKinds.length === 0 && near(other, graph));
  const made = new Set(makers.map(madeKind));
  return graph.foreignKinds.filter((kind) => !made.has(kind));
}

/** Whether two documents are of one example: in the same folder, or one of them above the other; never just in `examples/aws`. */
export function near(a: KroDocument, b: KroDocument): boolean {
  const [first, second] = [dirname(a.path), dirname(b.path)].sort((x, y) => x.length - y.length) as [
    string,
    string,
  ];
  const depth = first.split("/").length;
  return first === second || (depth >= 3 && second.startsWith(`${first}/`)) || siblings(first, second);
}

/** Folders of one example: `ack-controller/crds` and `ack-controller/controllers`. */
function siblings(a: string, b: string): boolean {
  const depth = 3;
  const root = (path: string): string => path.split("/").slice(0, depth).join("/");
  return a.startsWith("examples/") && root(a) === root(b) && root(a).split("/").length === depth;
}

function madeKind({ document }: KroDocument): string {
  const schema = ["spec", "schema"];
  const group = textAt(document, [...schema, "group"], "kro.run");
  return `${group}/${textAt(document, [...schema, "apiVersion"], "")}/${textAt(document, [...schema, "kind"], "")}`;
}

function kindOf(object: unknown): string {
  return `${textAt(object, ["apiVersion"], "")}/${textAt(object, ["kind"], "")}`;
}

function instancesOf(graph: KroDocument, documents: readonly KroDocument[]): KroDocument[] {
  const kind = madeKind(graph);
  return documents.filter((candidate) => kindOf(candidate.document) === kind && near(candidate, graph));
}

function usedKinds({ document }: KroDocument): string[] {
  const resources = valueAt(document, ["spec", "resources"]);
  const used = (Array.isArray(resources) ? (resources as unknown[]) : []).map((resource) =>
    kindOf(valueAt(resource, ["template"]) ?? valueAt(resource, ["externalRef"])),
  );
  return [...new Set(used)].sort();
}

function isBuiltin(kind: string): boolean {
  const at = kind.lastIndexOf("/");
  return builtinKind(kind.slice(0, at), kind.slice(at + 1)) !== undefined;
}
