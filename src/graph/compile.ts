/** Compiles the expressions of a graph, and notes what is wrong with them instead of stopping. Pure. */

import { CelError } from "../cel/error.ts";
import type { Declarations, Expression } from "../cel/expression.ts";
import { compileTemplate, hasExpression, parseTemplate, type Template } from "../cel/template.ts";
import type { Problem } from "./error.ts";
import { didYouMean } from "../model/suggest.ts";
import { schemaAt } from "./schema-at.ts";

/** kro's feature gate CELOmitFunction is off by default, and an analysis without a cluster cannot know better. */
const OMIT_GATE =
  "omit() requires the CELOmitFunction feature gate to be enabled: use optional values, as schema.spec.?field";

/** A string with expressions, and its place in the document. */
export interface Source {
  template: Template;
  path: string;
}

/**
 * Compiles the expressions of a string.
 * @param declarations the same object for all expressions of a scope: what was compiled is kept with it
 * @returns `undefined` where something is wrong: then there is one problem more
 */
export function compileAt(
  { template, path }: Source,
  declarations: Declarations,
  problems: Problem[],
): Expression | undefined {
  const refuse = (what: string): undefined => {
    problems.push({ path, message: `expression ${JSON.stringify(template.text)}: ${what}` });
  };
  try {
    return compileTemplate(template, declarations);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return refuse(explain(error, template, declarations));
  }
}

/** The CEL of the expressions in a string. */
export function expressionsOf({ parts }: Template): string[] {
  return parts.flatMap((part) => (typeof part === "string" ? [] : [part.expression]));
}

/** What is wrong, without the expression, and what may have been meant. */
function explain(error: CelError, { text }: Template, declarations: Declarations): string {
  const what = messageOf(error);
  const [, unknown] = /^references unknown identifiers: \[([\w, ]+)\]$/.exec(what) ?? [];
  if (what === "uses unknown functions: [omit]") return OMIT_GATE;
  if (unknown === "runtime") return "runtime is only available in status.conditions expressions";
  if (unknown !== undefined) return `${what}${didYouMean(unknown, Object.keys(declarations))}`;
  const [, field = ""] = /^undefined field '(\w+)'$/.exec(what) ?? [];
  return field === "" ? what : `${what}${nearField(field, text, declarations)}`;
}

function messageOf({ summary, object }: CelError): string {
  const prefix = `${object ?? ""}: `;
  return (summary.startsWith(prefix) ? summary.slice(prefix.length) : summary).replace(/\.$/, "");
}

/** Finds the path that a field was read from in the text of an expression, and the fields that are there. */
function nearField(field: string, text: string, declarations: Declarations): string {
  const [, before = ""] = new RegExp(`([A-Za-z_][\\w.]*)\\.\\??${field}\\b`).exec(text) ?? [];
  if (before === "schema" && field === "status")
    return ": a graph cannot read its own status, kro has none while it evaluates";
  const [root = "", ...path] = before.split(".");
  const type = declarations[root];
  const schema = type?.kind === "object" ? schemaAt(type.schema, path) : undefined;
  const known = Object.keys(schema?.properties ?? {});
  return known.includes(field)
    ? ": it is there, but kro reads no field whose schema has no type"
    : didYouMean(field, known);
}

/**
 * Reads a string that may hold expressions.
 * @returns `undefined` where it holds none, or one that is not well formed: then there is one problem more
 */
export function templateAt(text: string, path: string, problems: Problem[]): Template | undefined {
  // Most strings are text.
  if (!text.includes("${")) return undefined;
  try {
    const template = parseTemplate(text);
    return hasExpression(template) ? template : undefined;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    problems.push({ path, message: `expression ${JSON.stringify(text)}: ${messageOf(error)}` });
    return undefined;
  }
}

/**
 * Reads an expression that stands alone, as conditions and dimensions must.
 * @returns `undefined` where it is none: then there is one problem more
 */
export function standaloneAt(text: string, path: string, problems: Problem[]): Source | undefined {
  const before = problems.length;
  const template = templateAt(text, path, problems);
  if (template?.standalone === true) return { template, path };
  if (problems.length === before) {
    const message = `only standalone expressions are allowed: write "\${…}" around the whole of ${JSON.stringify(text)}`;
    problems.push({ path, message });
  }
  return undefined;
}
