import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { findBucket } from "../../../src/s3/bucket.ts";
import { connect } from "../../../src/s3/client.ts";
import {
  connectLive,
  freshName,
  liveServer,
  putObject,
  removeLeftovers,
  startProxy,
} from "../../src/s3/live-server.ts";
import { checkOut } from "./program.ts";
import { startServer } from "./second-server.ts";

setDefaultTimeout(60_000);
afterAll(removeLeftovers);

const s3 = await connectLive();

async function createdOf(name: string): Promise<string | undefined> {
  return (await findBucket(s3, name)).created;
}

test("missing keys are one error, before any request", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const name = freshName("keyless");
  const env = { MINIO_ENDPOINT: proxy.endpoint, MINIO_ACCESS_KEY: undefined, MINIO_SECRET_KEY: "" };
  const outcome = await program.up({ buckets: { [name]: {} } }, { env });
  expect(outcome.code).toBe(1);
  expect(outcome.output).toContain("MINIO_ACCESS_KEY and MINIO_SECRET_KEY are not set");
  expect(proxy.seen).toEqual([]);
});

test("credentials in the app's options serve deploy and destroy, and are nowhere in state", async () => {
  await using program = await checkOut();
  const name = freshName("option");
  const env = { MINIO_ENDPOINT: undefined, MINIO_ACCESS_KEY: undefined, MINIO_SECRET_KEY: undefined };
  const app = { minio: liveServer };
  expect((await program.up({ app, buckets: { [name]: {} } }, { env })).code).toBe(0);
  expect(Object.values(await program.state()).join()).not.toContain(liveServer.secretKey);
  expect((await program.up({ app }, { env })).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
  expect(await program.state()).toEqual({});
});

test("credentials in props are kept encrypted, and need a password", async () => {
  await using program = await checkOut();
  const name = freshName("inline");
  const env = {
    MINIO_ACCESS_KEY: undefined,
    MINIO_SECRET_KEY: undefined,
    A: liveServer.accessKey,
    S: liveServer.secretKey,
  };
  const stack = { buckets: { [name]: {} }, secrets: { [name]: { accessKey: "A", secretKey: "S" } } };
  const refused = await program.up(stack, { env });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("ALCHEMY_PASSWORD");
  expect(await createdOf(name)).toBeUndefined();
  const withPassword = { env: { ...env, ALCHEMY_PASSWORD: "pw" } };
  expect((await program.up(stack, withPassword)).code).toBe(0);
  expect(Object.values(await program.state()).join()).not.toContain(liveServer.secretKey);
  expect((await program.up(stack, withPassword)).output).toContain("[skipped]");
  expect((await program.destroy(withPassword)).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
});

test("one key in props and the other in the environment: state keeps only the first", async () => {
  await using program = await checkOut();
  const name = freshName("half");
  const { accessKey, secretKey } = liveServer;
  const env = {
    MINIO_ACCESS_KEY: undefined,
    MINIO_SECRET_KEY: secretKey,
    A: accessKey,
    ALCHEMY_PASSWORD: "pw",
  };
  const stack = { buckets: { [name]: {} }, secrets: { [name]: { accessKey: "A" } } };
  expect((await program.up(stack, { env })).code).toBe(0);
  const keyless = await program.destroy({ env: { ...env, MINIO_SECRET_KEY: undefined } });
  expect(keyless.code).toBe(1);
  expect(keyless.output).toContain("MINIO_SECRET_KEY is not set");
  expect(await createdOf(name)).toBeDefined();
  expect((await program.destroy({ env })).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
});

test("moved between two servers with keys of their own", async () => {
  await using program = await checkOut();
  const keys = { accessKey: "another-user", secretKey: "another-password" };
  await using other = await startServer(process.env["CONTROL_PLANE_MINIO"] ?? "", keys);
  const there = await connect({ ...keys, endpoint: other.endpoint });
  const name = freshName("own-keys");
  const env = {
    MINIO_ACCESS_KEY: undefined,
    MINIO_SECRET_KEY: undefined,
    ALCHEMY_PASSWORD: "pw",
    A1: liveServer.accessKey,
    S1: liveServer.secretKey,
    A2: keys.accessKey,
    S2: keys.secretKey,
  };
  const at = (server: 1 | 2, props = {}) => ({
    buckets: { [name]: { endpoint: server === 1 ? liveServer.endpoint : other.endpoint, ...props } },
    secrets: { [name]: { accessKey: `A${server}`, secretKey: `S${server}` } },
  });
  expect((await program.up(at(1), { env })).code).toBe(0);
  await putObject(s3, name, "x");
  const refused = await program.up(at(2), { env });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("loses 1 object");
  // The former keys are still known when the props that held them are not.
  const moved = await program.up(at(2, { allowDataLoss: true }), { env });
  expect(moved.code, moved.output).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
  expect((await findBucket(there, name)).created).toBeDefined();
  const state = Object.values(await program.state()).join();
  for (const { secretKey } of [keys, liveServer]) expect(state).not.toContain(secretKey);
});

test("no key is printed, whatever goes wrong", async () => {
  await using program = await checkOut();
  const name = freshName("canary");
  const secret = "CANARY-secret-key";
  for (const wrong of [
    { MINIO_SECRET_KEY: secret },
    { MINIO_ACCESS_KEY: secret },
    { MINIO_SECRET_KEY: secret, MINIO_ENDPOINT: "http://127.0.0.1:1" },
  ]) {
    const outcome = await program.up({ buckets: { [name]: { publicRead: true } } }, { env: wrong });
    expect(outcome.code).toBe(1);
    expect(outcome.output).not.toContain("CANARY");
  }
  expect(Object.values(await program.state()).join()).not.toContain("CANARY");
});

test("invalid names and contradictions are refused before any request", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const env = { MINIO_ENDPOINT: proxy.endpoint };
  for (const [id, props, message] of [
    ["Bad_Name", {}, "lower-case letters"],
    ["fine", { publicRead: true, policy: null }, "either `publicRead` or `policy`"],
    ["a/b", { name: "fine" }, "slash"],
  ] as const) {
    const outcome = await program.up({ buckets: { [id]: props } }, { env });
    expect(outcome.code).toBe(1);
    expect(outcome.output).toContain(message);
  }
  expect(proxy.seen).toEqual([]);
});
