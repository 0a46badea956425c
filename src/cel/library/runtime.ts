/** kro's `runtime`, which builds and finds status conditions. It is there only where it is declared: in conditions of a graph. */

import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { isList, MapValue, Opaque, typeName } from "../value.ts";
import type { Value } from "../value.ts";

/** What a condition of an expression holds; kro adds the times. */
export interface ConditionFields {
  type: string;
  status: string;
  reason: string;
  message: string;
}

const EMPTY: ConditionFields = { type: "", status: "", reason: "", message: "" };
const STATUSES = ["True", "False", "Unknown"];

/** A status condition. */
export class Condition extends Opaque {
  readonly typeName = "kro.run.Condition";
  readonly fields: Readonly<ConditionFields>;

  constructor(fields: Partial<ConditionFields>) {
    super();
    this.fields = { ...EMPTY, ...fields };
  }

  equals(other: Opaque): boolean {
    if (!(other instanceof Condition)) return false;
    return Object.entries(other.fields).every(([name, value]) => this.field(name) === value);
  }

  override field(name: string): Value | undefined {
    return Object.hasOwn(this.fields, name) ? this.fields[name as keyof ConditionFields] : undefined;
  }
}

/** The value of the variable `runtime`. */
export class Runtime extends Opaque {
  readonly typeName = "kro.run.Runtime";

  equals(other: Opaque): boolean {
    return other instanceof Runtime;
  }
}

function newCondition(_runtime: Runtime, values: MapValue): Condition {
  const fields = Object.fromEntries(
    values.keys().map((key) => {
      const value = values.get(key) ?? null;
      if (typeof value === "string") return [key, value] as const;
      throw new EvaluationFailure(
        `runtime.newCondition: ${typeof key === "string" ? key : typeName(key)} must be a string, got ${typeName(value)}`,
      );
    }),
  ) as Partial<ConditionFields>;
  if (fields.type === "") throw new EvaluationFailure("runtime.newCondition: type must not be empty");
  if (!STATUSES.includes(fields.status ?? "")) {
    throw new EvaluationFailure("runtime.newCondition: status must be one of True, False, Unknown");
  }
  return new Condition(fields);
}

function condition(_runtime: Runtime, object: Value, type: string): Condition {
  const found = conditionsOf(object).find(({ fields }) => fields.type === type);
  return found ?? new Condition({});
}

function conditionsOf(object: Value): Condition[] {
  if (!(object instanceof MapValue)) throw new EvaluationFailure("runtime.condition: obj must be an object");
  const status = object.get("status");
  if (status === undefined) return [];
  if (!(status instanceof MapValue))
    throw new EvaluationFailure("runtime.condition: obj.status must be an object");
  const conditions = status.get("conditions");
  if (conditions === undefined) return [];
  if (conditions === null || !isList(conditions)) {
    throw new EvaluationFailure("runtime.condition: obj.status.conditions must be a list");
  }
  return conditions.map((item) => {
    if (item instanceof Condition) return item;
    if (item instanceof MapValue) return lifted(item);
    throw new EvaluationFailure("runtime.condition: unexpected condition element type");
  });
}

function lifted(map: MapValue): Condition {
  const texts = Object.keys(EMPTY).flatMap((name) => {
    const value = map.get(name);
    return typeof value === "string" ? [[name, value]] : [];
  });
  return new Condition(Object.fromEntries(texts) as Partial<ConditionFields>);
}

export const RUNTIME_LIBRARY: Library = [
  define("Runtime.newCondition(map(string, string)): Condition", newCondition),
  define("Runtime.condition(dyn, string): Condition", condition),
];
