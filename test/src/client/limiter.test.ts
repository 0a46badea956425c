import { expect, test } from "bun:test";
import { Limiter } from "../../../src/client/limiter.ts";
import type { Slot } from "../../../src/client/limiter.ts";

async function fill(limiter: Limiter): Promise<Slot[]> {
  return Promise.all(Array.from({ length: limiter.limit }, () => limiter.acquire()));
}

test("lets as many through as the limit, in order", async () => {
  const limiter = new Limiter({ start: 2 });
  const order: number[] = [];
  const slots = await fill(limiter);
  const waiting = [1, 2, 3].map((number) => limiter.acquire().then((slot) => (order.push(number), slot)));
  await Bun.sleep(1);
  expect(order).toEqual([]);
  for (const slot of slots) slot.release();
  await Bun.sleep(1);
  expect(order).toEqual([1, 2]);
  (await waiting[0])?.release();
  await waiting[2];
  expect(order).toEqual([1, 2, 3]);
});

test("a request that was under way goes ahead of the queue", async () => {
  const limiter = new Limiter({ start: 1 });
  const order: string[] = [];
  const slot = await limiter.acquire();
  const later = limiter.acquire().then((next) => (order.push("new"), next.release()));
  const again = limiter.acquire({ first: true }).then((next) => (order.push("again"), next.release()));
  slot.release();
  await Promise.all([later, again]);
  expect(order).toEqual(["again", "new"]);
});

test("a burst of 429s halves the limit once, the next burst again, never below one", async () => {
  const limiter = new Limiter({ start: 8 });
  const limits: number[] = [];
  for (let burst = 0; burst < 5; burst++) {
    for (const slot of await fill(limiter)) slot.throttle();
    limits.push(limiter.limit);
  }
  expect(limits).toEqual([4, 2, 1, 1, 1]);
});

test("grows by one per round of successes, up to the maximum", async () => {
  const limiter = new Limiter({ start: 2, max: 4 });
  const limits: number[] = [];
  for (let round = 0; round < 4; round++) {
    const slots = await fill(limiter);
    const next = limiter.acquire();
    for (const slot of slots) slot.succeed();
    (await next).release();
    limits.push(limiter.limit);
  }
  expect(limits).toEqual([3, 4, 4, 4]);
});

test("does not grow while the limit is not used", async () => {
  const limiter = new Limiter({ start: 4 });
  for (let i = 0; i < 50; i++) (await limiter.acquire()).succeed();
  expect(limiter.limit).toBe(4);
});

test("who gives up leaves the queue", async () => {
  const limiter = new Limiter({ start: 1 });
  const slot = await limiter.acquire();
  const abort = new AbortController();
  const waiting = limiter.acquire({ signal: abort.signal });
  const next = limiter.acquire();
  abort.abort(new Error("enough"));
  expect(await waiting.catch((error: Error) => error.message)).toBe("enough");
  slot.release();
  (await next).release();
  expect(limiter.active).toBe(0);
});
