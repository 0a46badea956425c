import { describe, expect, test } from "bun:test";
import { Deadline, backoff, sleep } from "../../src/retry.ts";

describe("sleep", () => {
  test("waits", async () => {
    const start = performance.now();
    await sleep(30);
    expect(performance.now() - start).toBeWithin(29, 200);
  });

  test("ends with the signal and its reason, before or while it waits", async () => {
    const reason = new Error("enough");
    const refused = sleep(10_000, AbortSignal.abort(reason));
    expect(await refused.catch((error: unknown) => error)).toBe(reason);
    const abort = new AbortController();
    const waiting = sleep(10_000, abort.signal);
    abort.abort(reason);
    expect(await waiting.catch((error: unknown) => error)).toBe(reason);
  });
});

test("backoff: full jitter under an exponential bound", () => {
  for (const [attempt, bound] of [
    [0, 200],
    [1, 400],
    [4, 3_200],
    [5, 5_000],
    [50, 5_000],
  ] as const) {
    const waits = Array.from({ length: 300 }, () => backoff(attempt));
    expect(Math.max(...waits)).toBeWithin(bound * 0.8, bound + 1);
    expect(Math.min(...waits)).toBeLessThan(bound * 0.2);
  }
});

describe("Deadline", () => {
  test("aborts when the time is over, and says so", async () => {
    using deadline = new Deadline(20);
    expect(deadline.remaining()).toBeWithin(1, 21);
    await sleep(40);
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.signal.reason).toMatchObject({ name: "TimeoutError" });
    expect(deadline.expired).toBe(true);
    expect(deadline.remaining()).toBe(0);
  });

  test("aborts with the outer signal, which may have aborted already", () => {
    const outer = new AbortController();
    const before = new Deadline(10_000, outer.signal);
    outer.abort(new Error("enough"));
    for (const deadline of [before, new Deadline(10_000, outer.signal)]) {
      expect(deadline.signal.reason).toMatchObject({ message: "enough" });
      expect(deadline.expired).toBe(false);
    }
  });

  test("may be longer than any timer", async () => {
    for (const ms of [2 ** 31, Infinity]) {
      using deadline = new Deadline(ms);
      await sleep(20);
      expect(deadline.expired).toBe(false);
      expect(deadline.remaining()).toBeGreaterThan(2 ** 30);
    }
  });

  test("does nothing once it is disposed", async () => {
    const outer = new AbortController();
    const deadline = new Deadline(10, outer.signal);
    deadline[Symbol.dispose]();
    outer.abort();
    await sleep(30);
    expect(deadline.signal.aborted).toBe(false);
  });
});
