import { describe, expect, test } from "bun:test";
import { runQueue } from "../../../src/run/queue.ts";
import { deletionWaves } from "../../../src/run/waves.ts";
import { hasCode } from "../../../src/errors.ts";

type Graph = Record<string, string[]>;

const DIAMOND: Graph = { top: [], left: ["top"], right: ["top"], bottom: ["left", "right"] };

function dependencies(graph: Graph): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(graph));
}

/** Work whose nodes end when the test says so. */
function handheld(): {
  started: string[];
  end: (id: string, error?: Error) => Promise<void>;
  release: (id: string) => Promise<void>;
  work: (id: string, release: () => void) => Promise<void>;
} {
  const running = new Map<string, PromiseWithResolvers<void> & { release: () => void }>();
  const started: string[] = [];
  const settled = (): Promise<void> => Bun.sleep(1);
  return {
    started,
    work(id, release) {
      started.push(id);
      const handle = Promise.withResolvers<void>();
      running.set(id, { ...handle, release });
      return handle.promise;
    },
    async end(id, error) {
      await settled();
      if (error === undefined) running.get(id)?.resolve();
      else running.get(id)?.reject(error);
      await settled();
    },
    async release(id) {
      await settled();
      running.get(id)?.release();
      await settled();
    },
  };
}

describe("a node starts", () => {
  test("when its own dependencies are done, whatever else still runs", async () => {
    const hands = handheld();
    const all = runQueue(dependencies({ a: [], slow: [], b: ["a"], c: ["b"] }), hands.work);
    await hands.end("a");
    await hands.end("b");
    expect(hands.started).toEqual(["a", "slow", "b", "c"]);
    await hands.end("c");
    await hands.end("slow");
    expect([...(await all).values()].every(({ state }) => state === "done")).toBe(true);
  });

  test("after all of its dependencies, once", async () => {
    const hands = handheld();
    const all = runQueue(dependencies(DIAMOND), hands.work);
    await hands.end("top");
    await hands.end("right");
    expect(hands.started).toEqual(["top", "left", "right"]);
    await hands.end("left");
    expect(hands.started).toEqual(["top", "left", "right", "bottom"]);
    await hands.end("bottom");
    expect((await all).size).toBe(4);
  });

  test("when its dependency released it, and the whole ends with the dependency", async () => {
    const hands = handheld();
    let ended = false;
    const all = runQueue(dependencies({ a: [], b: ["a"] }), hands.work).then((outcomes) => {
      ended = true;
      return outcomes;
    });
    await hands.release("a");
    expect(hands.started).toEqual(["a", "b"]);
    await hands.end("b");
    expect(ended).toBe(false);
    await hands.end("a", new Error("late"));
    expect(Object.fromEntries(await all)).toMatchObject({ a: { state: "failed" }, b: { state: "done" } });
  });
});

describe("a failure", () => {
  test.each<[string, Graph, Record<string, unknown>]>([
    [
      "stops its dependents, however far",
      { a: [], b: ["a"], c: ["b"] },
      { a: "failed", b: "blocked", c: "blocked" },
    ],
    ["leaves its neighbours alone", { a: [], x: [], y: ["x"] }, { a: "failed", x: "done", y: "done" }],
    [
      "stops who depends on others, too",
      { a: [], x: [], y: ["x", "a"] },
      { a: "failed", x: "done", y: "blocked" },
    ],
  ])("%s", async (_name, graph, states) => {
    const outcomes = await runQueue(dependencies(graph), (id) =>
      id === "a" ? Promise.reject(new Error("no")) : Promise.resolve(),
    );
    expect(Object.fromEntries([...outcomes].map(([id, { state }]) => [id, state]))).toEqual(states as never);
  });

  test("names who blocks", async () => {
    const outcomes = await runQueue(dependencies({ a: [], b: [], c: ["a", "b"] }), (id) =>
      id === "b" ? Promise.reject(new Error("no")) : Promise.resolve(),
    );
    expect(outcomes.get("c")).toEqual({ state: "blocked", by: ["b"] });
  });
});

test("nothing starts after the signal aborted", async () => {
  const abort = new AbortController();
  const started: string[] = [];
  const work = (id: string): Promise<void> => {
    started.push(id);
    abort.abort(new Error("time is up"));
    return Promise.resolve();
  };
  const outcomes = await runQueue(dependencies({ a: [], b: ["a"] }), work, abort.signal);
  expect(started).toEqual(["a"]);
  expect(outcomes.get("b")).toEqual({ state: "failed", error: new Error("time is up") });
});

test.each<[string, Graph, string]>([
  ["a cycle", { a: ["b"], b: ["a"] }, "a → b → a"],
  ["itself", { a: ["a"] }, "a → a"],
  ["what is no node", { a: ["z"] }, 'depends on "z"'],
])("refuses %s before anything runs", async (_name, graph, message) => {
  const started: string[] = [];
  const run = runQueue(dependencies(graph), (id) => Promise.resolve(void started.push(id)));
  const error: unknown = await run.catch((reason: unknown) => reason);
  expect(hasCode(error, "usage")).toBe(true);
  expect((error as Error).message).toContain(message);
  expect(started).toEqual([]);
});

test.each<[string, Graph, Record<string, number>]>([
  ["a chain", { a: [], b: ["a"], c: ["b"] }, { a: 1, b: 2, c: 3 }],
  ["a diamond", DIAMOND, { top: 1, left: 2, right: 2, bottom: 3 }],
  [
    "who nobody depends on goes first",
    { a: [], b: ["a"], c: ["b"], alone: [] },
    { a: 1, b: 2, c: 3, alone: 3 },
  ],
  ["nothing", {}, {}],
])("waves of %s", (_name, graph, waves) => {
  expect(Object.fromEntries(deletionWaves(dependencies(graph)))).toEqual(waves);
});
