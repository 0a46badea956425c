/** Keywords of objects. */

import type { JsonObject } from "../../model/json.ts";
import { invalid, required as requiredError, tooMany } from "./field-errors.ts";
import { fieldOf, problem } from "./problem.ts";
import type { Check, Checked, Problem } from "./problem.ts";
import type { Schema } from "./schema.ts";

type ObjectCheck = (value: JsonObject, checked: Omit<Checked, "value">) => number;

/** Those of the root that cannot be told from before: both versions were converted to the same. */
const TYPE_META: ReadonlySet<string> = new Set(["apiVersion", "kind"]);

/** The check of objects. @param check that of a field */
export function objectCheck(schema: Schema, check: Check): ObjectCheck {
  const { properties = {}, additionalProperties, required = [], minProperties, maxProperties } = schema;
  const known = Object.entries(properties);
  const others = typeof additionalProperties === "object" ? additionalProperties : undefined;
  const bounded = minProperties !== undefined || maxProperties !== undefined;
  return (value, { at, problems, old }) => {
    let count = 1;
    if (bounded) checkSize(schema, { count: Object.keys(value).length, at, problems });
    if (others !== undefined) {
      for (const key in value) {
        if (Object.hasOwn(properties, key)) continue;
        const place = { value: value[key], at: `${at}.${key}`, problems, old: old?.key(key) };
        count += check(others, place);
      }
    }
    for (const [name, of] of known) {
      if (value[name] === undefined || !Object.hasOwn(value, name)) continue;
      const known = at === "" && TYPE_META.has(name) ? undefined : old?.key(name);
      count += check(of, {
        value: value[name],
        at: at === "" ? name : `${at}.${name}`,
        problems,
        old: known,
      });
    }
    for (const name of required) {
      if (value[name] !== undefined && Object.hasOwn(value, name)) continue;
      const path = `${at}.${name}`;
      problems.push(problem(`${path} in body is required`, requiredError(fieldOf(path))));
    }
    return count;
  };
}

function checkSize(
  { minProperties = 0, maxProperties = Infinity }: Schema,
  { count, at, problems }: { count: number; at: string; problems: Problem[] },
): void {
  if (count < minProperties) {
    const text = `${at} in body should have at least ${minProperties} properties`;
    problems.push(problem(text, invalid(fieldOf(at), count, text)));
  }
  if (count > maxProperties) {
    const text = `${at} in body should have at most ${maxProperties} properties`;
    problems.push(problem(text, tooMany(fieldOf(at), count, maxProperties)));
  }
}
