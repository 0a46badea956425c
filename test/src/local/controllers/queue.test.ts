import { describe, expect, test } from "bun:test";
import type { Controller, Key } from "../../../../src/local/controllers/controller.ts";
import { plainKinds } from "../objects/plain-kinds.ts";
import { running } from "../objects/running.ts";

const kinds = await plainKinds();

/** A controller of ConfigMaps that tells what it is asked to reconcile. */
function recording(reconcile: Controller["reconcile"] = () => undefined): Controller & { seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    name: "recording",
    watches: { "/configmaps": ({ object: { metadata } }) => [keyOf(metadata.name)] },
    reconcile(key, context) {
      seen.push(key.name);
      return reconcile(key, context);
    },
  };
}

const keyOf = (name: string): Key => ({ resource: "/configmaps", namespace: "default", name });

describe("queue", () => {
  test("a key that changed several times is reconciled once", async () => {
    const controller = recording();
    const { make, objects, kind, queue } = running(kinds, [controller]);
    make("a");
    make("b");
    objects.patch(
      kind("v1/ConfigMap"),
      { namespace: "default", name: "a", type: "merge", patch: { data: { x: "1" } } },
      { manager: "t" },
    );
    await queue.settled();
    expect(controller.seen).toEqual(["a", "b"]);
  });

  test("what was there before it started is reconciled too", async () => {
    const first = running(kinds, []);
    first.make("a");
    const controller = recording();
    const { startQueue } = await import("../../../../src/local/controllers/queue.ts");
    const context = { ...first, chance: { uid: () => "", suffix: () => "" }, event: () => undefined };
    const queue = startQueue({ controllers: [controller], context });
    await queue.settled();
    expect(controller.seen).toEqual(["a"]);
  });

  test("a change while its key is reconciled brings it back", async () => {
    const controller = recording((key, { objects, kinds }) => {
      const kind = kinds.byResource("/configmaps");
      const found = kind === undefined ? undefined : objects.get(kind, "default", key.name);
      if (kind === undefined || found === undefined || found["data"] !== undefined) return;
      objects.update(kind, { ...found, data: { done: "1" } }, { manager: "t", trusted: true });
    });
    const { make, get, queue } = running(kinds, [controller]);
    make("a");
    await queue.settled();
    expect(controller.seen).toEqual(["a", "a"]);
    expect(get("a")?.["data"]).toEqual({ done: "1" });
  });

  test("what it asks for comes when the clock says so, and only then", async () => {
    const controller = recording(() => (controller.seen.length < 3 ? 1_000 : undefined));
    const { make, queue, clock } = running(kinds, [controller]);
    make("a");
    await queue.settled();
    expect([controller.seen.length, queue.nextTimer()]).toEqual([1, clock.now() + 1_000]);
    clock.advance(999);
    await queue.settled();
    expect(controller.seen).toHaveLength(1);
    clock.advance(1);
    await queue.settled();
    expect(controller.seen).toHaveLength(2);
    clock.advance(10_000);
    await queue.settled();
    expect([controller.seen.length, queue.nextTimer()]).toEqual([3, undefined]);
  });

  test("an error is told and retried, each time later", async () => {
    let failures = 3;
    const controller = recording(() => {
      failures -= 1;
      if (failures >= 0) throw new Error("not yet");
    });
    const { make, queue, clock, errors } = running(kinds, [controller]);
    make("a");
    const waits: number[] = [];
    for (;;) {
      await queue.settled();
      const next = queue.nextTimer();
      if (next === undefined) break;
      waits.push(next - clock.now());
      clock.advance(next - clock.now());
    }
    expect(waits).toEqual([10, 20, 40]);
    expect(errors.map(String)).toEqual(["Error: not yet", "Error: not yet", "Error: not yet"]);
    expect(controller.seen).toHaveLength(4);
  });

  test("a conflict is retried at once and not told", async () => {
    let stale = true;
    const controller = recording((key, { objects, kinds }) => {
      const kind = kinds.byResource("/configmaps");
      const found = kind === undefined ? undefined : objects.get(kind, "default", key.name);
      if (kind === undefined || found === undefined) return;
      const metadata = stale ? { ...found.metadata, resourceVersion: "1" } : found.metadata;
      stale = false;
      objects.update(kind, { ...found, metadata, data: { x: "1" } }, { manager: "t", trusted: true });
    });
    const { make, get, queue, errors } = running(kinds, [controller]);
    make("a");
    await queue.settled();
    expect([errors, get("a")?.["data"]]).toEqual([[], { x: "1" }]);
  });

  test("a controller with much to do does not keep another waiting, nor the process", async () => {
    const busy = recording(() => {
      const end = performance.now() + 1;
      while (performance.now() < end);
    });
    const quick: Controller & { at: number } = {
      name: "quick",
      at: 0,
      watches: { "/configmaps": ({ object: { metadata } }) => (metadata.name === "c0" ? [keyOf("c0")] : []) },
      reconcile() {
        this.at = busy.seen.length;
      },
    };
    const { make, queue } = running(kinds, [busy, quick]);
    for (let index = 0; index < 100; index += 1) make(`c${index}`);
    let turns = 0;
    const counting = (): void => {
      turns += 1;
      if (busy.seen.length < 100) setImmediate(counting);
    };
    setImmediate(counting);
    await queue.settled();
    expect(quick.at).toBeLessThan(40);
    expect(turns).toBeGreaterThan(8);
  });

  test("closing forgets what was to be done", async () => {
    const controller = recording();
    const { make, queue, store } = running(kinds, [controller]);
    make("a");
    const waiting = queue.settled();
    queue.close();
    expect(waiting).rejects.toThrow("stopped");
    expect(queue.settled()).rejects.toThrow("stopped");
    store.put("/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "z", uid: "z", resourceVersion: "" },
    });
    await Bun.sleep(5);
    expect(controller.seen).toEqual([]);
  });
});
