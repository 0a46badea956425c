/** Waiting, while others delete and change what is waited for. */

import { describe, expect, test } from "bun:test";
import { remove } from "../../../src/apply/remove.ts";
import type { Target } from "../../../src/apply/target.ts";
import { untilReady } from "../../../src/apply/wait.ts";
import { kindOf } from "../../../src/client/discovery.ts";
import { apply, get, patch, remove as drop } from "../../../src/client/verbs.ts";
import { rememberSecrets } from "../../../src/diagnosis/secrets.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import { CONFIG_MAP, configMap, liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const somebody = { fieldManager: "somebody", force: true };

function configMapAt(name: string): Target {
  return { client, kind: CONFIG_MAP, namespace, name };
}

/** Hands on what comes, a moment later. */
function late(): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform: async (chunk, controller) => {
      await Bun.sleep(50);
      controller.enqueue(chunk);
    },
  });
}

describe("waiting", () => {
  const never = { rule: { jsonpath: "{.data.go}" }, timeout: 15_000, report: () => undefined } as const;

  test("for an object that was deleted before the watch began ends at once", async () => {
    const at = configMapAt(randomNamespace("vanish"));
    const { object } = await apply(client, CONFIG_MAP, configMap(namespace, at.name), somebody);
    await drop(client, CONFIG_MAP, at);
    const start = performance.now();
    expect((await errorOf(untilReady(at, object, never))).message).toContain(
      "it was deleted by somebody else",
    );
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("ends for one that was made anew under its name", async () => {
    const at = configMapAt(randomNamespace("anew"));
    const { object } = await apply(client, CONFIG_MAP, configMap(namespace, at.name), somebody);
    await drop(client, CONFIG_MAP, at);
    await apply(client, CONFIG_MAP, configMap(namespace, at.name, { go: "1" }), somebody);
    expect((await errorOf(untilReady(at, object, never))).message).toContain(
      "it was deleted by somebody else",
    );
  });

  test("goes on when somebody takes the labels away that it is watched by", async () => {
    const at = configMapAt(randomNamespace("labels"));
    const labelled = configMap(namespace, at.name);
    labelled.metadata.labels = { watched: "yes" };
    const { object } = await apply(client, CONFIG_MAP, labelled, somebody);
    const waiting = untilReady(at, object, { ...never, selector: "watched=yes" });
    await Bun.sleep(300);
    await patch(client, CONFIG_MAP, at, [{ op: "remove", path: "/metadata/labels" }]);
    await Bun.sleep(300);
    await patch(client, CONFIG_MAP, at, [{ op: "add", path: "/data/go", value: "1" }]);
    expect((await waiting).object["data"]).toMatchObject({ go: "1" });
  });

  test("for many at once asks for none of them, though the watch is behind their writes", async () => {
    let asked = 0;
    const counting = liveClient();
    const send = counting.api.fetch.bind(counting.api);
    counting.api.fetch = async (path, init) => {
      const answer = await send(path, init);
      if (path.includes("watch=true")) return new Response(answer.body?.pipeThrough(late()), answer);
      if (init?.method === "GET") asked += 1;
      return answer;
    };
    const names = Array.from({ length: 20 }, () => randomNamespace("many"));
    await Promise.all(
      names.map(async (name, index) => {
        // Most come when the watch is open already, and complete.
        await Bun.sleep(index * 20);
        const { object } = await apply(counting, CONFIG_MAP, configMap(namespace, name), somebody);
        const waiting = untilReady({ ...configMapAt(name), client: counting }, object, never);
        await Bun.sleep(Math.random() * 200);
        await apply(client, CONFIG_MAP, configMap(namespace, name, { go: "1" }), somebody);
        await waiting;
      }),
    );
    expect(asked).toBe(0);
  });
});

test("what became ready while its watch was silent is ready at the end of the time", async () => {
  const silent = liveClient();
  const send = silent.api.fetch.bind(silent.api);
  silent.api.fetch = async (path, init) => {
    const answer = await send(path, init);
    if (!path.includes("watch=true")) return answer;
    const ended = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new Error("ended")), { once: true });
    });
    const nothing = new TransformStream<Uint8Array, Uint8Array>({ transform: () => ended });
    return new Response(answer.body?.pipeThrough(nothing), answer);
  };
  const at = { ...configMapAt(randomNamespace("silent")), client: silent };
  const wait = { rule: { jsonpath: "{.data.go}" }, timeout: 2_000, report: () => undefined } as const;
  const { object } = await apply(client, CONFIG_MAP, configMap(namespace, at.name), somebody);
  const waiting = untilReady(at, object, wait);
  await Bun.sleep(500);
  await patch(client, CONFIG_MAP, at, [{ op: "add", path: "/data/go", value: "1" }]);
  expect((await waiting).object["data"]).toMatchObject({ go: "1" });
});

test("the warning of what is ready shows neither secrets nor lines of its own", async () => {
  rememberSecrets(["t0ken-9c4d"]);
  const type = { type: "AbleToScale", status: "False", reason: "FailedGetScale" };
  const autoscaler = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace, uid: "1", resourceVersion: "1" },
    status: { conditions: [{ ...type, message: "refused t0ken-9c4d\nby\u001b[2Jthe server" }] },
  };
  const at = {
    ...configMapAt("web"),
    kind: await kindOf(client, "autoscaling/v2", "HorizontalPodAutoscaler"),
  };
  const { warning } = await untilReady(at, autoscaler, {
    rule: "ready",
    timeout: 5_000,
    report: () => undefined,
  });
  expect(warning).toContain("refused (secret) bythe server");
});

test("a deletion that the shared watch told before we joined it is not waited for", async () => {
  const name = randomNamespace("late");
  const owned = configMap(namespace, name);
  owned.metadata.annotations = { "alchemy.run/owner": "0b1e" };
  owned.metadata.finalizers = ["test.example.com/hold"];
  await apply(client, CONFIG_MAP, owned, somebody);
  const { object: neighbour } = await apply(client, CONFIG_MAP, configMap(namespace, `${name}-2`), somebody);
  const slow = liveClient();
  const stop = new AbortController();
  const rule = { jsonpath: "{.data.go}" };
  const watching = { rule, timeout: 30_000, signal: stop.signal, report: () => undefined };
  const other = untilReady({ ...configMapAt(`${name}-2`), client: slow }, neighbour, watching);
  await Bun.sleep(500);
  const send = slow.api.fetch.bind(slow.api);
  // Its second look is answered late: the event overtakes it.
  slow.api.fetch = async (path, init) => {
    const answer = await send(path, init);
    if (init?.method === "GET" && path.endsWith(`/${name}`)) await Bun.sleep(300);
    return answer;
  };
  const at = { ...configMapAt(name), client: slow };
  const removing = remove(at, { owner: "0b1e", timeout: 10_000, report: () => undefined });
  await eventually("it is being deleted", async () => {
    const live = await get(client, CONFIG_MAP, at);
    return live?.metadata.deletionTimestamp;
  });
  await Bun.sleep(100);
  await patch(client, CONFIG_MAP, at, [{ op: "remove", path: "/metadata/finalizers" }]);
  expect(await removing).toBe("removed");
  stop.abort();
  await other.catch(() => undefined);
});

test("the longest timeouts neither pass at once nor keep the process", async () => {
  const program = new URL("stacks/longest-timeout.ts", import.meta.url).pathname;
  const command = [process.execPath, program, namespace, randomNamespace("long")];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", timeout: 20_000 });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect(await child.exited, errors).toBe(0);
  expect(output).toContain("ready, then removed");
});
