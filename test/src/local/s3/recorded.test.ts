/** Status and code of every request of the comparison, as MinIO gave them when they were recorded. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import recorded from "./recorded.generated.json" with { type: "json" };
import { steps } from "./cases/index.ts";
import { codeOf, freshNames, perform } from "./exchange.ts";
import { serve, type Served } from "./serve.ts";

let server: Served;

beforeAll(async () => {
  server = await serve();
  Object.assign(server.names, freshNames());
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("every request is recorded, in this order", () => {
  expect(recorded.map(([what]) => what)).toEqual(steps.map(({ what }) => what));
});

test.each(steps.map((step, index) => [step.what, step, index] as const))("%s", async (_, step, index) => {
  const answer = await perform(step, server);
  const exception = step.differs && `${step.differs.status} ${step.differs.code ?? ""}`;
  expect(`${answer.status} ${codeOf(answer)}`).toBe(exception ?? recorded[index]?.[1] ?? "");
});

test("no request met a defect", () => {
  expect(server.defects).toEqual([]);
});
