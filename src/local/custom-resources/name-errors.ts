/** Names that a definition asks for, and those that were accepted. */

import { dnsLabel1035 } from "../kinds/names.ts";
import { invalid } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { DefinitionNames } from "./definition.ts";

/** Finds names of a wrong form. @param path of the names */
export function nameListErrors(names: DefinitionNames, path: string): FieldError[] {
  const { plural = "", singular = "", kind = "", listKind = "", shortNames = [], categories = [] } = names;
  const label = (value: string, field: string, mixed = false): FieldError[] => {
    const wrong = value === "" ? [] : dnsLabel1035(mixed ? value.toLowerCase() : value);
    if (wrong.length === 0) return [];
    const intro = mixed ? "may have mixed case, but should otherwise match: " : "";
    return [invalid(`${path}.${field}`, value, `${intro}${wrong.join(",")}`)];
  };
  return [
    ...label(plural, "plural"),
    ...label(singular, "singular"),
    ...label(kind, "kind", true),
    ...label(listKind, "listKind", true),
    ...shortNames.flatMap((name, index) => label(name, `shortNames[${index}]`)),
    ...(kind !== "" && kind === listKind
      ? [invalid(`${path}.listKind`, listKind, "kind and listKind may not be the same")]
      : []),
    ...categories.flatMap((name, index) => label(name, `categories[${index}]`)),
  ];
}
