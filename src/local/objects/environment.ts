/** What reading and writing objects works with. Types, and what every write asks of a kind. */

import type { LiveObject, Manifest } from "../../model/object.ts";
import { apiVersionOf, type Kind } from "../../model/kind.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Kinds, RuleContext, ServedKind } from "../kinds/served-kind.ts";
import { notFound, type Refused, type StatusError } from "../status.ts";

/** What reading and writing works with: the store, the kinds in it, time and chance. */
export interface Environment extends RuleContext {
  kinds: Kinds;
  /**
   * Refuses what a kind's own rules have nothing against: quotas.
   * @throws {StatusError}
   */
  admit?: (resource: string, object: Manifest, previous?: LiveObject) => void;
}

/** One object of a kind. */
export interface Target {
  namespace?: string;
  name: string;
}

/** Where an object is, of its kind. */
export function targetOf({ metadata: { name, namespace } }: Manifest): Target {
  return namespace === undefined ? { name } : { namespace, name };
}

/** How refusals name an object. */
export function refused({ group, plural }: Pick<Kind, "group" | "plural">, name: string): Refused {
  return { group, plural, name };
}

/** @throws {StatusError} 404 when there is none */
export function existing(environment: Environment, kind: ServedKind, target: Target): LiveObject {
  const found = stored(environment, kind, target);
  if (found === undefined) throw absent(kind, target.name);
  return found;
}

/** In the storage version. */
export function stored({ store }: Environment, kind: ServedKind, target: Target): LiveObject | undefined {
  return store.get(kind.resource, kind.namespaced ? target.namespace : undefined, target.name);
}

/** The refusal of what is not there. */
export function absent(kind: ServedKind, name: string): StatusError {
  return notFound(refused(kind, name));
}

/** An object in the version in which its kind is kept. Shares everything that is the same. */
export function toStorage<T extends Manifest>(kind: ServedKind, object: T): T {
  if (isKept(kind)) return object;
  const { resource, storageVersion, conversion } = kind;
  const converted = conversion?.toStorage(object as JsonObject) ?? object;
  // A kind may be kept as that of another group.
  const group = resource.slice(0, resource.indexOf("/"));
  return Object.assign({} as T, converted, { apiVersion: apiVersionOf({ group, version: storageVersion }) });
}

/** An object of the storage version in the version of a kind. Shares everything that is the same. */
export function fromStorage<T extends Manifest>(kind: ServedKind, object: T): T {
  if (isKept(kind)) return object;
  const converted = kind.conversion?.fromStorage(object as JsonObject) ?? object;
  return Object.assign({} as T, converted, { apiVersion: apiVersionOf(kind) });
}

/** Whether objects are kept in this version. */
export function isKept({ version, storageVersion, conversion }: ServedKind): boolean {
  return version === storageVersion && conversion === undefined;
}
