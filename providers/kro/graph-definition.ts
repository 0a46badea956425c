/** A resource graph out of a builder and a schema, or out of YAML. Reaches no cluster. */

import { ProviderError, summaryOf } from "../../src/errors.ts";
import { buildResources } from "../../src/graph/builder/builder.ts";
import { readReturned, type Returned } from "../../src/graph/builder/returned.ts";
import { unusedReads, type Read } from "../../src/graph/builder/unused.ts";
import { inferSpec, type InferredSpec } from "../../src/graph/builder/inference.ts";
import { isNode } from "../../src/graph/builder/node.ts";
import { isGraphDocument, parseGraph, writeGraph } from "../../src/graph/document.ts";
import type { GraphSchema, ResourceGraph } from "../../src/graph/model.ts";
import type { Enhanced, InstanceBody, SchemaProxy } from "../../src/graph/builder/reference-types.ts";
import type { Operand, Root } from "../../src/graph/builder/references.ts";
import { schemaProxy, schemaRoot } from "../../src/graph/builder/schema-proxy.ts";
import { suspicions } from "../../src/graph/suspicions.ts";
import { schemaAt } from "../../src/graph/schema-at.ts";
import { defined, isJsonObject, type JsonObject } from "../../src/model/json.ts";
import { builtinSchemas } from "./builtin-schemas.ts";
import type {
  GraphDefinition,
  GraphFrom,
  ResourceBuilder,
  SchemaDefinition,
  TypedKroResourceGraphDefinition,
} from "./graph-types.ts";
import { explainValue } from "./refusals.ts";
import { simpleSchemaOf } from "./spec-schema.ts";
import { isStringField, specSource } from "./spec-source.ts";
import type { SpecOf } from "./spec-types.ts";
import { templateOf, type TemplateMetadata } from "./template.ts";
import { readYaml, writeYaml } from "./yaml.ts";

const DEFAULT_GROUP = "kro.run";

/**
 * Describes a resource graph: runs the builder once, with references in place of values.
 * @param name of the ResourceGraphDefinition
 * @param builder describes the resources, and the status as a function of them
 * @param definition the kind of its instances
 * @throws {ProviderError} `usage`, for a builder that throws or returns no resources, and for values that a graph cannot hold
 */
export function graphDefinition<const S, D = unknown, St = unknown, const Types = {}>(
  name: string,
  builder: ResourceBuilder<SpecOf<S, Types>, D, St>,
  definition: SchemaDefinition<S, D, Types>,
): GraphFrom<S, D, St, Types> {
  const reads: Read[] = [];
  const root: Root = schemaRoot((path) => void reads.push({ root, path }));
  const schema = schemaProxy<SpecOf<S, Types>, D>(root);
  const label = `Resource graph "${name}"`;
  const returned = withStatus(
    readReturned(label, run(label, builder, schema), explainValue),
    definition.status,
  );
  // TypeScript keeps the literal types of custom types; here they are data.
  const untyped = definition as SchemaDefinition<S, D, JsonObject>;
  const spec = specOf(label, returned, untyped);
  const built = buildResources(returned, {
    explain: explainValue,
    isString: (operand) => isString(operand, spec.spec),
  });
  const graph: ResourceGraph = {
    name,
    ...defined({ labels: definition.labels, annotations: definition.annotations }),
    schema: { ...schemaHead(label, untyped), ...spec, ...defined({ status: built.status }) },
    resources: built.resources,
  };
  const nodes = [...returned.nodes.values()];
  const all = [...reads, ...nodes.flatMap((node) => node.reads.map((path) => ({ root: node, path })))];
  const warnings = [
    ...unusedReads(all, built.uses).map(unusedWarning),
    ...suspicions(graph).map(({ path, message }) => `${path}: ${message}`),
  ];
  return describeGraph(graph, schema as SchemaProxy<unknown>, warnings) as GraphFrom<S, D, St, Types>;
}

/**
 * Reads a resource graph from the YAML of its ResourceGraphDefinition, which may stand among other documents.
 * @typeParam TSpec the spec of its instances
 * @typeParam TStatus their status
 * @throws {ProviderError} `usage`, when the text holds none or several; `invalid`, when it is no ResourceGraphDefinition
 */
export function graphFromYaml<TSpec = Record<string, unknown>, TStatus = Record<string, unknown>>(
  yaml: string,
): GraphDefinition<TSpec, TStatus> {
  const documents = parseYaml(yaml);
  const found = documents.filter(isGraphDocument);
  if (found.length !== 1) {
    throw new ProviderError(
      "usage",
      `the YAML holds ${found.length} ResourceGraphDefinitions among ${documents.length} documents`,
      {
        object: "fromYaml",
        advice: "Pass one ResourceGraphDefinition (kro.run/v1alpha1).",
      },
    );
  }
  const schema = schemaProxy<TSpec, TStatus>(schemaRoot(() => undefined));
  return describeGraph(parseGraph(found[0]), schema, []);
}

