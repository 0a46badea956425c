/** Rules of the author's own status conditions that can be seen in their source (pkg/graph/conditions.go of kro). Pure. */

import type { Node } from "../cel/ast.ts";
import type { Problem } from "./error.ts";
import { callsIn } from "./syntax.ts";

/** Conditions that kro sets itself, and the only ones that an expression may read from `schema`. */
const BUILT_IN = ["InstanceManaged", "GraphResolved", "ResourcesReady", "Ready"];
const STATUSES = ["True", "False", "Unknown"];

/** One entry of `status.conditions`. */
export interface ConditionSource {
  source: string;
  path: string;
}

/** What is wrong with the literal values in conditions; entries that do not parse are judged elsewhere. */
export function conditionProblems(entries: readonly ConditionSource[]): Problem[] {
  const problems: Problem[] = [];
  const declared = new Map<string, string>();
  const runtimeCalls = entries.map(({ source, path }) => ({ path, calls: callsIn(source, "runtime") }));
  for (const { path, calls } of runtimeCalls) {
    const made = calls
      .filter((call) => call.name === "newCondition")
      .map((call) => entryOf(call.args[0], "type"));
    for (const type of new Set(made.filter((type) => type !== undefined))) {
      if (declared.has(type)) {
        problems.push({
          path,
          message: `condition type "${type}" is declared by more than one conditions entry`,
        });
      }
      declared.set(type, path);
    }
  }
  for (const { path, calls } of runtimeCalls) {
    for (const { name, args } of calls) {
      const wrong = name === "newCondition" ? newConditionProblem(args) : lookupProblem(args, declared);
      if (wrong !== undefined) problems.push({ path, message: wrong });
    }
  }
  return problems;
}

function newConditionProblem([fields]: readonly Node[]): string | undefined {
  const status = entryOf(fields, "status");
  if (status !== undefined && !STATUSES.includes(status)) {
    return `runtime.newCondition: status must be one of ${STATUSES.join(", ")} (got "${status}")`;
  }
  return entryOf(fields, "type") === "" ? "runtime.newCondition: type must not be empty" : undefined;
}

function lookupProblem(args: readonly Node[], declared: ReadonlyMap<string, string>): string | undefined {
  const [object, name] = args;
  if (object?.op !== "identifier" || object.name !== "schema" || name === undefined) return undefined;
  const type = textOf(name);
  if (type === undefined || BUILT_IN.includes(type)) return undefined;
  return declared.has(type)
    ? `runtime.condition(schema, "${type}"): custom conditions cannot reference each other`
    : `runtime.condition(schema, "${type}"): unknown condition type; only kro's built-in types (${BUILT_IN.join(", ")}) can be read from schema`;
}

function entryOf(map: Node | undefined, key: string): string | undefined {
  if (map?.op !== "map") return undefined;
  const entry = map.entries.find((candidate) => textOf(candidate.key) === key);
  return entry && textOf(entry.value);
}

function textOf(node: Node): string | undefined {
  return node.op === "literal" && typeof node.value === "string" ? node.value : undefined;
}
