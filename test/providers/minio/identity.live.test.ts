import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { createBucket, findBucket } from "../../../src/s3/bucket.ts";
import { countContents, describeContents } from "../../../src/s3/contents.ts";
import { differences, hasObjectLock } from "../../../src/s3/converge.ts";
import { connect } from "../../../src/s3/client.ts";
import { publicReadPolicy } from "../../../src/s3/policy.ts";
import {
  connectLive,
  freshName,
  liveServer,
  putObject,
  removeLeftovers,
  startProxy,
  writes,
} from "../../src/s3/live-server.ts";
import { checkOut } from "./program.ts";
import { startServer } from "./second-server.ts";

setDefaultTimeout(60_000);
afterAll(removeLeftovers);

const s3 = await connectLive();
const secondServer = process.env["CONTROL_PLANE_MINIO"];

async function createdOf(name: string): Promise<string | undefined> {
  return (await findBucket(s3, name)).created;
}

async function createByHand(name: string, objectLock = false): Promise<string> {
  return createBucket(s3, name, { since: (await findBucket(s3, name)).time, objectLock });
}

test("a bucket of somebody else is refused, left alone by destroy, and adopted on demand", async () => {
  await using program = await checkOut();
  const name = freshName("foreign");
  await createByHand(name);
  const refused = await program.up({ buckets: { [name]: { publicRead: true } } });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("adopt: true");
  expect(await differences(s3, name, { policy: null })).toEqual([]);
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBeDefined();

  const adopted = await program.up({ buckets: { [name]: { publicRead: true, adopt: true } } });
  expect(adopted.code).toBe(0);
  expect(await differences(s3, name, { policy: publicReadPolicy(name) })).toEqual([]);
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
});

test("Alchemy's --adopt adopts too", async () => {
  await using program = await checkOut();
  const name = freshName("flag");
  await createByHand(name);
  expect((await program.up({ buckets: { [name]: {} } }, { args: ["--adopt"] })).code).toBe(0);
});

test("an app beside the selected one waits until its owner has deployed the bucket", async () => {
  await using program = await checkOut();
  const name = freshName("beside");
  const buckets = { [name]: {} };
  const beside = program.start({ buckets }, { args: ["--app", "other"] }).ended;
  expect(await Promise.race([beside, Bun.sleep(1_500).then(() => "waiting")])).toBe("waiting");
  const deployed = await program.up({ buckets }, { args: ["--app", "shop"] });
  expect(deployed.code, deployed.output).toBe(0);
  const read = await beside;
  expect(read.code, read.output).toBe(0);
  expect(read.outputs).toEqual(deployed.outputs);
  expect((await program.destroy()).code).toBe(0);
  const never = await program.up({ buckets }, { args: ["--app", "other", "--destroy"] });
  expect(never.code, never.output).toBe(0);
});

