/** Which of the names that a definition asks for it gets: no two definitions of a group share one. */

import type { LiveObject } from "../../model/object.ts";
import { quote } from "../validation/go-text.ts";
import { specOf, statusOf } from "./definition.ts";
import type { DefinitionCondition, DefinitionNames } from "./definition.ts";

/** What became of the names. */
export interface Naming {
  accepted: DefinitionNames;
  condition: DefinitionCondition;
}

/**
 * Decides about the names of a definition.
 * @param others all definitions of its group, itself among them or not
 */
export function acceptNames(definition: LiveObject, others: readonly LiveObject[]): Naming {
  const { names: wanted = {} } = specOf(definition);
  const { acceptedNames: had = {} } = statusOf(definition);
  const taken = namesOf(others);
  const accepted: DefinitionNames = { ...had };
  let conflict: { reason: string; message: string } | undefined;
  for (const [field, reason] of CONFLICTS) {
    const name = wanted[field] ?? "";
    const among = field === "kind" || field === "listKind" ? taken.kinds : taken.resources;
    if (field === "kind" && shortNamesTaken(wanted, had, taken.resources).length > 0) {
      conflict = shortNamesConflict(shortNamesTaken(wanted, had, taken.resources));
    }
    if (name !== had[field] && among.has(name))
      conflict = { reason, message: `${quote(name)} is already in use` };
    else accepted[field] = name;
  }
  if (shortNamesTaken(wanted, had, taken.resources).length === 0)
    setList(accepted, "shortNames", wanted.shortNames);
  setList(accepted, "categories", wanted.categories);
  const condition: DefinitionCondition =
    conflict === undefined
      ? { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" }
      : { type: "NamesAccepted", status: "False", ...conflict };
  return { accepted, condition };
}

/** In the order in which they are looked at: the last conflict is the one that is told. */
const CONFLICTS = [
  ["plural", "PluralConflict"],
  ["singular", "SingularConflict"],
  ["kind", "KindConflict"],
  ["listKind", "ListKindConflict"],
] as const;

function setList(
  names: DefinitionNames,
  field: "shortNames" | "categories",
  list: string[] | undefined,
): void {
  if (list === undefined || list.length === 0) delete names[field];
  else names[field] = list;
}

function shortNamesTaken(
  { shortNames = [] }: DefinitionNames,
  { shortNames: had = [] }: DefinitionNames,
  taken: ReadonlySet<string>,
): string[] {
  return shortNames.filter((name) => !had.includes(name) && taken.has(name));
}

function shortNamesConflict(names: readonly string[]): { reason: string; message: string } {
  const texts = [...new Set(names.map((name) => `${quote(name)} is already in use`))];
  return {
    reason: "ShortNamesConflict",
    message: texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`,
  };
}

function namesOf(definitions: readonly LiveObject[]) {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const definition of definitions) {
    const { plural, singular, shortNames = [], kind, listKind } = statusOf(definition).acceptedNames ?? {};
    for (const name of [plural, singular, ...shortNames])
      if (name !== undefined && name !== "") resources.add(name);
    for (const name of [kind, listKind]) if (name !== undefined && name !== "") kinds.add(name);
  }
  return { resources, kinds };
}
