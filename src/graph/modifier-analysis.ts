/** Static analysis of the modifiers of one resource: `forEach`, `includeWhen`, `readyWhen`. Pure. */

import type { CelType, Declarations, Expression } from "../cel/expression.ts";
import { describeType, DYN, isCondition } from "../cel/type.ts";
import { compileAt, standaloneAt } from "./compile.ts";
import { type Problem, resourcePath } from "./error.ts";
import { type GraphResource, isExternal } from "./model.ts";
import type { AnalysedDimension } from "./node.ts";

/** What the analysis of all nodes shares. */
export interface NodeContext {
  /** `schema` and all nodes. */
  scope: Declarations;
  /** Variables of which no field is known: of kinds that are not known offline. */
  unknown: ReadonlySet<string>;
  /** Collects what is wrong. */
  problems: Problem[];
}

/** Compiles the dimensions of `forEach`. */
export function readDimensions(
  resource: GraphResource,
  { scope, unknown, problems }: NodeContext,
): AnalysedDimension[] {
  if (isExternal(resource)) return [];
  const dimensions = (resource.forEach ?? []).flatMap((dimension) => Object.entries(dimension));
  const names = iteratorNames(resource);
  // Iterators are declared to be told from what nobody declares.
  const others = Object.fromEntries(names.map((name) => [name, DYN]));
  const wide = names.length === 0 ? scope : { ...others, ...scope };
  return dimensions.flatMap(([name, text], index) => {
    const path = `${resourcePath(resource.id)}.forEach[${index}].${name}`;
    const at = standaloneAt(text, path, problems);
    const expression = at && compileAt(at, wide, problems);
    if (expression === undefined) return [];
    const roots = expression.references.map(({ root }) => root).filter((root) => names.includes(root));
    const refuse = (what: string): AnalysedDimension[] => {
      problems.push({ path, message: `node "${resource.id}": forEach iterator "${name}" ${what}` });
      return [];
    };
    if (roots.length > 0) {
      return refuse(
        `cannot reference other iterators [${roots.join(" ")}] - forEach iterators are independent (cartesian product)`,
      );
    }
    const { type } = expression;
    if (type.kind !== "list" && !isOpen(expression, unknown)) {
      return refuse(`must return a list, got "${describeType(type)}"`);
    }
    return [{ name, expression }];
  });
}

/** Whether the type is not known because the kind of what it reads is not. */
function isOpen({ type, references }: Expression, unknown: ReadonlySet<string>): boolean {
  return type.kind === "dyn" && references.some(({ root }) => unknown.has(root));
}

/** The names of a resource's iterators. */
export function iteratorNames(resource: GraphResource): string[] {
  return isExternal(resource) ? [] : (resource.forEach ?? []).flatMap((dimension) => Object.keys(dimension));
}

/** What templates of a collection may use: the iterators as well, of any type where their own expression is wrong. */
export function iteratorScope(
  resource: GraphResource,
  forEach: readonly AnalysedDimension[],
  { scope }: NodeContext,
): Declarations {
  const names = iteratorNames(resource);
  if (names.length === 0) return scope;
  const iterators = names.map((name): [string, CelType] => {
    const type = forEach.find((dimension) => dimension.name === name)?.expression.type;
    return [name, type?.kind === "list" ? type.of : DYN];
  });
  return { ...scope, ...Object.fromEntries(iterators) };
}

/** What `readyWhen` may use: the node itself, or `each` of its objects. */
export function readyScope({ id }: GraphResource, each: boolean, { scope }: NodeContext): Declarations {
  const own = scope[id] ?? DYN;
  if (!each) return { [id]: own };
  return { each: own.kind === "list" ? own.of : DYN };
}

/** Compiles the conditions of a resource. */
export function readConditions(
  resource: GraphResource,
  what: "includeWhen" | "readyWhen",
  scope: Declarations,
  { unknown, problems }: NodeContext,
): Expression[] {
  const only = Object.keys(scope).join(" or ");
  return (resource[what] ?? []).flatMap((text, index) => {
    const path = `${resourcePath(resource.id)}.${what}[${index}]`;
    const at = standaloneAt(text, path, problems);
    const before = problems.length;
    const expression = at && compileAt(at, scope, problems);
    const failed = problems[before];
    if (what === "readyWhen" && failed?.message.includes("unknown identifiers") === true) {
      failed.message += `; readyWhen may only read ${only}`;
    }
    if (expression === undefined) return [];
    const own =
      what === "readyWhen"
        ? new Set([...unknown].flatMap((id) => (id === resource.id ? [id, "each"] : [])))
        : unknown;
    if (!isCondition(expression.type) && !isOpen(expression, own)) {
      const returned = describeType(expression.type);
      const message = `${what} expression ${JSON.stringify(text)} in resource "${resource.id}" must return bool or optional_type(bool), but returns "${returned}"`;
      problems.push({ path, message });
    }
    return [expression];
  });
}
