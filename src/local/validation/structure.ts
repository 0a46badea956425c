/**
 * Validation by the value keywords of a schema, with the API server's words (kube-openapi's validate, apiextensions' ratcheting).
 * Each schema becomes one closure, made on its first use.
 */

import { isJsonObject } from "../../model/json.ts";
import { combinations } from "./combinations.ts";
import { Correlation } from "./correlation.ts";
import { notSupported } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import { goJson } from "./go-text.ts";
import { listCheck } from "./lists.ts";
import { numberCheck } from "./numbers.ts";
import { objectCheck } from "./objects.ts";
import { errorsOf, fieldOf, problem } from "./problem.ts";
import type { Checked, Problem } from "./problem.ts";
import { memoized } from "./schema.ts";
import type { Schema } from "./schema.ts";
import { stringCheck } from "./strings.ts";
import { typeRule } from "./types.ts";

type Checker = (checked: Checked) => number;

/**
 * Everything that value keywords refuse in a new value: types, required fields, enums, ranges, patterns, combinations.
 * @param base path of the schema's root in the object, for example `status`
 */
export function validateStructure(schema: Schema, value: unknown, base = ""): FieldError[] {
  const problems: Problem[] = [];
  check(schema, { value, at: "", problems });
  return problems.length === 0 ? [] : errorsOf(problems, base);
}

/**
 * The same for an update: what is wrong and did not change is let through.
 * @param options the value before the update, and `base` as above
 */
export function validateStructureUpdate(
  schema: Schema,
  value: unknown,
  { previous, base = "" }: { previous: unknown; base?: string },
): FieldError[] {
  const problems: Problem[] = [];
  checkChanged(schema, { value, at: "", problems, old: new Correlation(value, previous, schema) });
  return problems.length === 0 ? [] : errorsOf(problems, base);
}

function check(schema: Schema, checked: Checked): number {
  return checker(schema)(checked);
}

/** Checks a value, unless it is what it was before. */
function checkChanged(schema: Schema, checked: Checked): number {
  const { problems, old } = checked;
  const before = problems.length;
  const count = check(schema, checked);
  if (old !== undefined && problems.length > before && old.isEqual) problems.length = before;
  return count;
}

const checker = memoized<Checker>((schema) => {
  const { types, format, checkType } = typeRule(schema);
  const [onlyType] = types.length === 1 ? types : [];
  const combine = combinations(schema, check);
  const checkString = stringCheck(schema, format);
  const checkNumber = numberCheck(schema, onlyType, onlyType === "string" ? undefined : format);
  const checkList = listCheck(schema, checkChanged);
  const checkObject = objectCheck(schema, checkChanged);
  const checkEnum = enumCheck(schema);
  return (checked) => {
    const { value, at, problems, old } = checked;
    let count = checkType(value, at, problems);
    if (value === null || value === undefined) {
      checkEnum?.(checked);
      return count;
    }
    // One for each validator that applies: of combinations, of enums, and the schema itself.
    count += 3 + (combine?.(checked) ?? 1);
    if (typeof value === "string") count += checkString(value, at, problems);
    else if (typeof value === "number") count += checkNumber(value, at, problems);
    else if (Array.isArray(value)) count += checkList(value, { at, problems, old });
    checkEnum?.(checked);
    if (isJsonObject(value)) count += checkObject(value, { at, problems, old });
    return count;
  };
});

function enumCheck({ enum: values }: Schema): ((checked: Checked) => void) | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const allowed = new Set(values.filter((value) => value !== null).map((value) => goJson(value)));
  const supported = values.map((value) => (typeof value === "string" ? value : goJson(value)));
  return ({ value, at, problems }) => {
    if (allowed.has(goJson(value))) return;
    const text = `${at} in body should be one of [${supported.join(" ")}]`;
    problems.push(problem(text, notSupported(fieldOf(at), value ?? null, supported)));
  };
}
