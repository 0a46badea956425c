/** Rules as data: what the status of a kind means, for kinds whose controllers speak plainly. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { type Condition, conditionsOf, decidedBy, explain, isCurrent, outdated } from "./conditions.ts";
import { failed, progressing, READY, type Readiness, suspended } from "./verdict.ts";

/** Path of a field in an object. */
export type FieldPath = readonly string[];

/** One kind. What it leaves out does not matter for it. */
export interface StatusRow {
  /** Whose sources say so. */
  source: string;
  /** Conditions that must be `True`. Without these and without `field` the kind has nothing to wait for. */
  conditions?: readonly string[];
  /** A field that says how far it is, and its values that mean done. */
  field?: { path: FieldPath; ready: readonly (string | boolean)[] };
  /** Where the words about `field` are. */
  words?: FieldPath;
  /** What does not come right by itself. */
  faults?: readonly Fault[];
  /** Told not to run: counts as done. */
  suspended?: { path: FieldPath; is: string | boolean };
  /** A number that was asked for, and the one that is there. */
  counts?: { wanted: FieldPath; there: FieldPath };
  /** A text that begins with the generation it is about, as `3-abc`. */
  observed?: FieldPath;
}

/** A value of the row's field, or a condition: of this status, with one of these reasons if any are given. */
export interface Fault {
  value?: string | boolean;
  condition?: string;
  /** @default "False" */
  status?: string;
  reasons?: readonly string[];
  /** How long it must last to count, in ms. @default 0 */
  patience?: number;
}

/** Judges an object by the row of its kind. */
export function judgeByRow(row: StatusRow, object: LiveObject): Readiness {
  const { suspended: stopped, field, conditions = [], faults = [] } = row;
  if (stopped !== undefined && valueAt(object, stopped.path) === stopped.is)
    return suspended(`${stopped.path.at(-1)} is ${stopped.is}`);
  return (
    notObserved(row, object) ??
    faultOf(row, faults, object) ??
    missingCondition(conditions, object) ??
    (field === undefined ? undefined : notDone(row, field, object)) ??
    tooFew(row, object) ??
    READY
  );
}

function notObserved({ observed }: StatusRow, object: LiveObject): Readiness | undefined {
  const { generation } = object.metadata;
  const text = observed === undefined ? "" : textAt(object, observed, "");
  const [seen = ""] = text.split("-");
  if (generation === undefined || !/^\d+$/.test(seen) || Number(seen) >= generation) return undefined;
  return progressing(`its controller has seen generation ${seen} of ${generation}`);
}

function faultOf(row: StatusRow, faults: readonly Fault[], object: LiveObject): Readiness | undefined {
  for (const fault of faults) {
    const patience = fault.patience === undefined ? {} : { patience: fault.patience };
    if (fault.value !== undefined) {
      if (row.field === undefined || valueAt(object, row.field.path) !== fault.value) continue;
      return failed(wordsOf(row, object), { cause: String(fault.value), ...patience });
    }
    const condition = conditionsOf(object).find((one) => isFault(object, one, fault));
    if (condition === undefined) continue;
    const reason = explain(condition, `its condition ${condition.type} is ${condition.status}`);
    return failed(reason, { ...decidedBy(condition), ...patience });
  }
  return undefined;
}

function isFault(object: LiveObject, condition: Condition, fault: Fault): boolean {
  return (
    condition.type === fault.condition &&
    condition.status === (fault.status ?? "False") &&
    (fault.reasons?.includes(condition.reason ?? "") ?? true) &&
    isCurrent(object, condition)
  );
}

/** The first of these conditions that an object lacks, as a verdict. */
function missingCondition(types: readonly string[], object: LiveObject): Readiness | undefined {
  const conditions = conditionsOf(object);
  for (const type of types) {
    const condition = conditions.find((one) => one.type === type);
    if (condition === undefined) return progressing(`it has no condition ${type} yet`);
    if (!isCurrent(object, condition)) return progressing(outdated(object, condition), decidedBy(condition));
    if (condition.status !== "True")
      return progressing(
        explain(condition, `its condition ${type} is ${condition.status}`),
        decidedBy(condition),
      );
  }
  return undefined;
}

function notDone(
  row: StatusRow,
  { path, ready }: NonNullable<StatusRow["field"]>,
  object: LiveObject,
): Readiness | undefined {
  const value = valueAt(object, path);
  return ready.some((one) => one === value) ? undefined : progressing(wordsOf(row, object));
}

/** `phase is Pending: waiting for the primary`. */
function wordsOf({ field, words }: StatusRow, object: LiveObject): string {
  const value = field === undefined ? undefined : valueAt(object, field.path);
  const said = words === undefined ? "" : textAt(object, words, "");
  const shown = typeof value === "string" || typeof value === "boolean" ? String(value) : "not set yet";
  return `${field?.path.at(-1) ?? "it"} is ${shown}${said === "" ? "" : `: ${said}`}`;
}

function tooFew({ counts }: StatusRow, object: LiveObject): Readiness | undefined {
  if (counts === undefined) return undefined;
  const wanted = Number(textAt(object, counts.wanted, "1"));
  const there = Number(textAt(object, counts.there, "0"));
  return there < wanted ? progressing(`${counts.there.at(-1)} is ${there} of ${wanted}`) : undefined;
}
