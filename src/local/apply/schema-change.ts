/**
 * Owned fields after the schema changed: what was owned in parts and is atomic now is owned as a whole.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/typed/reconcile_schema.go
 */

import { DEDUCED, type FieldType, type MapType } from "./field-type.ts";
import {
  type FieldSet,
  type FieldSetBuilder,
  hasChildren,
  insert,
  isMember,
  recursiveDifference,
  union,
} from "./field-set.ts";

/** Sets that are known to fit a type. Sets are never changed, and stored ones come back as they are. */
const fitting = new WeakMap<FieldSet, FieldType>();

/** The set as it would be had the schema always been this one; the very set where that makes no difference. */
export function fitToSchema(type: FieldType, set: FieldSet): FieldSet {
  if (fitting.get(set) === type) return set;
  const atomic: FieldSetBuilder = {};
  visit(type, set, { path: [], whole: false, atomic });
  if (!hasChildren(atomic)) {
    fitting.set(set, type);
    return set;
  }
  return union(recursiveDifference(set, atomic), atomic);
}

/** Where a walk is. It changes as the walk goes on. */
interface Visit {
  path: string[];
  /** Whether the field is owned, and nothing below it is. */
  whole: boolean;
  /** Gets the fields that are owned in parts and are atomic. */
  atomic: FieldSetBuilder;
}

/** Walks types as maps before scalars before lists, as the server does where it has no value to go by. */
function visit(type: FieldType, node: FieldSet, at: Visit): void {
  const { map, list } = type;
  if (map !== undefined) {
    if (isDeduced(map)) return;
    if (!at.whole && map.atomic) {
      if (hasChildren(node)) insert(at.atomic, at.path);
      return;
    }
    visitBelow(node, at, (element) =>
      element.startsWith("f:") ? (map.declared(element.slice(2)) ?? map.others) : map.others,
    );
  } else if (type.scalar === undefined && list !== undefined) {
    if (!at.whole && list.atomic) insert(at.atomic, at.path);
    else visitBelow(node, at, () => list.item);
  }
}

function visitBelow(node: FieldSet, at: Visit, typeOf: (element: string) => FieldType | undefined): void {
  for (const element in node) {
    if (element === ".") continue;
    const below = node[element] as FieldSet;
    const type = typeOf(element);
    if (type === undefined) continue;
    const { whole: wholeAbove } = at;
    at.path.push(element);
    at.whole = isMember(below) && !hasChildren(below);
    visit(type, below, at);
    at.path.pop();
    at.whole = wholeAbove;
  }
}

/** Types that are deduced from values say nothing of atomicity. */
function isDeduced(map: MapType): boolean {
  return !map.struct && (map.others === DEDUCED || map.others?.scalar === "untyped");
}
