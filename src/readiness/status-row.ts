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
  /** Told not to run, or to wait for a person: counts as done. Any of these. */
  suspended?: readonly FieldIs[];
  /** A number that was asked for, and the one that is there. */
  counts?: { wanted: FieldPath; there: FieldPath };
  /** A text that begins with the generation it is about, as `3-abc`; not written any more where one of these lists holds. */
  observed?: { path: FieldPath; unless?: readonly (readonly FieldIs[])[] };
  /** Its generation moves with success only: a fault that has patience is told although the generation is an older one. */
  observesSuccess?: true;
}

/** A field that has one of some values; `undefined` is none. */
export interface FieldIs {
  path: FieldPath;
  is: readonly (string | boolean | undefined)[];
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
  const { suspended: stops = [], field, conditions, faults = [] } = row;
  const stopped = stops.find((stop) => holds(stop, object));
  if (stopped !== undefined) return suspended(whyStopped(row, stopped, object));
  const unmet = missingCondition(conditions ?? [], object);
  // What a controller says besides is of an attempt that no longer matters, or of the next one.
  const isMet = conditions !== undefined && unmet === undefined;
  const open = faults.filter(({ condition }) => condition === undefined || !isMet);
  return (
    notObserved(row, object) ??
    faultOf(row, open, object) ??
    unmet ??
    (field === undefined ? undefined : notDone(row, field, object)) ??
    tooFew(row, object) ??
    READY
  );
}

/** The lasting fault of an object whose generation will not move until it is mended. */
export function faultBeforeSuccess(row: StatusRow, object: LiveObject): Readiness | undefined {
  if (row.observesSuccess !== true) return undefined;
  const lasting = (row.faults ?? []).filter(({ patience = 0 }) => patience > 0);
  return faultOf(row, lasting, object);
}

function holds({ path, is }: FieldIs, object: LiveObject): boolean {
  const value = valueAt(object, path);
  return is.some((one) => one === value);
}

function whyStopped(row: StatusRow, { path, is }: FieldIs, object: LiveObject): string {
  if (path === row.field?.path) return wordsOf(row, object);
  const value = valueAt(object, path);
  return `${path.at(-1)} is ${is.find((one) => one === value) ?? "not set"}`;
}

function notObserved({ observed }: StatusRow, object: LiveObject): Readiness | undefined {
  const { generation } = object.metadata;
  if (observed === undefined || generation === undefined) return undefined;
  if (observed.unless?.some((all) => all.every((one) => holds(one, object))) === true) return undefined;
  const [seen = ""] = textAt(object, observed.path, "").split("-");
  if (!/^\d+$/.test(seen) || Number(seen) >= generation) return undefined;
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
  const wanted = Number(textAt(object, counts.wanted, "0"));
  const there = Number(textAt(object, counts.there, "0"));
  return there < wanted ? progressing(`${counts.there.at(-1)} is ${there} of ${wanted}`) : undefined;
}
