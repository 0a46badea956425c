/**
 * Operations of the engine on one object × faults at each of their requests: tried once with the fault, and once more when that
 * failed, they end as they do without; nothing is created twice, and no watch stays open. A sample of `npm run test:faults`.
 */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { liveClient, newNamespace } from "../src/client/cluster.ts";
import { sweepOperation } from "./attempt.ts";
import { OPERATIONS } from "./operations.ts";
import { randomOf, sampleOf, seedOf } from "./plan.ts";
import type { Proxy } from "./proxy.ts";
import { openProxy } from "./servers.ts";

setDefaultTimeout(180_000);

const SAMPLE = 14;
const seed = seedOf();
const admin = liveClient();
const namespace = await newNamespace(admin);
const proxies: Proxy[] = await Promise.all([openProxy(), openProxy(), openProxy(), openProxy()]);
afterAll(() => {
  for (const proxy of proxies) proxy.close();
});

test.each(OPERATIONS.map((operation, index) => [operation.name, operation, index] as const))(
  `%s gets over faults at its requests (seed ${seed})`,
  async (_name, operation, index) => {
    const random = randomOf(seed + index);
    const pick = <T>(all: T[]): T[] => sampleOf(all, SAMPLE, random);
    const { tried, problems } = await sweepOperation(operation, { admin, namespace, proxies, pick });
    expect(problems).toEqual([]);
    expect(tried).toBe(SAMPLE);
  },
);
