import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { createBucket, findBucket } from "../../../src/s3/bucket.ts";
import { converge, differences } from "../../../src/s3/converge.ts";
import { publicReadPolicy } from "../../../src/s3/policy.ts";
import { removeBucket } from "../../../src/s3/remove.ts";
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

setDefaultTimeout(60_000);
afterAll(removeLeftovers);

const s3 = await connectLive();

async function createdOf(name: string): Promise<string | undefined> {
  return (await findBucket(s3, name)).created;
}

async function createByHand(name: string, objectLock = false): Promise<string> {
  return createBucket(s3, name, { since: (await findBucket(s3, name)).time, objectLock });
}

test("deploy, deploy again, change, destroy in a fresh process", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const env = { MINIO_ENDPOINT: proxy.endpoint };
  const name = freshName("whole");
  const props = { publicRead: true, versioning: true, tags: { team: "web" } };

  const first = await program.up({ buckets: { [name]: props } }, { env });
  expect(first.code).toBe(0);
  const output = first.outputs[name];
  const created = await createdOf(name);
  expect(output).toEqual({
    name,
    endpoint: proxy.endpoint,
    region: "us-east-1",
    arn: `arn:aws:s3:::${name}`,
    created: created ?? "",
  });
  expect(
    await differences(s3, name, {
      policy: publicReadPolicy(name),
      versioning: { enabled: true },
      tags: props.tags,
    }),
  ).toEqual([]);
  expect(Object.values(await program.state()).join()).not.toContain(liveServer.secretKey);

  proxy.seen.length = 0;
  const second = await program.up({ buckets: { [name]: props } }, { env });
  expect(second.code).toBe(0);
  expect(second.output).toContain("[skipped]");
  expect(second.outputs[name]).toEqual(output);
  expect(writes(proxy)).toEqual([]);

  const third = await program.up({ buckets: { [name]: { ...props, tags: { team: "api" } } } }, { env });
  expect(third.code).toBe(0);
  expect(writes(proxy)).toEqual([`PUT /${name}?tagging`]);
  expect(third.outputs[name]).toEqual(output);

  // Features that are no longer named are undone.
  proxy.seen.length = 0;
  const fourth = await program.up({ buckets: { [name]: {} } }, { env });
  expect(fourth.code).toBe(0);
  expect(writes(proxy).sort()).toEqual([
    `DELETE /${name}?policy`,
    `DELETE /${name}?tagging`,
    `PUT /${name}?versioning`,
  ]);

  const destroyed = await program.destroy({ env });
  expect(destroyed.code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
  expect(await program.state()).toEqual({});
});

test("destroy keeps a bucket that is not empty, says so, and ends with 1; forceDelete deletes it", async () => {
  await using program = await checkOut();
  const name = freshName("filled");
  await program.up({ buckets: { [name]: { versioning: true } } });
  await putObject(s3, name, "a.txt");
  await putObject(s3, name, "a.txt");
  const refused = await program.destroy();
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("1 object, 1 older version");
  expect(await createdOf(name)).toBeDefined();
  expect(Object.keys(await program.state())).toHaveLength(1);

  expect((await program.up({ buckets: { [name]: { versioning: true, forceDelete: true } } })).code).toBe(0);
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
  expect(await program.state()).toEqual({});
});

test("delete: false keeps the bucket", async () => {
  await using program = await checkOut();
  const name = freshName("kept");
  await program.up({ buckets: { [name]: { delete: false } } });
  expect((await program.destroy()).code).toBe(0);
  expect(await createdOf(name)).toBeDefined();
  expect(await program.state()).toEqual({});
});

test.each(["before the create", "after the create", "between two features"])(
  "killed %s, the next run continues",
  async (when) => {
    await using program = await checkOut();
    await using proxy = await startProxy();
    const env = { MINIO_ENDPOINT: proxy.endpoint };
    const name = freshName("killed");
    const stack = { buckets: { [name]: { versioning: true, publicRead: true } } };
    let killed = false;
    proxy.treat = ({ method, path }) => {
      const last = when === "between two features" ? `/${name}?versioning` : `/${name}`;
      const hit =
        when === "before the create"
          ? method === "GET"
          : method === "PUT" && path.replace(/\/$/, "") === last;
      if (killed || !hit) return "forward";
      killed = true;
      run.kill("SIGKILL");
      return "lose-answer";
    };
    const run = program.start(stack, { env });
    const first = await run.ended;
    expect(killed).toBe(true);
    expect(first.code).toBeNull();
    const created = await createdOf(name);
    expect(created === undefined).toBe(when === "before the create");
    const second = await program.up(stack, { env });
    expect(second.code).toBe(0);
    if (created !== undefined) expect(second.outputs[name]?.created).toBe(created);
    expect(
      await differences(s3, name, { policy: publicReadPolicy(name), versioning: { enabled: true } }),
    ).toEqual([]);
    expect((await program.destroy({ env })).code).toBe(0);
    expect(await createdOf(name)).toBeUndefined();
    expect(await program.state()).toEqual({});
  },
);

