/** One operation of the engine under faults, in this process. */

import type { Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { get, remove } from "../../src/client/verbs.ts";
import { ProviderError } from "../../src/errors.ts";
import { faultsOn } from "./faults.ts";
import { type Key, keyText } from "./keys.ts";
import { differences, normalOf } from "./normal.ts";
import { type Operation, targetOf } from "./operations.ts";
import type { Injection, Proxy } from "./proxy.ts";
import { clientThrough } from "./servers.ts";

export interface OperationSweep {
  /** Past the proxy. */
  admin: Client;
  namespace: string;
  /** One attempt at a time goes through each. */
  proxies: readonly Proxy[];
  /** Which faults are tried. */
  pick: (all: Injection[]) => Injection[];
}

interface Tried {
  /** The object at the end, `undefined` when there is none. */
  end: unknown;
  created: string[];
  keys: Key[];
  /** What is wrong in any case. */
  problems: string[];
}

/**
 * Tries an operation under one fault after the other.
 * @returns how many, and what was not as it is without, a line each
 */
export async function sweepOperation(
  operation: Operation,
  { admin, namespace, proxies, pick }: OperationSweep,
): Promise<{ tried: number; problems: string[] }> {
  const [first] = proxies;
  if (first === undefined) throw new Error("there is no proxy");
  const place = { admin, namespace };
  const reference = await attempt(first, operation, { ...place, injections: [] });
  const problems = [...reference.problems];
  // Processes are killed elsewhere; here this would be our own.
  const all = reference.keys.flatMap((key) =>
    faultsOn(key)
      .filter(({ name, effect }) => effect.do !== "kill" && !isExcept(operation, name, key))
      .map((fault): Injection => ({ key, fault })),
  );
  const left = pick(all);
  const tried = left.length;
  const lane = async (proxy: Proxy): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const text = `${operation.name}: ${one.fault.name}@${keyText(one.key)}`;
      const found = await attempt(proxy, operation, { ...place, injections: [one] }).then(
        (result) => compared(reference, result),
        (error: unknown) => [`the second attempt failed: ${String(error)}`],
      );
      problems.push(...found.map((problem) => `${text}: ${problem}`));
    }
  };
  await Promise.all(proxies.map(lane));
  return { tried, problems };
}

function isExcept({ except }: Operation, fault: string, key: Key): boolean {
  return except !== undefined && except.fault === fault && except.request.test(keyText(key));
}

let objects = 0;

async function attempt(
  proxy: Proxy,
  operation: Operation,
  { admin, namespace, injections }: Pick<OperationSweep, "admin" | "namespace"> & { injections: Injection[] },
): Promise<Tried> {
  objects += 1;
  const name = `o${objects}x`;
  const straight = targetOf(operation, { client: admin, name, namespace });
  await operation.before?.(straight);
  const stalls = injections.some(({ fault }) => fault.effect.do === "stall");
  const passes = !stalls && injections.every(({ fault }) => fault.passing);
  const through: Target = { ...straight, client: clientThrough(proxy, stalls ? 2_000 : 60_000) };
  const problems: string[] = [];
  proxy.begin({ injections, name, kill: () => undefined });
  await operation.act(through).catch(async (error: unknown) => {
    if (!(error instanceof ProviderError)) problems.push(`the error is none of ours: ${String(error)}`);
    else if (passes) problems.push(`it was not got over: ${error.message}`);
    else if (stalls && !error.message.includes("no answer within 2 s"))
      problems.push(`it was not the answer that was waited for: ${error.message}`);
    // Another run has another client, and no fault.
    await operation.act({ ...through, client: clientThrough(proxy, 60_000) });
  });
  const traffic = await proxy.end();
  if (traffic.watches > 0) problems.push(`${traffic.watches} watches are open`);
  const live = await get(admin, straight.kind, straight);
  // The next attempts are not to wait for the controllers of many old objects.
  await remove(admin, straight.kind, straight, { propagationPolicy: "Background" });
  const end = live === undefined ? undefined : normalOf(live, name)?.value;
  return { end, created: traffic.created, keys: traffic.keys, problems };
}

function compared(reference: Tried, { end, created, problems }: Tried): string[] {
  const found = [...problems, ...differences({ object: reference.end }, { object: end })];
  if (created.length > reference.created.length)
    found.push(`it was created ${created.length} times, not ${reference.created.length}`);
  return found;
}
