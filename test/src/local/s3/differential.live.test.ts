/** The same requests to MinIO and to the embedded server: equal answers, but for the named exceptions. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { liveServer } from "../../s3/live-server.ts";
import { steps } from "./cases/index.ts";
import { type Answer, codeOf, comparable, freshNames, perform, type Target } from "./exchange.ts";
import { serve, type Served } from "./serve.ts";

const real: Target = { endpoint: liveServer.endpoint, keys: liveServer, names: freshNames() };
const recorded = JSON.parse(readFileSync(new URL("recorded.generated.json", import.meta.url), "utf8")) as [
  string,
  string,
][];
let embedded: Served;

beforeAll(async () => {
  embedded = await serve();
  Object.assign(embedded.names, real.names);
});

afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
});

test("there are enough of them, and few exceptions, each with its reason", () => {
  const exceptions = steps.filter(({ differs }) => differs !== undefined);
  expect(steps.length).toBeGreaterThan(600);
  expect(exceptions.length / steps.length).toBeLessThan(0.05);
});

test.each(steps.map((step, index) => [step.what, step, index] as const))("%s", async (_, step, index) => {
  const answers: Answer[] = [];
  for (const target of [real, embedded]) answers.push(comparable(await perform(step, target), step.ignore));
  const [wanted, got] = answers as [Answer, Answer];
  expect(`${wanted.status} ${codeOf(wanted)}`).toBe(recorded[index]?.[1] ?? "not recorded");
  if (step.differs === undefined) expect(got).toEqual(wanted);
  else expect([got.status, codeOf(got)]).toEqual([step.differs.status, step.differs.code ?? ""]);
});

test("the embedded server met no defect of its own", () => {
  expect(embedded.defects).toEqual([]);
});
