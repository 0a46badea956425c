/** Plans of the macros that go over a list or a map. */

import type { Loop, Node } from "./ast.ts";
import { EvaluationFailure, noSuchOverload } from "./error.ts";
import { sortedBy } from "./library/lists.ts";
import { binding } from "./planning.ts";
import type { Frame, Planning, Run } from "./planning.ts";
import { EntryMap, isList, MapValue, typeName } from "./value.ts";
import type { Value } from "./value.ts";

/** One round: what the variables are, and the body with them set. */
interface Round {
  first: Value;
  body: () => Value;
}

/** What a macro makes of its rounds. Rounds that the filter leaves out are not among them. */
const RESULTS: Readonly<Record<Loop["macro"], (rounds: Iterable<Round>) => Value>> = {
  all: (rounds) => quantified(rounds, false),
  exists: (rounds) => quantified(rounds, true),
  existsOne: (rounds) => kept(rounds).length === 1,
  map: (rounds) => Array.from(rounds, ({ body }) => body()),
  filter: kept,
  transformMap: (rounds) => uniqueMap(Array.from(rounds, ({ first, body }) => [first, body()])),
  transformMapEntry: (rounds) => uniqueMap(Array.from(rounds, ({ body }) => entriesOf(body())).flat()),
  sortBy: (rounds) => {
    const pairs = Array.from(rounds, ({ first, body }): [Value, Value] => [first, body()]);
    return sortedBy(
      pairs.map(([item]) => item),
      pairs.map(([, key]) => key),
    );
  },
};

/** Plans a loop. */
export function planLoop(node: Node & Loop, planning: Planning): Run {
  const range = planning.plan(node.range, planning);
  const slots: number[] = [];
  const inner = node.variables.reduce((outer, name) => {
    const [slot, next] = binding(outer, name);
    slots.push(slot);
    return next;
  }, planning);
  const filter = node.filter && planning.plan(node.filter, inner);
  const body = planning.plan(node.body, inner);
  const finish = RESULTS[node.macro];
  return (frame) =>
    finish(rounds(frame, { items: itemsOf(range(frame), slots.length), slots, filter, body }));
}

interface Iteration {
  items: readonly (readonly Value[])[];
  slots: readonly number[];
  filter: Run | undefined;
  body: Run;
}

function* rounds(frame: Frame, { items, slots, filter, body }: Iteration): Generator<Round> {
  for (const item of items) {
    for (const [index, slot] of slots.entries()) frame.slots[slot] = item[index] ?? null;
    if (filter !== undefined && !isTrue(filter(frame))) continue;
    yield { first: item[0] ?? null, body: () => body(frame) };
  }
}

/** The values of the variables, round by round: an element or key, or an index and element or a key and value. */
function itemsOf(range: Value, variables: number): (readonly Value[])[] {
  if (range !== null && isList(range)) {
    return range.map((item, index) => (variables === 1 ? [item] : [BigInt(index), item]));
  }
  if (range instanceof MapValue) return range.keys().map((key) => [key, range.get(key) ?? null]);
  throw new EvaluationFailure(`got '${typeName(range)}', expected iterable type`);
}

function isTrue(value: Value): boolean {
  if (typeof value !== "boolean") throw noSuchOverload();
  return value;
}

/** A round that decides hides what is wrong with others. */
function quantified(all: Iterable<Round>, decisive: boolean): boolean {
  let failure: unknown;
  for (const { body } of all) {
    try {
      if (isTrue(body()) === decisive) return decisive;
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !decisive;
}

function kept(all: Iterable<Round>): Value[] {
  return Array.from(all, ({ first, body }) => (isTrue(body()) ? [first] : [])).flat(1);
}

function entriesOf(map: Value): [Value, Value][] {
  if (!(map instanceof MapValue)) throw noSuchOverload();
  return map.keys().map((key) => [key, map.get(key) ?? null]);
}

function uniqueMap(entries: [Value, Value][]): EntryMap {
  const map = new EntryMap(entries);
  if (map.size < entries.length) throw new EvaluationFailure("insert failed: key already exists");
  return map;
}
