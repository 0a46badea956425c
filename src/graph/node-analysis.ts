/** Static analysis of one resource: its template, its modifiers, what it waits for. Pure. */

import { isAssignable } from "../cel/assignable.ts";
import type { Expression } from "../cel/expression.ts";
import { typeOfSchema } from "../cel/schema-type.ts";
import { describeType } from "../cel/type.ts";
import { textAt } from "../model/json.ts";
import type { KindSchema, StructuralSchema } from "../model/schema.ts";
import { compileAt } from "./compile.ts";
import { type Problem, resourcePath } from "./error.ts";
import { type GraphResource, isExternal } from "./model.ts";
import {
  iteratorNames,
  iteratorScope,
  type NodeContext,
  readConditions,
  readDimensions,
  readyScope,
} from "./modifier-analysis.ts";
import type { AnalysedField, AnalysedNode } from "./node.ts";
import { LABEL_SELECTOR, OBJECT_META } from "./object-meta.ts";
import { joinPath, pathText } from "./path.ts";
import { bodyOf, bodyPath, selectsMany } from "./shape.ts";
import { schemaAt } from "./schema-at.ts";
import { readTemplate, type TemplateField } from "./template.ts";

/** Analyses one resource; problems go to the context, and the node holds what was right. */
export function analyseNode(
  resource: GraphResource,
  kind: KindSchema | undefined,
  context: NodeContext,
): AnalysedNode {
  const body = bodyOf(resource);
  const iterators = new Set(iteratorNames(resource));
  const forEach = readDimensions(resource, context);
  const isCollection = iterators.size > 0 || selectsMany(resource);
  const scope = iteratorScope(resource, forEach, context);
  const fields = readFields(resource, kind, { ...context, scope }).map((field): AnalysedField => ({
    ...field,
    iterates: field.expression.references.some(({ root }) => iterators.has(root)),
  }));
  const includeWhen = readConditions(resource, "includeWhen", context.scope, context);
  const readyWhen = readConditions(
    resource,
    "readyWhen",
    readyScope(resource, iterators.size > 0, context),
    context,
  );
  const node: AnalysedNode = {
    id: resource.id,
    resource,
    apiVersion: textAt(body, ["apiVersion"], ""),
    kind: textAt(body, ["kind"], ""),
    namespaced: kind?.namespaced,
    dependencies: dependenciesOf([...fields, ...forEach], includeWhen, iterators),
    isCollection,
    fields,
    forEach,
    includeWhen,
    readyWhen,
  };
  checkSelf(node, context.problems);
  checkIdentity(node, context.problems);
  return node;
}

function dependenciesOf(
  holders: readonly { expression: Expression }[],
  conditions: readonly Expression[],
  iterators: ReadonlySet<string>,
): string[] {
  const found = new Set<string>();
  for (const { references } of [...holders.map((holder) => holder.expression), ...conditions]) {
    for (const { root } of references) if (root !== "schema" && !iterators.has(root)) found.add(root);
  }
  return [...found];
}

/** A node may read itself in `readyWhen` only, after it is made. */
function checkSelf(node: AnalysedNode, problems: Problem[]): void {
  if (!node.dependencies.includes(node.id)) return;
  node.dependencies = node.dependencies.filter((id) => id !== node.id);
  const message = `self references are not allowed: ${node.id} is not there yet when its template is evaluated; only readyWhen may read it`;
  problems.push({ path: resourcePath(node.id), message });
}

/** Every iterator must make a difference to who an object is. */
function checkIdentity(node: AnalysedNode, problems: Problem[]): void {
  const places = node.namespaced === false ? ["metadata.name"] : ["metadata.name", "metadata.namespace"];
  const used = new Set<string>();
  for (const { path, expression } of node.fields) {
    if (places.includes(pathText(path))) for (const { root } of expression.references) used.add(root);
  }
  const missing = node.forEach.flatMap(({ name }) => (used.has(name) ? [] : [name]));
  if (missing.length === 0) return;
  const message = `node "${node.id}": all forEach dimensions must be used to produce a unique resource identity, missing: [${missing.join(" ")}]: use them in ${places.join(" or ")}`;
  problems.push({ path: `${bodyPath(node.resource)}.metadata.name`, message });
}

