import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock, systemChance } from "../../../../src/local/clock.ts";
import { reviveUntracked } from "../../../../src/local/objects/untracked.ts";
import { deferredOf } from "../../../../src/local/store/lazy.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import { sqliteJournal } from "../../../../src/local/store/sqlite-journal.ts";
import type { Store } from "../../../../src/local/store/store.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import { embedded, embeddedOn, type Embedded } from "./embedded.ts";
import { plainKinds } from "./plain-kinds.ts";

const kinds = await plainKinds();
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "untracked-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Opens a store whose objects may have managedFields that were never computed. */
async function open(name: string): Promise<Store> {
  const journal = await sqliteJournal(join(directory, `${name}.db`));
  const store: Store = memoryStore(journal, ({ resource, object, untracked: saved = {} }) =>
    reviveUntracked(() => ({ kinds, store, clock: manualClock(0), chance: systemChance }), {
      resource,
      object,
      saved,
    }),
  );
  return store;
}

/** A pod as a cluster makes it: created, bound, started, each by another. */
function makePod({ objects, kind }: Embedded): () => LiveObject {
  const of = kind("v1/Pod");
  const metadata = { name: "p", namespace: "default", labels: { a: "b" } };
  const spec = { containers: [{ name: "c", image: "i" }] };
  const live = (): LiveObject => objects.get(of, "default", "p") as LiveObject;
  objects.create(
    of,
    { apiVersion: "v1", kind: "Pod", metadata, spec },
    { manager: "controller", trusted: true },
  );
  const bound = { ...live(), spec: { ...spec, nodeName: "local" } };
  objects.update(of, bound, { manager: "scheduler", trusted: true });
  for (const status of [
    { phase: "Pending", conditions: [{ type: "PodScheduled", status: "True" }] },
    { phase: "Running", podIP: "10.0.0.1" },
  ])
    objects.update(of, { ...live(), status }, { manager: "kubelet", subresource: "status", trusted: true });
  return live;
}

test("managedFields that nobody read are the same after a restart", async () => {
  const expected = makePod(embedded(kinds, "default"))().metadata.managedFields;
  const store = await open("pod");
  makePod(embeddedOn(store, kinds, ["default"]));
  store.close();
  const again = await open("pod");
  const pod = again.get("/pods", "default", "p");
  expect(pod === undefined ? undefined : deferredOf(pod.metadata)).toBeDefined();
  expect(pod?.metadata.managedFields).toEqual(expected as never);
  expect(expected?.map(({ manager, subresource }) => [manager, subresource])).toEqual([
    ["controller", undefined],
    ["kubelet", "status"],
    ["scheduler", undefined],
  ]);
  again.close();
});

test("two restarts without a reader change nothing either", async () => {
  const expected = makePod(embedded(kinds, "default"))().metadata.managedFields;
  const store = await open("twice");
  makePod(embeddedOn(store, kinds, ["default"]));
  store.close();
  const second = await open("twice");
  const pod = second.get("/pods", "default", "p");
  if (pod !== undefined) second.put("/pods", pod);
  second.close();
  const third = await open("twice");
  expect(third.get("/pods", "default", "p")?.metadata.managedFields).toEqual(expected as never);
  third.close();
});

test("what was written past the owners of a pod, as bindings are, stays nobody's after a restart", async () => {
  const bound = (cluster: Embedded): void => {
    const live = makePod(cluster)();
    const spec = { ...(live["spec"] as object), hostname: "h" };
    cluster.store.put("/pods", { ...live, spec }, true);
  };
  const reference = embedded(kinds, "default");
  bound(reference);
  const expected = reference.store.get("/pods", "default", "p")?.metadata.managedFields;
  const store = await open("bound");
  bound(embeddedOn(store, kinds, ["default"]));
  store.close();
  const again = await open("bound");
  const pod = again.get("/pods", "default", "p");
  expect(pod === undefined ? undefined : deferredOf(pod.metadata)).toBeDefined();
  expect((pod?.["spec"] as { hostname?: string } | undefined)?.hostname).toBe("h");
  expect(pod?.metadata.managedFields).toEqual(expected as never);
  expect(JSON.stringify(expected)).not.toContain("hostname");
  again.close();
});

test("an object that a client deletes keeps who owned what", async () => {
  const store = await open("deleted");
  const cluster = embeddedOn(store, kinds, ["default"]);
  const live = makePod(cluster);
  cluster.objects.delete(cluster.kind("v1/Pod"), { namespace: "default", name: "p" });
  const expected = live().metadata;
  expect(expected.managedFields).toHaveLength(3);
  store.close();
  const again = await open("deleted");
  expect(again.get("/pods", "default", "p")?.metadata).toEqual(expected);
  again.close();
});
