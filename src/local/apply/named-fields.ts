/**
 * Counting the fields of structs in, which sets of applied fields leave out.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/fieldpath/set.go
 */

import { type FieldSet, type FieldSetBuilder, addNode, elementsOf, isEmpty, isMember } from "./field-set.ts";
import { type FieldType, typeOfField } from "./field-type.ts";

/** The set with every declared field that has fields of the set below it. */
export function withNamedFields(type: FieldType | undefined, set: FieldSet): FieldSet {
  if (isEmpty(set)) return set;
  const out: FieldSetBuilder = {};
  for (const element of elementsOf(set)) {
    const node = set[element] as FieldSet;
    const name = element.startsWith("f:") && type?.map !== undefined ? element.slice(2) : undefined;
    const declared = name !== undefined && type?.map?.declared(name) !== undefined;
    const below = withNamedFields(typeBelow(type, element, name), node);
    addNode(out, element, { member: declared || isMember(node), below: below === node ? {} : below });
  }
  return out;
}

function typeBelow(
  type: FieldType | undefined,
  element: string,
  name: string | undefined,
): FieldType | undefined {
  if (name !== undefined && type?.map !== undefined) return typeOfField(type.map, name);
  return element.startsWith("k:") ? type?.list?.item : undefined;
}
