/** Every function of kro's environment, by name. @see https://kro.run/docs/docs/concepts/rgd/cel-expressions */

import { ENCODERS, JSON_LIBRARY } from "./library/encoders.ts";
import { HASHES, RANDOM } from "./library/hashes.ts";
import { KRO_LISTS, KUBERNETES_LISTS, LISTS } from "./library/lists.ts";
import { MAPS } from "./library/maps.ts";
import { NETWORKS } from "./library/networks.ts";
import { OPERATORS } from "./library/operators.ts";
import { OPTIONALS } from "./library/optionals.ts";
import { QUANTITIES } from "./library/quantities.ts";
import { REGEX } from "./library/regex.ts";
import { RUNTIME_LIBRARY } from "./library/runtime.ts";
import { SEMVER } from "./library/semver.ts";
import { STANDARD } from "./library/standard.ts";
import { STRINGS } from "./library/strings.ts";
import { TIMES } from "./library/times.ts";
import { URLS } from "./library/urls.ts";
import { overloadsOf } from "./signature.ts";
import type { Library, Overload } from "./signature.ts";

/** `omit()` is not among them: kro 0.9 refuses it unless a feature gate is open that is not by default. */
const LIBRARIES = [
  OPERATORS,
  STANDARD,
  TIMES,
  LISTS,
  STRINGS,
  OPTIONALS,
  ENCODERS,
  KUBERNETES_LISTS,
  URLS,
  REGEX,
  QUANTITIES,
  NETWORKS,
  SEMVER,
  RANDOM,
  MAPS,
  JSON_LIBRARY,
  HASHES,
  KRO_LISTS,
  RUNTIME_LIBRARY,
];

/** The ways to call a function; none where it does not exist. */
export type Functions = (name: string) => readonly Overload[];

function tableOf(libraries: readonly Library[]): Map<string, Overload[]> {
  return Map.groupBy(libraries.flat().flatMap(overloadsOf), (overload) => overload.name);
}

let table: Map<string, Overload[]> | undefined;

/** The functions of kro's environment. */
export const overloadsNamed: Functions = (name) => {
  table ??= tableOf(LIBRARIES);
  return table.get(name) ?? [];
};

/** The functions of kro's environment and of others, for environments that have more. */
export function functionsWith(libraries: readonly Library[]): Functions {
  const more = tableOf(libraries);
  return (name) => [...overloadsNamed(name), ...(more.get(name) ?? [])];
}

/** Whether there is a function of this name. */
export function isFunction(name: string): boolean {
  return overloadsNamed(name).length > 0;
}
