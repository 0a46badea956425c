/** Keywords of lists, but for what sets and lists of keyed items must fulfil. */

import { invalid, tooMany } from "./field-errors.ts";
import { fieldOf, problem } from "./problem.ts";
import type { Check, Checked } from "./problem.ts";
import type { Schema } from "./schema.ts";

type ListCheck = (value: readonly unknown[], checked: Omit<Checked, "value">) => number;

/** The check of lists. @param check that of an item */
export function listCheck({ items, minItems = 0, maxItems = Infinity }: Schema, check: Check): ListCheck {
  return (value, { at, problems, old }) => {
    let count = 2;
    if (items !== undefined) {
      value.forEach((item, index) => {
        const place = { value: item, at: `${at}[${index}]`, problems, old: old?.index(index) };
        count += check(items, place);
      });
    }
    if (value.length < minItems) {
      const text = `${at} in body should have at least ${minItems} items`;
      problems.push(problem(text, invalid(fieldOf(at), value.length, text)));
    }
    if (value.length > maxItems) {
      const text = `${at} in body should have at most ${maxItems} items`;
      problems.push(problem(text, tooMany(fieldOf(at), value.length, maxItems)));
    }
    return count;
  };
}
