/** Which resource of a run is about which object. */

import type { Scope } from "alchemy";
import { describeTarget, type Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { ProviderError } from "../../src/errors.ts";
import { objectPath } from "../../src/model/kind.ts";

const resources = new WeakMap<Client, Map<string, string>>();
const objects = new WeakMap<Scope, Map<string, Target>>();

/**
 * Notes that a resource is about an object, and about no other.
 * @throws {ProviderError} `usage` when another one of the same run is: both adopting, they would take it from each other in turns;
 *   or when this one was about another object in this run: the former one would be deleted when it ends
 */
export function claim(scope: Scope, id: string, target: Target): void {
  const known = entriesOf(resources, target.client);
  const path = objectPath(target.kind, target);
  const fqn = scope.fqn(id);
  const other = known.get(path);
  known.set(path, fqn);
  if (other !== undefined && other !== fqn) {
    throw new ProviderError("usage", `two resources of this run are about it: ${other} and ${fqn}`, {
      object: describeTarget(target),
      advice: "Give one of them another name, or remove it.",
    });
  }
  const claimed = entriesOf(objects, scope);
  const before = claimed.get(id) ?? target;
  claimed.set(id, before);
  if (isSame(before, target)) return;
  throw new ProviderError("usage", `the resource ${fqn} of this run is ${describeTarget(before)} already`, {
    object: describeTarget(target),
    advice: "Give one of both another id.",
  });
}

function isSame(a: Target, b: Target): boolean {
  return (
    a.client.connection.server === b.client.connection.server &&
    objectPath(a.kind, a) === objectPath(b.kind, b)
  );
}

function entriesOf<K extends object, V>(all: WeakMap<K, Map<string, V>>, key: K): Map<string, V> {
  const entries = all.get(key) ?? new Map<string, V>();
  all.set(key, entries);
  return entries;
}
