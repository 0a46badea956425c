/** The list of a definition's versions, and of those in which objects may be kept. */

import type { Manifest } from "../../model/object.ts";
import { dnsLabel1035 } from "../kinds/names.ts";
import { invalid } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import { statusOf } from "./definition.ts";
import type { DefinitionVersion, InternalSpec } from "./definition.ts";
import { shownVersions } from "./go-struct.ts";

/** Finds what is wrong with the versions together. */
export function versionListErrors({ versions }: InternalSpec): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set(versions.map(({ name }) => name));
  const shown = shownVersions(versions);
  if (names.size < versions.length)
    errors.push(invalid("spec.versions", shown, "must contain unique version names"));
  if (versions.filter(({ storage }) => storage === true).length !== 1)
    errors.push(invalid("spec.versions", shown, "must have exactly one version marked as storage version"));
  // The version of before there were several, which is the first one.
  const [{ name = "" } = {}] = versions;
  const wrong = versions.length === 0 ? [] : dnsLabel1035(name);
  if (wrong.length > 0) errors.push(invalid("spec.version", name, wrong.join(",")));
  return errors;
}

/** Finds versions that are missing from those in which objects are or were kept. */
export function storedVersionErrors(definition: Manifest, versions: DefinitionVersion[]): FieldError[] {
  const { storedVersions = [] } = statusOf(definition);
  const path = "status.storedVersions";
  if (storedVersions.length === 0) return [invalid(path, null, "must have at least one stored version")];
  const missing = versions.filter(
    ({ storage, name = "" }) => storage === true && !storedVersions.includes(name),
  );
  return [
    ...missing.map(({ name }) => invalid(path, storedVersions, `must have the storage version ${name}`)),
    ...storedVersions.flatMap((name, index) =>
      versions.some((version) => version.name === name)
        ? []
        : [
            invalid(
              `${path}[${index}]`,
              name,
              `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
            ),
          ],
    ),
  ];
}
