/** What we make of the recorded expressions, in the shape of the recording. */

import { readFileSync } from "node:fs";
import { isAssignable } from "../../../src/cel/assignable.ts";
import { compile } from "../../../src/cel/compile.ts";
import { CelError } from "../../../src/cel/error.ts";
import type { Declarations } from "../../../src/cel/expression.ts";
import { typeOfSchema } from "../../../src/cel/schema-type.ts";
import { schemaOfType } from "../../../src/cel/type-schema.ts";
import type { Json } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";
import type { Fit, Recording, Row } from "./agreement-record.ts";

/** The committed recording of the real controller. */
export function readRecording(): Recording {
  const file = new URL("agreement.generated.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Recording;
}

/** The variables of the recorded expressions. */
export function declarationsOf({ schemas }: Recording): Declarations {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, typeOfSchema(schema)]));
}

/** An answer to compare: errors and refusals by their kind only, as our words are others. */
export type Answer =
  | { outcome: "value"; value: Json; text: string; type: StructuralSchema }
  | { outcome: "pending" | "error"; type: StructuralSchema }
  | { outcome: "rejected" };

/** The recorded answer of a row. */
export function recordedAnswer(row: Row): Answer {
  if (row.outcome === "rejected") return { outcome: "rejected" };
  if (row.outcome !== "value") return { outcome: row.outcome, type: row.type };
  // Not the value of the object, which the API server may have changed on the way.
  return { outcome: "value", value: JSON.parse(row.text) as Json, text: row.text, type: row.type };
}

/** Our answer for an expression. */
export function answer(expression: string, declarations: Declarations, values: Recording["values"]): Answer {
  try {
    const compiled = compile(expression, declarations);
    const text = compile(`json.marshal(${expression})`, declarations);
    const type = schemaOfType(compiled.type);
    return { ...evaluated(() => [compiled.evaluate(values), text.evaluate(values)]), type };
  } catch (error) {
    if (error instanceof CelError) return { outcome: "rejected" };
    throw error;
  }
}

type Evaluated = { outcome: "value"; value: Json; text: string } | { outcome: "pending" | "error" };

function evaluated(evaluate: () => ReturnType<ReturnType<typeof compile>["evaluate"]>[]): Evaluated {
  try {
    const [value, text] = evaluate();
    if (value?.state !== "value" || text?.state !== "value") return { outcome: "pending" };
    if (typeof text.value !== "string") throw new Error("json.marshal gave no string");
    return { outcome: "value", value: value.value, text: text.value };
  } catch (error) {
    if (error instanceof CelError && error.problem === "evaluation") return { outcome: "error" };
    throw error;
  }
}

/** Whether we take an expression for a field of a Widget's spec. */
export function fits({ field, expression }: Fit, recording: Recording, declarations: Declarations): boolean {
  const schema = recording.schemas["widget"]?.properties?.["spec"]?.properties?.[field];
  if (schema === undefined) throw new Error(`a Widget has no field ${field}`);
  return isAssignable(compile(expression, declarations).type, typeOfSchema(schema));
}