test("two checkouts with the same app, stage and id do not take each other's bucket", async () => {
  await using one = await checkOut();
  await using two = await checkOut();
  const name = freshName("shared");
  expect((await one.up({ buckets: { [name]: {} } })).code).toBe(0);
  const created = await createdOf(name);
  expect((await two.up({ buckets: { [name]: {} } })).code).toBe(1);
  expect((await two.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBe(created ?? "");
});

test("a bucket that another checkout creates at the same moment is its own, also in the next run", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const env = { MINIO_ENDPOINT: proxy.endpoint };
  const name = freshName("race");
  let created: string | undefined;
  proxy.before = async ({ method }) => {
    if (method === "PUT") created ??= await createByHand(name);
  };
  const stack = { buckets: { [name]: { forceDelete: true } } };
  for (const run of [1, 2]) {
    const refused = await program.up(stack, { env });
    expect(refused.code, `run ${run}`).toBe(1);
    expect(refused.output).toContain("adopt: true");
  }
  expect((await program.destroy({ env })).code).toBe(0);
  expect(await createdOf(name)).toBe(created ?? "");
  expect(await program.state()).toEqual({});
});

test("another endpoint is refused before anything else; destroy uses the one in state", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const name = freshName("target");
  await program.up({ buckets: { [name]: {} } });
  const created = await createdOf(name);
  const refused = await program.up(
    { buckets: { [name]: { drift: "off" } } },
    { env: { MINIO_ENDPOINT: proxy.endpoint } },
  );
  expect(refused.code).toBe(1);
  expect(refused.output).toContain(
    `deployed to ${liveServer.endpoint}, but this run would use ${proxy.endpoint}`,
  );
  expect(proxy.seen).toEqual([]);
  expect(await createdOf(name)).toBe(created ?? "");

  // The same server under another address, said explicitly: the same bucket, not a second one.
  const moved = await program.up({ buckets: { [name]: { endpoint: proxy.endpoint } } });
  expect(moved.code).toBe(0);
  expect(moved.outputs[name]?.endpoint).toBe(proxy.endpoint);
  expect(writes(proxy)).toEqual([]);
  expect(await createdOf(name)).toBe(created ?? "");
  expect((await program.destroy({ env: { MINIO_ENDPOINT: "http://127.0.0.1:1" } })).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
});

test("a new name: the new bucket first, the old one after; data only with allowDataLoss", async () => {
  await using program = await checkOut();
  const [a, b] = [freshName("name-a"), freshName("name-b")];
  await program.up({ buckets: { data: { name: a } } });
  await putObject(s3, a, "x");
  const refused = await program.up({ buckets: { data: { name: b } } });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("loses 1 object");
  expect(await createdOf(b)).toBeUndefined();
  expect(await createdOf(a)).toBeDefined();
  // Back again, after the failed attempt.
  expect((await program.up({ buckets: { data: { name: a } } })).code).toBe(0);
  const moved = await program.up({ buckets: { data: { name: b, allowDataLoss: true } } });
  expect(moved.code).toBe(0);
  expect(moved.outputs["data"]?.name).toBe(b);
  expect(await createdOf(a)).toBeUndefined();
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(b)).toBeUndefined();
  expect(await program.state()).toEqual({});
});

test("renamed and killed half way, then named back, then destroyed: nothing is left", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const env = { MINIO_ENDPOINT: proxy.endpoint };
  const [a, b] = [freshName("half-a"), freshName("half-b")];
  await program.up({ buckets: { data: { name: a } } }, { env });
  proxy.treat = ({ method }) => {
    if (method !== "PUT") return "forward";
    run.kill("SIGKILL");
    return "lose-answer";
  };
  const run = program.start({ buckets: { data: { name: b } } }, { env });
  await run.ended;
  proxy.treat = () => "forward";
  expect(await createdOf(a)).toBeDefined();
  expect(await createdOf(b)).toBeDefined();
  expect((await program.up({ buckets: { data: { name: a } } }, { env })).code).toBe(0);
  expect(await createdOf(b)).toBeUndefined();
  expect((await program.destroy({ env })).code).toBe(0);
  expect(await createdOf(a)).toBeUndefined();
  expect(await program.state()).toEqual({});
});

test("renamed, and the run ended before the old bucket was deleted: the next one comes back to it", async () => {
  await using program = await checkOut();
  const [a, b] = [freshName("left-a"), freshName("left-b")];
  await program.up({ buckets: { data: { name: a } } });
  await program.up({ buckets: { data: { name: b } }, unfinished: true });
  expect(await createdOf(a)).toBeDefined();
  expect((await program.up({ buckets: { data: { name: b } } })).code).toBe(0);
  expect(await createdOf(a)).toBeUndefined();
  expect(await createdOf(b)).toBeDefined();
  expect((await program.up({ buckets: { data: { name: b } } })).output).toContain("[skipped]");
});

test("the same bucket under another id is adopted, and the old id does not delete it", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const name = freshName("moved");
  await program.up({ buckets: { before: { name, forceDelete: true } } });
  const created = await createdOf(name);
  // Under another address of the server, too.
  const after = { name, adopt: true, endpoint: proxy.endpoint };
  expect((await program.up({ buckets: { after } })).code).toBe(0);
  expect(await createdOf(name)).toBe(created ?? "");
  expect(Object.keys(await program.state())).toEqual(["shop/test/bucket-after.json"]);
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
});

