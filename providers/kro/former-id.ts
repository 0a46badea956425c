/**
 * Ids of earlier versions, which joined namespace and name by a hyphen, so that `shop` and `eu-web` became what `shop-eu` and `web`
 * became. What state has under such an id stays there: under a new one it would be a second resource, and the first be deleted.
 */

import type { Scope } from "alchemy";
import { earlierRun } from "../kubernetes/earlier.ts";
import { joinedId, type Place } from "./resource-type.ts";

/**
 * The id of an object's resource without its prefix: the one that state has it under, else one that no other object has.
 * @param prefix of the ids of its kind
 */
export async function idInState(
  scope: Scope,
  prefix: string,
  object: Place & { kind: string },
): Promise<string> {
  const id = joinedId(object);
  const former = formerId(object);
  if (former === id || !(await idsIn(scope)).has(`${prefix}-${former}`)) return id;
  const { checkpoint } = await earlierRun(scope, `${prefix}-${former}`);
  const ref = checkpoint?.refs.at(-1)?.ref;
  const isIt =
    ref?.kind === object.kind &&
    ref.name === object.name &&
    // Objects of the whole cluster have none, also where their instance has one.
    (ref.namespace === undefined || ref.namespace === object.namespace);
  return isIt ? former : id;
}

function formerId({ namespace, name }: Place): string {
  return (namespace === undefined ? name : `${namespace}-${name}`).replaceAll(/[/:]/g, "-");
}

const known = new WeakMap<Scope, Promise<ReadonlySet<string>>>();

/** Once per scope: this version makes no such id. */
function idsIn(scope: Scope): Promise<ReadonlySet<string>> {
  const ids = known.get(scope) ?? scope.state.list().then((list) => new Set(list));
  known.set(scope, ids);
  return ids;
}
