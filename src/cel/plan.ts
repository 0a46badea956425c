/** Plans: a checked tree as a function of the variables. Evaluation walks no tree. */

import type { Call, Node } from "./ast.ts";
import { elementAt, find, valueAt } from "./access.ts";
import { EvaluationFailure, noSuchOverload } from "./error.ts";
import { unwrapped } from "./library/optionals.ts";
import { planLoop } from "./plan-loop.ts";
import { binding } from "./planning.ts";
import type { Planning, Run } from "./planning.ts";
import type { Overload } from "./signature.ts";
import { describeType } from "./type.ts";
import type { Type } from "./type.ts";
import { EntryMap, Optional, typeName } from "./value.ts";
import type { Value } from "./value.ts";

/** Plans a checked tree. */
export function plan(root: Node, overloads: Planning["overloads"]): Run {
  return planNode(root, { overloads, slots: new Map(), depth: 0, plan: planNode });
}

function planNode(node: Node, planning: Planning): Run {
  switch (node.op) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "identifier":
      return planIdentifier(node.name, planning);
    case "select":
      return planSelect(node, planning);
    case "has":
      return planPresence(node, planning);
    case "call":
      return planCall(node, planning);
    case "list":
      return planList(node, planning);
    case "map":
      return planMap(node, planning);
    case "and":
      return planLogic(node, planning, false);
    case "or":
      return planLogic(node, planning, true);
    case "conditional":
      return planConditional(node, planning);
    case "loop":
      return planLoop(node, planning);
    case "bind":
      return planBinding(node, planning);
    case "optional map":
      return planOptionalMap(node, planning);
  }
}

function planIdentifier(name: string, { slots }: Planning): Run {
  const slot = slots.get(name);
  if (slot === undefined) return (frame) => frame.variable(name);
  const { index, init } = slot;
  if (init === undefined) return (frame) => frame.slots[index] ?? null;
  return (frame) => {
    // With slots of its own: those from here on are in use where the value is asked for.
    const value = frame.slots[index] ?? init({ ...frame, slots: frame.slots.slice(0, index) });
    frame.slots[index] = value;
    return value;
  };
}

/** `cel.bind`: a value that nobody asks for is not evaluated. */
function planBinding(node: Node & { op: "bind" }, planning: Planning): Run {
  const [slot, inner] = binding(planning, node.name, planNode(node.value, planning));
  const body = planNode(node.body, inner);
  return (frame) => {
    frame.slots[slot] = undefined;
    return body(frame);
  };
}

function planSelect({ operand, field, optional }: Node & { op: "select" }, planning: Planning): Run {
  const of = planNode(operand, planning);
  if (optional) return (frame) => elementAt(of(frame), field);
  return (frame) => {
    const value = of(frame);
    return value instanceof Optional ? elementAt(value, field) : valueAt(value, field);
  };
}

function planPresence({ operand, field }: Node & { op: "has" }, planning: Planning): Run {
  const of = planNode(operand, planning);
  return (frame) => {
    const value = of(frame);
    if (value instanceof Optional) return elementAt(value, field).value !== undefined;
    return find(value, field) !== undefined;
  };
}

function planCall(node: Node & Call, planning: Planning): Run {
  const { target, args } = node;
  const runs = [...(target ? [target] : []), ...args].map((operand) => planNode(operand, planning));
  const overloads = planning.overloads.get(node) ?? [];
  const [first, second] = runs;
  if (target !== undefined && first && second && (node.name === "or" || node.name === "orValue")) {
    return planAlternative(node.name, first, second);
  }
  const [single] = overloads;
  if (single?.definition.unguarded) {
    const run = single.definition.run as (...args: Value[]) => Value;
    return (frame) => run(...runs.map((operand) => operand(frame)));
  }
  const candidates = overloads.map(candidateOf);
  return (frame) => {
    const values = runs.map((operand) => operand(frame));
    for (const { accepts, run } of candidates) {
      if (
        accepts.every((accept, index) => accept === undefined || accept === typeName(values[index] ?? null))
      ) {
        return run(...values);
      }
    }
    throw noSuchOverload();
  };
}

interface Candidate {
  /** The type of each argument at run time; any where undefined. */
  accepts: (string | undefined)[];
  run: (...args: Value[]) => Value;
}

function candidateOf({ parameters, definition }: Overload): Candidate {
  return { accepts: parameters.map(runtimeType), run: definition.run as Candidate["run"] };
}

const ERASED: Readonly<Record<string, string>> = {
  list: "list",
  map: "map",
  object: "map",
  optional: "optional_type",
};

function runtimeType(type: Type): string | undefined {
  if (type.kind === "parameter" || type.kind === "dyn") return undefined;
  return ERASED[type.kind] ?? describeType(type);
}

/** `or` and `orValue`: the alternative is evaluated only where it is needed. */
function planAlternative(name: "or" | "orValue", left: Run, right: Run): Run {
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    if (value.value === undefined) return right(frame);
    return name === "or" ? value : value.value;
  };
}

/** The value of an optional element of a literal. @returns `undefined` where it is left out */
function elementOf(value: Value, optional: boolean): Value | undefined {
  if (!optional) return value;
  if (value instanceof Optional) return value.value;
  throw new EvaluationFailure(
    `cannot initialize optional element from non-optional value of type ${typeName(value)}`,
  );
}

function planList({ elements }: Node & { op: "list" }, planning: Planning): Run {
  const runs = elements.map(({ value, optional }) => ({ run: planNode(value, planning), optional }));
  return (frame) => {
    const list: Value[] = [];
    for (const { run, optional } of runs) {
      const value = elementOf(run(frame), optional);
      if (value !== undefined) list.push(value);
    }
    return list;
  };
}

function planMap({ entries }: Node & { op: "map" }, planning: Planning): Run {
  const runs = entries.map(({ key, value, optional }) => ({
    key: planNode(key, planning),
    value: planNode(value, planning),
    optional,
  }));
  return (frame) => {
    const result: [Value, Value][] = [];
    for (const { key, value, optional } of runs) {
      const name = key(frame);
      const found = elementOf(value(frame), optional);
      if (found !== undefined) result.push([name, found]);
    }
    // Of equal keys the last one counts.
    return new EntryMap(result);
  };
}

/** `&&` and `||`: a side that decides hides what is wrong with the other one. */
function planLogic({ left, right }: Node & { op: "and" | "or" }, planning: Planning, decisive: boolean): Run {
  const sides = [planNode(left, planning), planNode(right, planning)];
  return (frame) => {
    let failure: unknown;
    for (const side of sides) {
      try {
        const value = side(frame);
        if (value === decisive) return decisive;
        if (value !== !decisive) failure ??= noSuchOverload();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !decisive;
  };
}

function planConditional(node: Node & { op: "conditional" }, planning: Planning): Run {
  const [condition, yes, no] = [node.condition, node.yes, node.no].map((child) => planNode(child, planning));
  return (frame) => {
    const value = condition?.(frame);
    if (typeof value !== "boolean") throw noSuchOverload();
    return (value ? yes : no)?.(frame) ?? null;
  };
}

function planOptionalMap(node: Node & { op: "optional map" }, planning: Planning): Run {
  const operand = planNode(node.operand, planning);
  const [slot, inner] = binding(planning, node.name);
  const body = planNode(node.body, inner);
  return (frame) => {
    const value = operand(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    if (value.value === undefined) return Optional.none;
    frame.slots[slot] = unwrapped(value);
    const result = body(frame);
    return node.flat ? result : new Optional(result);
  };
}
