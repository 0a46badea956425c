/** What becomes of a bucket when its server, the way to it, or what the app says of deleting changes. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createBucket, findBucket } from "../../../src/s3/bucket.ts";
import { connect, type S3 } from "../../../src/s3/client.ts";
import { removeBucket } from "../../../src/s3/remove.ts";
import type { BucketProps } from "../../../providers/minio/index.ts";
import { connectLive, freshName, liveServer, removeLeftovers } from "../../src/s3/live-server.ts";
import { checkOut } from "./program.ts";
import { startServer } from "./second-server.ts";

setDefaultTimeout(60_000);
afterAll(removeLeftovers);

type Env = Record<string, string | undefined>;

const s3 = await connectLive();
const NOWHERE = "http://127.0.0.1:1";
const FORGET = { onUnreachable: "forget" } as const;

let other: Awaited<ReturnType<typeof startServer>>;
let otherS3: S3;
beforeAll(async () => {
  other = await startServer(process.env["CONTROL_PLANE_MINIO"] ?? "");
  otherS3 = await connect({ ...liveServer, endpoint: other.endpoint });
});
afterAll(() => other[Symbol.asyncDispose]());

async function has(server: S3, name: string): Promise<boolean> {
  return (await findBucket(server, name)).created !== undefined;
}

/** What the second run has, and what comes of it. */
interface Row {
  what: string;
  env?: () => Env;
  props?: () => BucketProps;
  prepare?: (name: string) => Promise<unknown>;
  /** Words of the error; or where the bucket is then. */
  outcome: string[] | "here" | "there";
}

const rows: Row[] = [
  { what: "nothing", outcome: "here" },
  {
    what: "the environment's address, of another server",
    env: () => ({ MINIO_ENDPOINT: other.endpoint }),
    outcome: ["it was deployed to", "--stage"],
  },
  {
    what: "the bucket's address, of another server",
    props: () => ({ endpoint: other.endpoint }),
    outcome: "there",
  },
  {
    what: "the server: it is gone",
    env: () => ({ MINIO_ENDPOINT: NOWHERE }),
    outcome: ["it was deployed to"],
  },
  {
    what: "the keys: they are not set",
    env: () => ({ MINIO_ACCESS_KEY: undefined }),
    outcome: ["MINIO_ACCESS_KEY is not set"],
  },
  {
    what: "the keys: they are refused",
    env: () => ({ MINIO_SECRET_KEY: "refused-key" }),
    outcome: ["refused the credentials"],
  },
  {
    what: "the server: it was made anew, with somebody else's bucket",
    prepare: async (name) => {
      await removeBucket(s3, name, { force: false });
      await Bun.sleep(1_100);
      await createBucket(s3, name, { since: (await findBucket(s3, name)).time });
    },
    outcome: ["adopt: true"],
  },
];

describe("what changed:", () => {
  test.concurrent.each(rows)("$what", async ({ env, props, prepare, outcome }) => {
    await using program = await checkOut();
    const name = freshName("target");
    expect((await program.up({ buckets: { [name]: {} } })).code).toBe(0);
    await prepare?.(name);
    const before = (await findBucket(s3, name)).created;
    const run = await program.up(
      { buckets: { [name]: props?.() ?? {} } },
      env === undefined ? {} : { env: env() },
    );
    if (Array.isArray(outcome)) {
      expect(run.code, run.output).toBe(1);
      for (const text of outcome) expect(run.output).toContain(text);
    } else expect(run.code, run.output).toBe(0);
    expect((await findBucket(s3, name)).created).toBe(outcome === "there" ? undefined : before);
    expect(await has(otherS3, name)).toBe(outcome === "there");
    expect((await program.destroy()).code).toBe(0);
    expect(await program.state()).toEqual({});
    expect([await has(s3, name), await has(otherS3, name)]).toEqual([prepare !== undefined, false]);
  });
});

const losses: [what: string, server: "gone" | "here", env: Env, forgotten: boolean][] = [
  ["nothing listens there", "gone", {}, true],
  ["the keys are not set", "here", { MINIO_ACCESS_KEY: undefined }, true],
  ["the keys are refused: it answers", "here", { MINIO_SECRET_KEY: "refused-key" }, false],
];

describe("a server that cannot be reached at destroy, because", () => {
  test.concurrent.each(losses)("%s", async (_what, server, env, forgotten) => {
    await using program = await checkOut();
    await using own =
      server === "gone" ? await startServer(process.env["CONTROL_PLANE_MINIO"] ?? "") : undefined;
    const name = freshName("lost");
    const endpoint = own?.endpoint ?? liveServer.endpoint;
    expect((await program.up({ buckets: { [name]: {} } }, { env: { MINIO_ENDPOINT: endpoint } })).code).toBe(
      0,
    );
    await own?.[Symbol.asyncDispose]();
    expect((await program.up({}, { env })).code).toBe(1);
    expect(Object.keys(await program.state())).toHaveLength(1);
    const run = await program.up({ app: { minio: { delete: FORGET } } }, { env });
    expect(run.code, run.output).toBe(forgotten ? 0 : 1);
    expect(Object.keys(await program.state())).toHaveLength(forgotten ? 0 : 1);
    if (forgotten) expect(run.output).toContain(`WARN Bucket ${name}: forgotten, not deleted`);
    if (!forgotten) expect((await program.destroy()).code).toBe(0);
    if (forgotten && server === "here") expect(await has(s3, name)).toBe(true);
  });

  test.concurrent("a move away from it is refused, and made with onUnreachable: forget", async () => {
    await using program = await checkOut();
    await using own = await startServer(process.env["CONTROL_PLANE_MINIO"] ?? "");
    const name = freshName("leave");
    expect((await program.up({ buckets: { [name]: { endpoint: own.endpoint } } })).code).toBe(0);
    await own[Symbol.asyncDispose]();
    const here = { endpoint: liveServer.endpoint };
    const refused = await program.up({ buckets: { [name]: here } });
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toContain("cannot be reached");
    expect(await has(s3, name)).toBe(false);
    const moved = await program.up({ buckets: { [name]: { ...here, delete: FORGET } } });
    expect(moved.code, moved.output).toBe(0);
    expect(await has(s3, name)).toBe(true);
    expect((await program.destroy()).code).toBe(0);
    expect(await program.state()).toEqual({});
    expect(await has(s3, name)).toBe(false);
  });
});

test("delete: false of the app keeps buckets, and what was kept is adopted", async () => {
  await using program = await checkOut();
  await using adopter = await checkOut();
  const name = freshName("kept");
  expect((await program.up({ buckets: { [name]: { tags: { a: "1" } } } })).code).toBe(0);
  const kept = await program.up({ app: { minio: { delete: false } } });
  expect(kept.code, kept.output).toBe(0);
  expect(kept.output).toContain(`Bucket ${name} is kept (delete: false)`);
  expect(await program.state()).toEqual({});
  expect(await has(s3, name)).toBe(true);
  expect((await adopter.up({ buckets: { [name]: {} } })).output).toContain("adopt: true");
  expect((await adopter.up({ buckets: { [name]: { adopt: true } } })).code).toBe(0);
  expect((await adopter.destroy()).code).toBe(0);
  expect(await has(s3, name)).toBe(false);
});
