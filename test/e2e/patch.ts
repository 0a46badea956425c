/** Patches of a ConfigMap of somebody else. */

import { expect } from "bun:test";
import type { Checkout } from "./checkout.ts";
import type { Live, World } from "./cluster.ts";
import { fresh, type Body } from "./fresh.ts";
import type { ResourceStep } from "./stack.ts";

/** Where it is. */
export function named(world: World, name = "theirs"): Body {
  return { namespace: world.name, name };
}

/** A patch of a ConfigMap. */
export function patch(
  id: string,
  metadata: Body,
  {
    kind = "ConfigMapPatch",
    data = { ours: "1" },
    ...options
  }: { kind?: string; data?: Body; [option: string]: unknown } = {},
): ResourceStep {
  return { kind, id, props: { metadata, data, ...options } };
}

/** A namespace with a ConfigMap of somebody else, and a checkout. */
export async function withTheirs(): Promise<{ world: World; checkout: Checkout; theirs: Live }> {
  const { world, checkout } = await fresh();
  const theirs = await world.make("ConfigMap", "theirs", { data: { theirs: "1" } });
  return { world, checkout, theirs };
}

/** Our field managers of an object. */
export const managers = (live: Live | undefined): string[] =>
  (live?.metadata.managedFields ?? []).flatMap(({ manager }) =>
    manager.startsWith("alchemy-") ? manager : [],
  );

/** Expects that nothing of us is left, neither in state nor on the object, which is the same as ever. */
export async function expectGivenUp(checkout: Checkout, world: World, theirs: Live): Promise<void> {
  const live = await world.live("ConfigMap", theirs.metadata.name);
  expect(live?.metadata.uid).toBe(theirs.metadata.uid);
  expect(live?.data).toEqual(theirs.data ?? {});
  expect(live?.metadata.labels ?? {}).toEqual({});
  expect(managers(live)).toEqual([]);
  expect(await checkout.state()).toEqual({});
}
