/**
 * Sets of fields, in the very form in which managedFields hold them: the set is the JSON of `fieldsV1`, so that reading and
 * writing cost nothing. A node without children is a field of the set; one with children is so if it has the key `"."`.
 * Sets are never changed once they are built; operations give back their argument where they change nothing.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/fieldpath/set.go
 */

import { compareElements } from "./path-element.ts";

/** Path elements (`f:name`, `k:{"name":"web"}`, `v:"x"`, `i:0`) and what is below them. At the root, `{}` is the empty set. */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

/** A set while it is built. */
export interface FieldSetBuilder {
  [element: string]: FieldSetBuilder;
}

const SELF = ".";

/** The set without fields. */
export const EMPTY: FieldSet = Object.freeze({});

/** A field without fields below. Shared: builders tell it by identity from a node that just has no children yet. */
const LEAF: FieldSetBuilder = Object.freeze({});

/** Whether there is no field in the set; for a node: whether nothing is below. */
export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Whether a node is itself a field of the set. */
export function isMember(node: FieldSet): boolean {
  return SELF in node || isEmpty(node);
}

/** Whether a node has fields below it. */
export function hasChildren(node: FieldSet): boolean {
  for (const element in node) if (element !== SELF) return true;
  return false;
}

/** The elements below a node. */
export function elementsOf(node: FieldSet): string[] {
  return Object.keys(node).filter((element) => element !== SELF);
}

/** Puts a field into a set that is being built. */
export function insert(set: FieldSetBuilder, path: readonly string[]): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let node = set;
  for (let index = 0; index < path.length - 1; index++) node = descend(node, path[index] as string);
  add(node, last);
}

/** Puts what is directly below a node into a set that is being built. */
export function add(node: FieldSetBuilder, element: string): void {
  const known = node[element];
  if (known === undefined) node[element] = LEAF;
  else if (known !== LEAF) known[SELF] = LEAF;
}

function descend(node: FieldSetBuilder, element: string): FieldSetBuilder {
  const known = node[element];
  if (known !== undefined && known !== LEAF) return known;
  const next: FieldSetBuilder = known === undefined ? {} : { [SELF]: LEAF };
  node[element] = next;
  return next;
}

/**
 * Puts a node into a set that is being built.
 * @param member whether the node itself is a field
 * @param below what is below it, which the set takes over
 */
export function addNode(
  set: FieldSetBuilder,
  element: string,
  { member, below }: { member: boolean; below: FieldSet },
): void {
  if (isEmpty(below)) {
    if (member) set[element] = LEAF;
  } else {
    const node: FieldSetBuilder = below;
    if (member) node[SELF] = LEAF;
    set[element] = node;
  }
}

/** The fields in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const out: Record<string, FieldSet> = { ...a };
  let same = true;
  for (const element in b) {
    const left = a[element];
    const right = b[element] as FieldSet;
    const node = left === undefined ? right : unionNode(left, right);
    if (node === left) continue;
    out[element] = node;
    same = false;
  }
  return same ? a : out;
}

function unionNode(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return isMember(a) ? a : { [SELF]: LEAF, ...a };
  if (isEmpty(a)) return isMember(b) ? b : { [SELF]: LEAF, ...b };
  return union(a, b);
}

/** The fields in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const out: FieldSetBuilder = {};
  for (const element in a) {
    const left = a[element] as FieldSet;
    const right = b[element];
    if (element === SELF || right === undefined) continue;
    addNode(out, element, { member: isMember(left) && isMember(right), below: intersection(left, right) });
  }
  return out;
}

/** The fields of `a` that are not in `b`; fields below one that is in `b` stay. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return subtract(a, b, false);
}

/** The fields of `a` that are neither in `b` nor below one that is in `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return subtract(a, b, true);
}

/** Copies only once something is left out. */
function subtract(a: FieldSet, b: FieldSet, recursive: boolean): FieldSet {
  let out: FieldSetBuilder | undefined;
  for (const element in b) {
    const left = a[element];
    if (element === SELF || left === undefined) continue;
    const right = b[element] as FieldSet;
    const rightMember = isMember(right);
    const member = isMember(left) && !rightMember;
    const kept = recursive && rightMember ? EMPTY : subtract(left, right, recursive);
    if (kept === left && member === isMember(left)) continue;
    out ??= withoutSelf(a);
    delete out[element];
    addNode(out, element, { member, below: withoutSelf(kept) });
  }
  return out ?? a;
}

function withoutSelf(node: FieldSet): FieldSetBuilder {
  const { [SELF]: _self, ...below }: FieldSetBuilder = node;
  return below;
}

/** Whether two sets have the same fields. */
export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  let count = 0;
  for (const element in a) {
    const other = b[element];
    if (other === undefined || !sameSet(a[element] as FieldSet, other)) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

/** Whether all fields of `a` are in `b`. */
export function isSubset(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  for (const element in a) {
    if (element === SELF) continue;
    const left = a[element] as FieldSet;
    const right = b[element];
    if (right === undefined || (isMember(left) && !isMember(right)) || !isSubset(left, right)) return false;
  }
  return true;
}

/** Whether a field is in the set. */
export function has(set: FieldSet, path: readonly string[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.[element];
  return node !== undefined && path.length > 0 && isMember(node);
}

/** A set of the given fields. */
export function setOf(...paths: readonly (readonly string[])[]): FieldSet {
  const out: FieldSetBuilder = {};
  for (const path of paths) insert(out, path);
  return out;
}

/** The paths of the fields, in the server's order: those directly below a node first. */
export function* pathsOf(set: FieldSet, prefix: readonly string[] = []): Generator<string[]> {
  const elements = elementsOf(set).sort(compareElements);
  for (const element of elements) if (isMember(set[element] as FieldSet)) yield [...prefix, element];
  for (const element of elements) yield* pathsOf(set[element] as FieldSet, [...prefix, element]);
}

/** The same set with its elements in the server's order. */
export function ordered(set: FieldSet): FieldSet {
  const elements = Object.keys(set);
  let same = true;
  const nodes: Record<string, FieldSet> = {};
  for (const element of elements) {
    const node = ordered(set[element] as FieldSet);
    same &&= node === set[element];
    nodes[element] = node;
  }
  const inOrder = elements.every(
    (element, index) => index === 0 || compareElements(elements[index - 1] as string, element) <= 0,
  );
  if (inOrder) return same ? set : nodes;
  return Object.fromEntries(
    elements.sort(compareElements).map((element) => [element, nodes[element] as FieldSet]),
  );
}
