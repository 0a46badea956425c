/** Scenarios that are alike for every field: who owns it, who changes it, who drops it. */

import type { JsonObject } from "../../../../src/model/json.ts";
import { type KindName, type Scenario, type Write, apply, create, patch, scenario } from "./scenario.ts";

/** A field of a kind, and manifests that differ in it. */
export interface FieldCase {
  category: string;
  kind: KindName;
  /** Without the field. */
  without: JsonObject;
  /** With one value, with another, and with parts of both where the field has parts. */
  one: JsonObject;
  other: JsonObject;
  mixed?: JsonObject;
  /** With the field, but nothing in it; or null. */
  empty?: readonly JsonObject[];
}

/** What is tried on an object in which the field has its first value. */
function probes({ without, one, other, mixed = other, empty = [] }: FieldCase): Write[] {
  return [
    apply("a", one),
    apply("a", other),
    apply("a", mixed),
    apply("a", without),
    apply("b", one),
    apply("b", other),
    apply("b", other, { force: true }),
    apply("b", mixed),
    apply("b", mixed, { force: true }),
    apply("b", without),
    patch("merge", "u", other),
    patch("merge", "a", mixed),
    ...empty.flatMap((body) => [
      apply("a", body),
      apply("b", body),
      apply("b", body, { force: true }),
      patch("merge", "u", body),
    ]),
  ];
}

/**
 * The field set by an apply, by a create, by two managers, and by an apply on an update.
 * @param everywhere whether to try everything on each of them, or only on the first and the last
 */
export function fieldScenarios(field: FieldCase, everywhere: boolean): Scenario[] {
  const { category, kind, without, one, other, mixed = other } = field;
  const tried = probes(field);
  return [
    scenario(category, kind, [apply("a", one)], tried),
    scenario(category, kind, [create("a", one)], everywhere ? tried : []),
    scenario(category, kind, [apply("a", one), apply("b", one)], everywhere ? tried : []),
    scenario(
      category,
      kind,
      [apply("a", one), patch("merge", "u", other), apply("b", mixed, { force: true })],
      tried,
    ),
    scenario(category, kind, [
      apply("a", without),
      apply("b", one, { force: true }),
      apply("a", mixed, { force: true }),
      apply("b", without),
      apply("a", without),
    ]),
  ];
}

/** Kind, field, manifests: without the field, with one value, another, parts of both, nothing in it. */
export type FieldRow = readonly [
  kind: KindName,
  field: string,
  without: JsonObject,
  one: JsonObject,
  other: JsonObject,
  mixed?: JsonObject,
  empty?: readonly JsonObject[],
];

/** The scenarios of one row. */
export function rowScenarios([kind, field, without, one, other, mixed, empty]: FieldRow): Scenario[] {
  const given = { category: `${kind.kind}/${field}`, kind, without, one, other };
  return fieldScenarios(
    { ...given, ...(mixed === undefined ? {} : { mixed }), ...(empty === undefined ? {} : { empty }) },
    false,
  );
}
