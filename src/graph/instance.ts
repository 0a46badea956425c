/** An instance of a graph: what a user asks for, completed and judged by the graph's schema. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { describe } from "../model/object.ts";
import { withDefaults } from "./defaults.ts";
import { type Problem, throwProblems } from "./error.ts";
import type { AnalysedGraph } from "./node.ts";
import { ruleProblems } from "./rules.ts";
import { valueProblems } from "./validate.ts";

/** What a user asks for. */
export interface InstanceRequest {
  name: string;
  /** Required unless instances of the graph belong to the whole cluster. */
  namespace?: string;
  /** Of an instance that exists as an object of its own; expressions that read it wait without. */
  uid?: string;
  spec: unknown;
  /** The spec that it had, of an instance that was deployed before: some changes are forbidden. */
  before?: JsonObject | undefined;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
}

/** The value of the variable `schema`. */
export interface Instance {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: JsonObject;
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Completes an instance with the defaults of the schema, and judges it as the API server would; fields that the schema does
 * not have are errors too.
 * @throws {GraphError} with every problem and its path
 */
export function instanceOf(analysed: AnalysedGraph, request: InstanceRequest): Instance {
  const { kind, group, version } = analysed.graph.schema;
  const { name, namespace } = request;
  const { spec, problems } = readSpec(analysed, request);
  throwProblems(describe({ kind, name, ...(namespace === undefined ? {} : { namespace }) }), [
    ...placeProblems(analysed, request),
    ...problems,
  ]);
  return { apiVersion: `${group}/${version}`, kind, metadata: metadataOf(request), spec };
}

function readSpec(
  { instanceSchema }: AnalysedGraph,
  { spec: given, before }: InstanceRequest,
): { spec: JsonObject; problems: Problem[] } {
  const value = given ?? instanceSchema.default ?? {};
  if (!isJsonObject(value))
    return { spec: {}, problems: valueProblems(value as Json, instanceSchema, "spec") };
  const spec = withDefaults(value, instanceSchema) as JsonObject;
  const problems = valueProblems(spec, instanceSchema, "spec");
  // Rules are written for values of the right types.
  if (problems.length > 0) return { spec, problems };
  const change = { value: spec, before: before && withDefaults(before, instanceSchema) };
  return { spec, problems: ruleProblems(change, instanceSchema, "spec") };
}

function placeProblems({ graph }: AnalysedGraph, { name, namespace }: InstanceRequest): Problem[] {
  const problems: Problem[] = [];
  if (!NAME.test(name) || name.length > 253) {
    problems.push({
      path: "metadata.name",
      message: `"${name}" is not a DNS name: use lower case, digits, "-" and "."`,
    });
  }
  const { scope, kind } = graph.schema;
  if (scope === "Namespaced" && (namespace === undefined || namespace === "")) {
    problems.push({ path: "metadata.namespace", message: `is required: ${kind} is namespaced` });
  }
  if (scope === "Cluster" && namespace !== undefined) {
    problems.push({
      path: "metadata.namespace",
      message: `must not be set: ${kind} belongs to the whole cluster`,
    });
  }
  return problems;
}

function metadataOf({ name, namespace, uid, labels, annotations }: InstanceRequest): Instance["metadata"] {
  const metadata: Instance["metadata"] = { name };
  if (namespace !== undefined) metadata.namespace = namespace;
  if (uid !== undefined) metadata.uid = uid;
  if (labels !== undefined) metadata.labels = { ...labels };
  if (annotations !== undefined) metadata.annotations = { ...annotations };
  return metadata;
}
