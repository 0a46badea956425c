import { afterAll, expect } from "bun:test";
import { testClient } from "./client-suite.ts";
import { serve } from "./serve.ts";

const server = await serve();

testClient(server);

afterAll(async () => {
  expect(server.defects).toEqual([]);
  await server[Symbol.asyncDispose]();
});
