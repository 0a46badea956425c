/**
 * Operations of the engine on one object × faults at each of their requests: tried once with the fault, and once more when that
 * failed, they end as they do without; nothing is created twice, and no watch stays open. A sample of `npm run test:faults`.
 */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { newNamespace } from "../src/client/cluster.ts";
import { randomOf, sampleOf, seedOf } from "../support/random.ts";
import { sweepOperation } from "./attempt.ts";
import { OPERATIONS } from "./operations.ts";
import type { FaultName } from "./faults.ts";
import { keyText } from "./keys.ts";
import type { Injection, Proxy } from "./proxy.ts";
import { adminClient, openProxy } from "./servers.ts";

setDefaultTimeout(180_000);

const SAMPLE = 12;

/** What was wrong once, by operation: which faults at which request. */
const ALWAYS: Record<string, { faults: FaultName[]; request: RegExp }> = {
  "adopting a ConfigMap": {
    faults: ["reset-after", "504-after", "stall-after"],
    request: /^json-patch .* #1$/,
  },
  "replacing a RoleBinding": { faults: ["reset-after", "504-after"], request: /^apply .* #1$/ },
  "deleting a ConfigMap": { faults: ["409"], request: /^delete .* #1$/ },
  "deleting a Deployment": { faults: ["409"], request: /^delete .* #1$/ },
  "changing a port": { faults: ["stall-after"], request: /^get .* #1$/ },
  "searching a namespace": {
    faults: ["401", "409", "410", "422", "500-no-reason"],
    request: /^list .*\/configmaps #1$/,
  },
};
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
    const { faults = [], request = /^$/ } = ALWAYS[operation.name] ?? {};
    const isFixed = ({ fault, key }: Injection): boolean =>
      faults.includes(fault.name) && request.test(keyText(key));
    let fixed: Injection[] = [];
    const pick = (all: Injection[]): Injection[] => {
      fixed = all.filter(isFixed);
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
    expect(new Set(fixed.map(({ fault }) => fault.name)), "what was wrong once").toEqual(new Set(faults));
    expect(tried).toBeGreaterThanOrEqual(SAMPLE);
  },
);

test("what was wrong once is of operations that there are", () => {
  const names = OPERATIONS.map(({ name }) => name);
  expect(Object.keys(ALWAYS).filter((name) => !names.includes(name))).toEqual([]);
});
