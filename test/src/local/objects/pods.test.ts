import { expect, test } from "bun:test";
import type { DeleteOptions } from "../../../../src/local/objects/objects.ts";
import type { Change } from "../../../../src/local/store/store.ts";
import { valueAt } from "../../../../src/model/json.ts";
import { embedded, type Embedded } from "./embedded.ts";
import { plainKinds } from "./plain-kinds.ts";

const kinds = await plainKinds();
const target = { namespace: "default", name: "p" };

function withPod(spec: Record<string, unknown>): Embedded {
  const cluster = embedded(kinds, "default");
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "default" }, spec };
  cluster.objects.create(cluster.kind("v1/Pod"), pod, { manager: "test" });
  return cluster;
}

const RUNNING = { nodeName: "local", containers: [] };

test.each([
  ["a pod on a node", RUNNING, {}, { gone: false, period: 30, at: "2026-01-02T00:00:30Z" }],
  [
    "a shorter period",
    RUNNING,
    { gracePeriodSeconds: 5 },
    { gone: false, period: 5, at: "2026-01-02T00:00:05Z" },
  ],
  [
    "a negative period",
    RUNNING,
    { gracePeriodSeconds: -1 },
    { gone: false, period: 1, at: "2026-01-02T00:00:01Z" },
  ],
  ["no period", RUNNING, { gracePeriodSeconds: 0 }, { gone: true, period: 0, at: "2026-01-02T00:00:00Z" }],
  ["a pod without a node", { containers: [] }, {}, { gone: true, period: 0, at: "2026-01-02T00:00:00Z" }],
])("%s", (_, spec, options: DeleteOptions, expected) => {
  const { objects, kind } = withPod(spec);
  const { gone, object } = objects.delete(kind("v1/Pod"), target, options);
  const { deletionTimestamp, generation } = object.metadata;
  const period = valueAt(object.metadata, ["deletionGracePeriodSeconds"]);
  expect({ gone, period, at: deletionTimestamp }).toEqual(expected as never);
  expect(generation).toBe(2);
});

test("a second delete may only shorten the period", () => {
  const { objects, kind, store } = withPod(RUNNING);
  const of = kind("v1/Pod");
  const periodAfter = (options: DeleteOptions): unknown =>
    valueAt(objects.delete(of, target, options).object, ["metadata", "deletionGracePeriodSeconds"]);
  expect(periodAfter({})).toBe(30);
  const before = store.revision;
  expect(periodAfter({ gracePeriodSeconds: 60 })).toBe(30);
  expect(store.revision).toBe(before);
  expect(periodAfter({ gracePeriodSeconds: 10 })).toBe(10);
  expect(objects.get(of, "default", "p")?.metadata.generation).toBe(2);
  const changes: Change["type"][] = [];
  store.listen("written", ({ type }) => void changes.push(type));
  expect(objects.delete(of, target, { gracePeriodSeconds: 0 }).gone).toBe(true);
  expect(changes).toEqual(["MODIFIED", "DELETED"]);
});
