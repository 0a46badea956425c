/** What a compiled expression is, as plain types: the contract between `cel` and those who use it. */

import type { Json } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";

/**
 * The type of a value in CEL. Map keys are strings unless `key` says otherwise. `opaque` are the types of the Kubernetes libraries
 * (Quantity, URL, …). `name` is where the type of an object comes from: two objects are of one type only where it is the same.
 */
export type CelType =
  | {
      kind:
        | "string"
        | "int"
        | "uint"
        | "double"
        | "bool"
        | "bytes"
        | "null"
        | "timestamp"
        | "duration"
        | "dyn";
    }
  | { kind: "list"; of: CelType }
  | { kind: "map"; of: CelType; key?: CelType }
  | { kind: "object"; schema: StructuralSchema; name?: string }
  | { kind: "optional"; of: CelType }
  | { kind: "type"; of?: CelType }
  | { kind: "opaque"; name: string };

/** The variables that an expression may use, by name. */
export type Declarations = Readonly<Record<string, CelType>>;

/** One path that an expression reads, from a declared variable: `web.status.readyReplicas`. */
export interface Reference {
  root: string;
  /** Literal fields and indexes up to the first computed step. */
  path: readonly (string | number)[];
}

/**
 * What an evaluation gave. `pending`: a field that it reads is not there yet, as the status of an object that its controller has
 * not seen. Anything else that goes wrong is thrown.
 */
export type Evaluation = { state: "value"; value: Json } | { state: "pending"; reason: string };

/** A compiled expression. */
export interface Expression {
  source: string;
  references: readonly Reference[];
  type: CelType;
  /**
   * Evaluates it.
   * @param variables JSON values by variable name; a variable that is absent makes the result pending
   * @throws {CelError} for what more data would not mend
   */
  evaluate(variables: Readonly<Record<string, unknown>>): Evaluation;
}
