/** What a pod asks of a node and may use at most. Pure. */

import { NOTHING, plus as added, quantityOf, type Quantity } from "./amounts.ts";
import type { Pod } from "./kinds.ts";

type Container = NonNullable<Pod["spec"]["containers"]>[number];
type Side = "requests" | "limits";

function listed(list: Readonly<Record<string, string>> | undefined): Map<string, Quantity> {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));
}

function plus(a: ReadonlyMap<string, Quantity>, b: ReadonlyMap<string, Quantity>): Map<string, Quantity> {
  const names = new Set([...a.keys(), ...b.keys()]);
  return new Map([...names].map((name) => [name, added(a.get(name) ?? NOTHING, b.get(name) ?? NOTHING)]));
}

function larger(a: ReadonlyMap<string, Quantity>, b: ReadonlyMap<string, Quantity>): Map<string, Quantity> {
  const result = new Map(a);
  for (const [name, amount] of b) if (amount.nano > (result.get(name)?.nano ?? 0n)) result.set(name, amount);
  return result;
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === "Always";
}

/**
 * Requests or limits of a whole pod: its containers together with the sidecars, or one init container with the sidecars started
 * before it if that is more.
 */
export function podResources({ spec }: Pick<Pod, "spec">, side: Side): Map<string, Quantity> {
  const of = ({ resources }: Container): Map<string, Quantity> => listed(resources?.[side]);
  let sidecars = new Map<string, Quantity>();
  let starting = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    const together = plus(sidecars, of(container));
    starting = larger(starting, together);
    if (isSidecar(container)) sidecars = together;
  }
  const running = spec.containers.reduce((total, container) => plus(total, of(container)), sidecars);
  const containers = larger(running, starting);
  // What the pod says as a whole goes before what its containers say.
  const whole = new Map([...containers, ...listed(spec.resources?.[side])]);
  return plus(whole, listed(spec.overhead));
}
