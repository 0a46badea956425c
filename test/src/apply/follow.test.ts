import { describe, expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { follow, type FollowOptions } from "../../../src/apply/follow.ts";
import type { Target } from "../../../src/apply/target.ts";
import type { Kind } from "../../../src/model/kind.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import { errorOf, failure, json, serve } from "../client/loopback.ts";

const kind: Kind = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };

interface Shop {
  /** The object of that name and uid, as a target. */
  at(name: string, uid?: string): Target & { uid: string };
  /** What GET answers: uids by name. */
  live: Map<string, string>;
  /** What a new watch shows first. */
  initial: Map<string, string>;
  /** Sends an event on every open watch. */
  tell(type: "ADDED" | "DELETED", name: string, uid?: string): void;
  /** Names that were asked for by GET. */
  asked: string[];
  /** Label selectors of the watches. */
  watched: (string | null)[];
}

/** A server of ConfigMaps whose watch shows only what a test says. */
async function open(): Promise<Shop> {
  const streams: ServerResponse[] = [];
  const object = (name: string, uid: string): Record<string, unknown> => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace: "shop", name, uid, resourceVersion: "7" },
  });
  const write = (stream: ServerResponse, type: string, body: unknown): unknown =>
    stream.write(`${JSON.stringify({ type, object: body })}\n`);
  const { client } = await serve((answer, { url }) => {
    const { pathname, searchParams } = new URL(url, "http://x");
    if (searchParams.get("watch") === "true") {
      shop.watched.push(searchParams.get("labelSelector"));
      streams.push(answer.writeHead(200));
      for (const [name, uid] of shop.initial) write(answer, "ADDED", object(name, uid));
      const annotations = { "k8s.io/initial-events-end": "true" };
      return void write(answer, "BOOKMARK", { metadata: { resourceVersion: "5", annotations } });
    }
    const name = pathname.split("/").at(-1) ?? "";
    const uid = shop.live.get(name);
    shop.asked.push(name);
    if (uid === undefined) return json(answer, 404, failure(404, "NotFound", "not found"));
    return json(answer, 200, object(name, uid));
  });
  const shop: Shop = {
    at: (name, uid = `${name}1`) => ({ client, kind, namespace: "shop", name, uid }),
    live: new Map(),
    initial: new Map(),
    tell: (type, name, uid = `${name}1`) => {
      for (const stream of streams) write(stream, type, object(name, uid));
    },
    asked: [],
    watched: [],
  };
  return shop;
}

/** Somebody who keeps the shared watch open, once it is complete. */
async function neighbour(shop: Shop, options: Partial<FollowOptions> = {}): Promise<AbortController> {
  const abort = new AbortController();
  shop.initial.set("neighbour", "neighbour1");
  const seen = Promise.withResolvers<void>();
  const following = { ...options, signal: abort.signal };
  void follow(shop.at("neighbour"), following, () => seen.resolve()).catch(() => undefined);
  await seen.promise;
  await Bun.sleep(20);
  return abort;
}

const always = (): Pick<FollowOptions, "signal"> => ({ signal: AbortSignal.timeout(3_000) });
const found = ({ metadata }: LiveObject): string => metadata.uid;

describe("an object that the shared watch does not show", () => {
  test("because it was deleted before we joined: is gone, asked once", async () => {
    const shop = await open();
    const other = await neighbour(shop);
    expect(await follow(shop.at("web"), { ...always(), lag: 50 }, found)).toBeUndefined();
    expect(shop.asked).toEqual(["web"]);
    expect(shop.watched).toHaveLength(1);
    other.abort();
  });

  test("because it was deleted before the watch began: is gone", async () => {
    const shop = await open();
    expect(await follow(shop.at("web"), always(), found)).toBeUndefined();
    expect(shop.asked).toEqual(["web"]);
  });

  test("because it was made a moment ago: is not asked for", async () => {
    const shop = await open();
    const other = await neighbour(shop);
    shop.live.set("web", "web1");
    const following = follow(shop.at("web"), { ...always(), lag: 500 }, found);
    await Bun.sleep(20);
    shop.tell("ADDED", "web");
    expect(await following).toBe("web1");
    expect(shop.asked).toEqual([]);
    other.abort();
  });

  test("because the watch is far behind: is asked for, but not at every turn", async () => {
    const shop = await open();
    const other = await neighbour(shop);
    shop.live.set("web", "web1");
    let turns = 0;
    const following = follow(shop.at("web"), always(), () => (++turns === 3 ? "third" : undefined));
    await Bun.sleep(300);
    expect(shop.asked).toEqual(["web"]);
    await Bun.sleep(900);
    expect(shop.asked).toEqual(["web", "web"]);
    shop.tell("ADDED", "web");
    expect(await following).toBe("third");
    other.abort();
  });
});

describe("another object of the name", () => {
  test("is not ours, which is gone", async () => {
    const shop = await open();
    shop.live.set("web", "other");
    shop.initial.set("web", "other");
    expect(await follow(shop.at("web"), { ...always(), lag: 30 }, found)).toBeUndefined();
    expect(shop.asked).toEqual(["web"]);
  });

  test("that ours has just replaced is waited out", async () => {
    const shop = await open();
    shop.initial.set("web", "former");
    const other = await neighbour(shop);
    const following = follow(shop.at("web"), { ...always(), lag: 500 }, found);
    shop.tell("DELETED", "web", "former");
    await Bun.sleep(20);
    shop.tell("ADDED", "web");
    expect(await following).toBe("web1");
    expect(shop.asked).toEqual([]);
    other.abort();
  });
});

describe("a watch that tells of our object's end", () => {
  test("is believed after one question, without delay", async () => {
    const shop = await open();
    shop.initial.set("web", "web1");
    const start = performance.now();
    const following = follow(shop.at("web"), { ...always(), lag: 2_000 }, () => undefined);
    await Bun.sleep(50);
    shop.tell("DELETED", "web");
    expect(await following).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test("is not believed when only its labels are gone: from then on all objects are watched", async () => {
    const shop = await open();
    shop.initial.set("web", "web1");
    shop.live.set("web", "web1");
    let sights = 0;
    const following = follow(shop.at("web"), { ...always(), selector: "app=shop" }, () =>
      ++sights === 3 ? "third" : undefined,
    );
    await Bun.sleep(50);
    shop.tell("DELETED", "web");
    expect(await following).toBe("third");
    expect(shop.watched).toEqual(["app=shop", null]);
  });
});

describe("following ends", () => {
  test("with its signal, also one that aborted before", async () => {
    const shop = await open();
    shop.initial.set("web", "web1");
    const reason = new Error("enough");
    const abort = new AbortController();
    const following = errorOf(follow(shop.at("web"), { signal: abort.signal }, () => undefined));
    await Bun.sleep(50);
    abort.abort(reason);
    expect(await following).toBe(reason);
    expect(await errorOf(follow(shop.at("web"), { signal: abort.signal }, found))).toBe(reason);
    expect(shop.watched).toHaveLength(1);
  });

  test("with what the decision throws", async () => {
    const shop = await open();
    shop.initial.set("web", "web1");
    const refusal = new Error("failed");
    const following = follow(shop.at("web"), always(), () => {
      throw refusal;
    });
    expect(await errorOf(following)).toBe(refusal);
  });

  test("with a watch that is not allowed", async () => {
    const { client } = await serve((answer) => json(answer, 403, failure(403, "Forbidden", "no")));
    const target = { client, kind, namespace: "shop", name: "web", uid: "web1" };
    expect(await errorOf(follow(target, always(), found))).toMatchObject({ status: 403 });
  });
});
