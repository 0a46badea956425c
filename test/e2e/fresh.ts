/** What most tests begin with. */

import { checkOut, type Checkout } from "./checkout.ts";
import { newWorld, type World } from "./cluster.ts";

/** Some part of a manifest. */
export type Body = Record<string, unknown>;

/** A namespace and a checkout of a test's own. */
export async function fresh(): Promise<{ world: World; checkout: Checkout }> {
  const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
  return { world, checkout };
}

/** Metadata of an object in the namespace. */
export function at({ name: namespace }: Pick<World, "name">, name = "web", more: Body = {}): Body {
  return { namespace, name, ...more };
}
