/** Static analysis of a graph's status: its fields, the schema that they give, the author's conditions. Pure. */

import { schemaOfType } from "../cel/type-schema.ts";
import { CONDITION, describeType, RUNTIME } from "../cel/type.ts";
import type { CelType, Expression } from "../cel/expression.ts";
import { type JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { compileAt, expressionsOf, standaloneAt } from "./compile.ts";
import type { Problem } from "./error.ts";
import type { ResourceGraph } from "./model.ts";
import type { AnalysedStatusField } from "./node.ts";
import type { NodeContext } from "./modifier-analysis.ts";
import { joinPath, pathText } from "./path.ts";
import { conditionProblems, type ConditionSource } from "./status-conditions.ts";
import { statusSchemaOf } from "./status-schema.ts";
import { readTemplate } from "./template.ts";

const BASE = "spec.schema.status";

/** What the analysis of a status gives. */
export interface AnalysedStatus {
  status: AnalysedStatusField[];
  statusSchema: StructuralSchema;
  conditions: Expression[];
}

/** Analyses the status of a graph; problems go to the context. */
export function analyseStatus({ schema }: ResourceGraph, context: NodeContext): AnalysedStatus {
  const { conditions: raw, ...fields } = schema.status ?? {};
  const status = readFields(fields, context);
  const leaves = status.map(({ path, expression }) => [path, schemaOfType(expression.type)] as const);
  return { status, statusSchema: statusSchemaOf(leaves), conditions: readConditions(raw, context) };
}

function readFields(fields: JsonObject, { scope, problems }: NodeContext): AnalysedStatusField[] {
  const found = readTemplate(fields, undefined, BASE);
  problems.push(...found.problems, ...found.literals.map(literal));
  return found.fields.flatMap(({ path, template }) => {
    const place = joinPath(BASE, path);
    const expression = compileAt({ template, path: place }, scope, problems);
    if (expression === undefined) return [];
    if (expression.references.length === 0) {
      const message = `instance status field must refer to a resource or schema: status.${pathText(path)}`;
      problems.push({ path: place, message });
    }
    return [{ path, text: template.text, expression }];
  });
}

function literal(path: readonly (string | number)[]): Problem {
  const message = `status fields without expressions are not supported: [${pathText(path)}]: write a CEL expression "\${…}" that reads a resource or the schema`;
  return { path: joinPath(BASE, path), message };
}

function readConditions(raw: unknown, { scope, problems }: NodeContext): Expression[] {
  const base = `${BASE}.conditions`;
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    problems.push({ path: base, message: `status.conditions must be a list, got ${typeof raw}` });
    return [];
  }
  const wide = { ...scope, runtime: RUNTIME };
  const sources: ConditionSource[] = [];
  const expressions = raw.flatMap((text: unknown, index) => {
    const path = `${base}[${index}]`;
    if (typeof text !== "string") {
      problems.push({
        path,
        message: `status.conditions[${index}] must be a CEL expression string, got ${typeof text}`,
      });
      return [];
    }
    const at = standaloneAt(text, path, problems);
    if (at !== undefined) sources.push({ source: expressionsOf(at.template).join(), path });
    const expression = at && compileAt(at, wide, problems);
    if (expression !== undefined && !givesConditions(expression.type)) {
      const message = `condition expressions must return runtime.newCondition(...) or a list of them, got "${describeType(expression.type)}"`;
      problems.push({ path, message });
    }
    return expression === undefined ? [] : [expression];
  });
  problems.push(...conditionProblems(sources));
  return expressions;
}

function givesConditions(type: CelType): boolean {
  const one = type.kind === "list" ? type.of : type;
  return one.kind === "dyn" || describeType(one) === describeType(CONDITION);
}