test("object lock: set at creation; switching it replaces the bucket", async () => {
  await using program = await checkOut();
  const name = freshName("lock");
  await program.up({ buckets: { [name]: {} } });
  const before = await createdOf(name);
  const lock = { mode: "GOVERNANCE", days: 1 } as const;
  const replaced = await program.up({ buckets: { [name]: { objectLock: lock } } });
  expect(replaced.code).toBe(0);
  expect(replaced.outputs[name]?.created).not.toBe(before ?? "");
  expect(await hasObjectLock(s3, name)).toBe(true);
  expect((await program.up({ buckets: { [name]: { objectLock: lock } } })).output).toContain("[skipped]");
  const named = await program.up({ buckets: { [name]: { objectLock: lock, versioning: true } } });
  expect(named.code).toBe(0);
  const dropped = await program.up({ buckets: { [name]: { objectLock: lock } } });
  expect(dropped.code, dropped.output).toBe(0);
  expect(await differences(s3, name, { versioning: { enabled: true } })).toEqual([]);
  await putObject(s3, name, "locked.txt");
  const refused = await program.up({ buckets: { [name]: { objectLock: false } } });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("loses 1 object");
  expect(await hasObjectLock(s3, name)).toBe(true);
  const foreign = publicReadPolicy("another-bucket");
  const mistaken = { objectLock: false, allowDataLoss: true, policy: foreign };
  const kept = await program.up({ buckets: { [name]: mistaken } });
  expect(kept.code).toBe(1);
  expect(kept.output).toContain("the bucket was left as it is");
  expect(describeContents(await countContents(s3, name))).toBe("1 object");
  const allowed = await program.up({ buckets: { [name]: { objectLock: false, allowDataLoss: true } } });
  expect(allowed.code).toBe(0);
  expect(await hasObjectLock(s3, name)).toBe(false);
  expect((await program.destroy()).code).toBe(0);
});

test("the trial bucket of a replacement is removed, whenever the run ends, and its removal hides no error", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const env = { MINIO_ENDPOINT: proxy.endpoint };
  const name = freshName("trial");
  await program.up({ buckets: { [name]: {} } }, { env });
  const isTrial = (path: string): boolean => path.startsWith("/alchemy-trial-");
  proxy.treat = ({ method, path }) => {
    if (method !== "PUT" || !isTrial(path)) return "forward";
    run.kill("SIGKILL");
    return "lose-answer";
  };
  const run = program.start({ buckets: { [name]: { objectLock: true } } }, { env });
  await run.ended;
  const trial = proxy.seen.find(({ path }) => isTrial(path))?.path.split("/")[1] ?? "";
  expect(await createdOf(trial)).toBeDefined();

  proxy.treat = ({ method, path }) => (method === "DELETE" && isTrial(path) ? "unsupported" : "forward");
  const mistaken = { objectLock: true, policy: publicReadPolicy("another-bucket") };
  const refused = await program.up({ buckets: { [name]: mistaken } }, { env });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("the bucket was left as it is");
  expect(await createdOf(trial)).toBeDefined();

  proxy.treat = () => "forward";
  expect((await program.up({ buckets: { [name]: { objectLock: true } } }, { env })).code).toBe(0);
  expect(await createdOf(trial)).toBeUndefined();
  expect((await program.destroy({ env })).code).toBe(0);
  expect(await program.state()).toEqual({});
});

test("another region replaces an empty bucket", async () => {
  await using program = await checkOut();
  const name = freshName("region");
  await program.up({ buckets: { [name]: {} } });
  const before = await createdOf(name);
  const moved = await program.up({ buckets: { [name]: { region: "eu-central-1" } } });
  expect(moved.code).toBe(0);
  expect(moved.outputs[name]?.region).toBe("eu-central-1");
  expect(moved.outputs[name]?.created).not.toBe(before ?? "");
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
});

// A second server needs the program itself.
test.skipIf(secondServer === undefined)(
  "moved to another server by its `endpoint`: new there, old gone here, and data refused",
  async () => {
    await using program = await checkOut();
    await using other = await startServer(secondServer ?? "");
    const name = freshName("server");
    await program.up({ buckets: { [name]: {} } });
    const there = { buckets: { [name]: { endpoint: other.endpoint } } };
    await putObject(s3, name, "x");
    const refused = await program.up(there);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("loses 1 object");
    expect((await program.up({ buckets: { [name]: {} } })).code).toBe(0);

    const moved = await program.up({
      buckets: { [name]: { endpoint: other.endpoint, allowDataLoss: true } },
    });
    expect(moved.code).toBe(0);
    expect(await createdOf(name)).toBeUndefined();
    const target = await connect({ ...liveServer, endpoint: other.endpoint });
    expect((await findBucket(target, name)).created).toBe(moved.outputs[name]?.created ?? "");
    expect((await program.destroy()).code).toBe(0);
    expect((await findBucket(target, name)).created).toBeUndefined();
    expect(await program.state()).toEqual({});
  },
);
