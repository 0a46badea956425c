/** Which resource of a run is about which object. */

import { describeTarget, type Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { ProviderError } from "../../src/errors.ts";
import { objectPath } from "../../src/model/kind.ts";

const claims = new WeakMap<Client, Map<string, string>>();

/**
 * Notes that a resource is about an object.
 * @throws {ProviderError} `usage` when another one of the same run is: both adopting, they would take it from each other in turns
 */
export function claim(target: Target, fqn: string): void {
  const known = claims.get(target.client) ?? new Map<string, string>();
  claims.set(target.client, known);
  const path = objectPath(target.kind, target);
  const other = known.get(path);
  known.set(path, fqn);
  if (other === undefined || other === fqn) return;
  throw new ProviderError("usage", `two resources of this run are about it: ${other} and ${fqn}`, {
    object: describeTarget(target),
    advice: "Give one of them another name, or remove it.",
  });
}