test("killed after the create, destroy removes what state does not know of yet", async () => {
  await using program = await checkOut();
  await using proxy = await startProxy();
  const env = { MINIO_ENDPOINT: proxy.endpoint };
  const name = freshName("orphan");
  proxy.treat = ({ method }) => {
    if (method !== "PUT") return "forward";
    run.kill("SIGKILL");
    return "lose-answer";
  };
  const run = program.start({ buckets: { [name]: {} } }, { env });
  await run.ended;
  expect(await createdOf(name)).toBeDefined();
  proxy.treat = () => "forward";
  expect((await program.destroy({ env })).code).toBe(0);
  expect(await createdOf(name)).toBeUndefined();
  expect(await program.state()).toEqual({});
});

test("drift: repaired once, only reported, or not looked at", async () => {
  await using program = await checkOut();
  const name = freshName("drift");
  const props = { publicRead: true };
  const isPublic = async (): Promise<boolean> =>
    (await differences(s3, name, { policy: publicReadPolicy(name) })).length === 0;
  await program.up({ buckets: { [name]: props } });

  await converge(s3, name, { policy: null, tags: { other: "untouched" } });
  const repaired = await program.up({ buckets: { [name]: props } });
  expect(repaired.output).toContain("policy changed on the server");
  expect(await isPublic()).toBe(true);
  expect(await differences(s3, name, { tags: { other: "untouched" } })).toEqual([]);
  expect((await program.up({ buckets: { [name]: props } })).output).toContain("[skipped]");

  await converge(s3, name, { policy: null });
  const reported = await program.up({ buckets: { [name]: { ...props, drift: "report" } } });
  expect(reported.output).toContain("policy changed on the server");
  expect(reported.output).toContain("[skipped]");
  const ignored = await program.up({ buckets: { [name]: { ...props, drift: "off" } } });
  expect(ignored.output).not.toContain("changed on the server");
  expect(await isPublic()).toBe(false);
});

test("a bucket that was deleted is created again; one that somebody re-created is not taken", async () => {
  await using program = await checkOut();
  const name = freshName("gone");
  await program.up({ buckets: { [name]: {} } });
  const before = await createdOf(name);
  await removeBucket(s3, name, { force: false });
  const again = await program.up({ buckets: { [name]: {} } });
  expect(again.code).toBe(0);
  expect(again.outputs[name]?.created).toBe((await createdOf(name)) ?? "");
  expect(again.outputs[name]?.created).not.toBe(before ?? "");

  await removeBucket(s3, name, { force: false });
  const foreign = await createByHand(name);
  const refused = await program.up({ buckets: { [name]: {} } });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("created again by somebody else");
  const destroyed = await program.destroy();
  expect(destroyed.code).toBe(0);
  expect(destroyed.output).toContain(`WARN Bucket ${name} is left`);
  expect(destroyed.output).not.toContain("is gone already");
  expect(await createdOf(name)).toBe(foreign);
  expect(await program.state()).toEqual({});
});

test("destroy of a bucket that is gone is done", async () => {
  await using program = await checkOut();
  const name = freshName("twice");
  await program.up({ buckets: { [name]: {} } });
  await removeBucket(s3, name, { force: false });
  expect((await program.destroy()).code).toBe(0);
  expect(await program.state()).toEqual({});
});

test("a program that catches the error of a bucket does not lose it", async () => {
  await using program = await checkOut();
  const name = freshName("caught");
  await program.up({ buckets: { [name]: {} } });
  const outcome = await program.up({ caught: { [name]: { publicRead: true, policy: null } } });
  expect(outcome.output).toContain("OUTPUTS");
  expect(await createdOf(name)).toBeDefined();
  expect(Object.keys(await program.state())).toHaveLength(1);
});