/** What is known of every kind. */
const UNKNOWN_KIND: StructuralSchema = {
  type: "object",
  properties: { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: OBJECT_META },
  additionalProperties: true,
};

/** The schema of a resource's manifest. */
function manifestSchema(resource: GraphResource, kind: KindSchema | undefined): StructuralSchema {
  if (!isExternal(resource)) return kind?.schema ?? UNKNOWN_KIND;
  const { properties } = kind?.schema ?? UNKNOWN_KIND;
  const meta = properties?.["metadata"] ?? OBJECT_META;
  // A reference has a selector where an object has none.
  const metadata = { ...meta, properties: { ...meta.properties, selector: LABEL_SELECTOR } };
  return { type: "object", properties: { ...properties, metadata } };
}

function isDefinition(resource: GraphResource): boolean {
  const { apiVersion, kind } = bodyOf(resource);
  return apiVersion === "apiextensions.k8s.io/v1" && kind === "CustomResourceDefinition";
}

function readFields(
  resource: GraphResource,
  kind: KindSchema | undefined,
  { scope, problems }: NodeContext,
): Omit<AnalysedField, "iterates">[] {
  const base = bodyPath(resource);
  const schema = manifestSchema(resource, kind);
  const judged = !isExternal(resource) && !isDefinition(resource);
  const found = readTemplate(bodyOf(resource), judged ? schema : undefined, base);
  problems.push(...found.problems);
  if (isDefinition(resource)) problems.push(...definitionProblems(resource, found.fields));
  return found.fields.flatMap(({ path, template, schema: known }) => {
    const at = { template, path: joinPath(base, path) };
    const expression = compileAt(at, scope, problems);
    if (expression === undefined) return [];
    const field = { path, text: template.text, expression };
    const expected = known ?? schemaAt(schema, path);
    const wrong = expected && mismatch(resource.id, field, expected);
    if (wrong !== undefined) problems.push({ path: at.path, message: wrong });
    return [field];
  });
}

function definitionProblems({ id }: GraphResource, fields: readonly TemplateField[]): Problem[] {
  return fields.flatMap(({ path }) => {
    if (path[0] === "metadata") return [];
    const place = pathText(path);
    const message = `CEL expressions in CRDs are only supported for metadata fields, found in path "${place}", resource ${id}`;
    return [{ path: `spec.resources[${id}].template.${place}`, message }];
  });
}

function mismatch(
  id: string,
  { path, text, expression }: Omit<AnalysedField, "iterates">,
  schema: StructuralSchema,
): string | undefined {
  const place = pathText(path);
  const expected = typeOfSchema(schema, `${id}.${place}`);
  if (isAssignable(expression.type, expected)) return undefined;
  const [returned, wanted] = [describeType(expression.type), describeType(expected)];
  const remedy = REMEDIES[`${returned} for ${wanted}`];
  const advice = remedy === undefined ? "" : `: ${remedy}`;
  return `type mismatch in resource "${id}" at path "${place}": expression ${JSON.stringify(text)} returns type "${returned}" but expected "${wanted}"${advice}`;
}

const REMEDIES: Readonly<Record<string, string>> = {
  "int for string": "convert it with string(…)",
  "double for string": "convert it with string(…)",
  "bool for string": "convert it with string(…)",
  "string for int": "convert it with int(…)",
  "double for int": "convert it with int(…)",
  "int for double": "convert it with double(…)",
  "bytes for string": "convert it with string(…), or with base64.encode(…)",
  "string for bytes": "convert it with bytes(…)",
  "google.protobuf.Timestamp for string": "convert it with string(…)",
};
