/** `anyOf`, `oneOf`, `allOf` and `not`: which failure of several is told follows kube-openapi, which counts checks. */

import { quote } from "./go-text.ts";
import { general } from "./problem.ts";
import type { Check, Checked, Problem } from "./problem.ts";
import type { Schema } from "./schema.ts";

/** @returns how many checks were made */
type Combine = (checked: Checked) => number;

interface Result {
  problems: Problem[];
  count: number;
}

/** The check of the combinations in a schema, `undefined` when it has none. Updates are not told from creations inside. */
export function combinations(
  { allOf = [], anyOf = [], oneOf = [], not }: Schema,
  check: Check,
): Combine | undefined {
  if (allOf.length + anyOf.length + oneOf.length === 0 && not === undefined) return undefined;
  return ({ value, at, problems }) => {
    let count = 1;
    const run = (schema: Schema): Result => {
      const found: Problem[] = [];
      return { count: check(schema, { value, at, problems: found }), problems: found };
    };
    const merge = (result: Result | undefined) => {
      problems.push(...(result?.problems ?? []));
      count += result?.count ?? 0;
    };
    if (anyOf.length > 0) merge(any(anyOf.map(run), at, problems));
    if (oneOf.length > 0) merge(one(oneOf.map(run), at, problems));
    if (allOf.length > 0) {
      const results = allOf.map(run);
      results.forEach(merge);
      const failed = results.filter(isFailure).length;
      if (failed > 0) {
        const none = failed === results.length ? ". None validated" : "";
        problems.push(general(`${quote(at)} must validate all the schemas (allOf)${none}`));
      }
    }
    if (not !== undefined && !isFailure(run(not)))
      problems.push(general(`${quote(at)} must not validate the schema (not)`));
    return count;
  };
}

function isFailure({ problems }: Result): boolean {
  return problems.length > 0;
}

/** The failure of the schema that most was checked of; of equal ones the first. */
function best(results: readonly Result[]): Result | undefined {
  return results.reduce<Result | undefined>(
    (most, result) => (most === undefined || result.count > most.count ? result : most),
    undefined,
  );
}

function any(results: readonly Result[], at: string, problems: Problem[]): Result | undefined {
  const success = results.find((result) => !isFailure(result));
  if (success !== undefined) return success;
  problems.push(general(`${quote(at)} must validate at least one schema (anyOf)`));
  return best(results);
}

function one(results: readonly Result[], at: string, problems: Problem[]): Result | undefined {
  const [success, ...more] = results.filter((result) => !isFailure(result));
  if (success !== undefined && more.length === 0) return success;
  const found = success === undefined ? "Found none valid" : `Found ${more.length + 1} valid alternatives`;
  problems.push(general(`${quote(at)} must validate one and only one schema (oneOf). ${found}`));
  return success === undefined ? best(results) : undefined;
}
