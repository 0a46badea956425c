/**
 * `bun test/bench/local-core.ts`: what the embedded cluster does in a second inside one process, without HTTP: writes of clients
 * and of controllers, in memory and with a journal, with 1,000 and with 10,000 objects.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemChance, systemClock } from "../../src/local/clock.ts";
import type { Kinds, ServedKind } from "../../src/local/kinds/served-kind.ts";
import { createObjects } from "../../src/local/objects/create-objects.ts";
import type { Objects } from "../../src/local/objects/objects.ts";
import { memoryStore } from "../../src/local/store/memory.ts";
import { sqliteJournal } from "../../src/local/store/sqlite-journal.ts";
import type { Store } from "../../src/local/store/store.ts";
import { plainKinds } from "../src/local/objects/plain-kinds.ts";

/** Writes that share one commit, as concurrent requests do. */
const TOGETHER = 16;
const DATA = { a: "x".repeat(300), b: "y".repeat(300), c: "z".repeat(400) };

interface Bench {
  objects: Objects;
  store: Store;
  kind: (name: string) => ServedKind;
}

function benchOn(kinds: Kinds, store: Store): Bench {
  const objects = createObjects({ kinds, store, clock: systemClock, chance: systemChance });
  const kind = (name: string): ServedKind => {
    const slash = name.lastIndexOf("/");
    const found = kinds.byKind(name.slice(0, slash), name.slice(slash + 1));
    if (found === undefined) throw new Error(`${name} is not served`);
    return found;
  };
  const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } };
  objects.create(kind("v1/Namespace"), manifest, { manager: "bench" });
  return { objects, store, kind };
}

async function measure(
  name: string,
  count: number,
  { store, write }: { store: Store; write: (index: number) => void },
): Promise<void> {
  const start = performance.now();
  for (let index = 0; index < count; index += TOGETHER) {
    for (let one = index; one < Math.min(index + TOGETHER, count); one += 1) write(one);
    await store.committed();
  }
  const seconds = (performance.now() - start) / 1000;
  const rate = Math.round(count / seconds).toLocaleString("en");
  console.log(
    `${name.padEnd(44)} ${rate.padStart(10)}/s  ${((seconds * 1e6) / count).toFixed(1).padStart(7)} µs`,
  );
}

async function run(title: string, { objects, store, kind }: Bench, count: number): Promise<void> {
  console.log(`\n${title}, ${count.toLocaleString("en")} objects`);
  const [maps, deployments, pods] = [kind("v1/ConfigMap"), kind("apps/v1/Deployment"), kind("v1/Pod")];
  const map = (index: number): Parameters<Objects["apply"]>[1] => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `m${index}`, namespace: "default" },
    data: DATA,
  });
  const labels = { app: "web" };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "web", image: "web:1", ports: [{ containerPort: 80, protocol: "TCP" }] }] },
  };
  const deployment = (index: number): Parameters<Objects["apply"]>[1] => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: `d${index}`, namespace: "default", labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
  });
  const client = { manager: "bench" };
  const trusted = { manager: "kube-controller-manager", trusted: true } as const;
  await measure("create by apply, ConfigMap of 1 KB", count, {
    store,
    write: (index) => objects.apply(maps, map(index), client),
  });
  await measure("apply of what is there", count, {
    store,
    write: (index) => objects.apply(maps, map(index), client),
  });
  await measure("create by apply, Deployment", count, {
    store,
    write: (index) => objects.apply(deployments, deployment(index), client),
  });
  await measure("create of a pod by a controller", count, {
    store,
    write: (index) =>
      objects.create(
        pods,
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: `p${index}`, namespace: "default", labels },
          spec: template.spec,
        },
        trusted,
      ),
  });
  await measure("status by a controller", count, {
    store,
    write(index) {
      const live = objects.get(deployments, "default", `d${index}`);
      if (live === undefined) throw new Error(`d${index} is gone`);
      const status = {
        replicas: 1,
        observedGeneration: 1,
        conditions: [{ type: "Available", status: "True", reason: String(index) }],
      };
      objects.update(deployments, { ...live, status }, { ...trusted, subresource: "status" });
    },
  });
  await measure("list of all", 20 * TOGETHER, {
    store,
    write: () => objects.list(maps, { namespace: "default" }),
  });
}

const kinds = await plainKinds();
const directory = mkdtempSync(join(tmpdir(), "bench-"));
await run("warm-up", benchOn(kinds, memoryStore()), 1_000);
for (const count of [1_000, 10_000]) await run("in memory", benchOn(kinds, memoryStore()), count);
for (const count of [1_000, 10_000]) {
  const store = memoryStore(await sqliteJournal(join(directory, `${count}.db`)));
  await run("journal", benchOn(kinds, store), count);
  store.close();
}
rmSync(directory, { recursive: true });