function parseYaml(text: string): unknown[] {
  try {
    return readYaml(text);
  } catch (cause) {
    const what = summaryOf(cause);
    throw new ProviderError("usage", `it is not YAML: ${what}`, { object: "fromYaml", cause });
  }
}

function run<S, D, St>(
  label: string,
  builder: ResourceBuilder<S, D, St>,
  schema: SchemaProxy<S, D>,
): unknown {
  if (typeof builder !== "function") {
    throw new ProviderError("usage", "its builder is no function", {
      object: label,
      advice: "Pass (schema) => ({ web: template.Deployment(…) }).",
    });
  }
  try {
    return builder(schema);
  } catch (cause) {
    const what = summaryOf(cause);
    throw new ProviderError("usage", `its builder threw: ${what}`, { object: label, cause });
  }
}

/** A builder that returns resources only leaves the status to the definition; an example of a type has no expressions in it. */
function withStatus(returned: Returned, declared: unknown): Returned {
  if (returned.status !== undefined || !isJsonObject(declared) || !JSON.stringify(declared).includes("${"))
    return returned;
  return { ...returned, status: declared };
}

function schemaHead<S, D>(
  label: string,
  definition: SchemaDefinition<S, D, JsonObject>,
): Omit<GraphSchema, "spec"> {
  const { apiVersion, kind, scope = "Namespaced", types, additionalPrinterColumns, metadata } = definition;
  const parts = apiVersion.split("/");
  const version = parts.at(-1) ?? "";
  if (parts.length > 2 || parts.includes("")) {
    throw new ProviderError("usage", `"${apiVersion}" is no apiVersion`, {
      object: label,
      advice: 'Write "example.com/v1alpha1", or "v1alpha1" for the group kro.run.',
    });
  }
  const group = parts.length === 2 ? (parts[0] ?? "") : DEFAULT_GROUP;
  return { group, version, kind, scope, ...defined({ types, additionalPrinterColumns, metadata }) };
}

function specOf<S, D>(
  graph: string,
  returned: Returned,
  definition: SchemaDefinition<S, D, JsonObject>,
): InferredSpec {
  const source = specSource(definition.spec);
  if (source.from === "simple") return { spec: source.spec };
  if (source.from === "schema") return simpleSchemaOf(graph, source.source);
  const { uses } = buildResources(returned, { explain: explainValue });
  const ids = new Map([...returned.nodes].map(([id, node]): [Root, string] => [node, id]));
  const inferred = inferSpec(uses, { graph, lookup: builtinSchemas, ids, examples: source.examples });
  return { ...inferred, ...defined({ types: merged(inferred.types, definition.types) }) };
}

function merged(inferred: JsonObject | undefined, declared: JsonObject | undefined): JsonObject | undefined {
  return inferred === undefined ? declared : { ...inferred, ...declared };
}

/** Whether the schema of the spec or of the resource says that the path is a string. */
function isString({ root, path }: Operand, spec: JsonObject): boolean {
  if (root.kind === "schema") return path[0] === "spec" && isStringField(spec, path.slice(1));
  if (!isNode(root)) return false;
  const known = builtinSchemas(root.apiVersion, root.objectKind);
  const field = known === undefined ? undefined : schemaAt(known.schema, root.isList ? path.slice(1) : path);
  return field?.type === "string" && field["x-kubernetes-int-or-string"] !== true;
}

function unusedWarning(path: string): string {
  return (
    `${path} is read, but nothing in the graph uses it. If it stands in an if, a ternary or beside ===: a reference has no value ` +
    "there, so write the decision in CEL (includeWhen, or cel`${…} ? … : …`)."
  );
}

function describeGraph<TSpec, TStatus>(
  graph: ResourceGraph,
  schema: SchemaProxy<TSpec, TStatus>,
  warnings: readonly string[],
): GraphDefinition<TSpec, TStatus> {
  const definition = writeGraph(graph) as TypedKroResourceGraphDefinition<TSpec, TStatus>;
  const { group, version, kind } = graph.schema;
  const apiVersion = `${group}/${version}`;
  const template = templateOf<InstanceBody<TSpec, TStatus>>(apiVersion, kind);
  return {
    name: graph.name,
    apiVersion,
    kind,
    definition,
    graph,
    schema,
    template,
    warnings,
    toYaml: () => writeYaml(definition),
    getInstance: (spec, metadata = nameOf(kind, spec)) =>
      (template as (manifest: unknown) => unknown)({ metadata, spec }) as Enhanced<TSpec, TStatus>,
  };
}

function nameOf(kind: string, spec: unknown): TemplateMetadata {
  const name: unknown = (spec as { name?: unknown } | null)?.name;
  if (name !== undefined) return { name: name as string };
  throw new ProviderError("usage", "an instance needs a name, and its spec has none", {
    object: kind,
    advice: 'Pass it as the second argument: getInstance(spec, { name: "eu" }).',
  });
}
