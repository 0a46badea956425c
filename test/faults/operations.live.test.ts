/**
 * Operations of the engine on one object × faults at each of their requests: tried once with the fault, and once more when that
 * failed, they end as they do without; nothing is created twice, and no watch stays open. A sample of `npm run test:faults`.
 */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { newNamespace } from "../src/client/cluster.ts";
import { sweepOperation } from "./attempt.ts";
import { OPERATIONS } from "./operations.ts";
import { randomOf, sampleOf, seedOf } from "./plan.ts";
import { keyText } from "./keys.ts";
import type { Injection, Proxy } from "./proxy.ts";
import { adminClient, openProxy } from "./servers.ts";

setDefaultTimeout(180_000);

const SAMPLE = 12;

/** What was wrong once. */
const ALWAYS = [
  /^adopting a ConfigMap: (?:reset-after|504-after|stall-after)@json-patch .* #1$/,
  /^replacing a RoleBinding: (?:reset-after|504-after)@apply .* #1$/,
  /^deleting a (?:ConfigMap|Deployment): 409@delete .* #1$/,
  /^changing a port: stall-after@get .* #1$/,
];
const seed = seedOf();
const admin = adminClient();
const namespace = await newNamespace(admin);
const proxies: Proxy[] = await Promise.all([openProxy(), openProxy(), openProxy(), openProxy()]);
afterAll(() => {
  for (const proxy of proxies) proxy.close();
});

test.each(OPERATIONS.map((operation, index) => [operation.name, operation, index] as const))(
  `%s gets over faults at its requests (seed ${seed})`,
  async (_name, operation, index) => {
    const random = randomOf(seed + index);
    const text = ({ fault, key }: Injection): string => `${operation.name}: ${fault.name}@${keyText(key)}`;
    const isFixed = (injection: Injection): boolean =>
      ALWAYS.some((pattern) => pattern.test(text(injection)));
    const pick = (all: Injection[]): Injection[] => {
      const fixed = all.filter(isFixed);
      return [
        ...fixed,
        ...sampleOf(
          all.filter((one) => !isFixed(one)),
          SAMPLE,
          random,
        ),
      ];
    };
    const { tried, problems } = await sweepOperation(operation, { admin, namespace, proxies, pick });
    expect(problems).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(SAMPLE);
  },
);
