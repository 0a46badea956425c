import { expect, test } from "bun:test";
import {
  copyMetadata,
  deferManagedFields,
  deferredOf,
  withoutManagedFields,
} from "../../../../src/local/store/lazy.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import { RESOURCE, sample } from "./sample.ts";

function deferred(): { object: ReturnType<typeof sample>; calls: () => number } {
  const object = sample("x");
  let calls = 0;
  deferManagedFields(object.metadata, {
    compute: () => {
      calls += 1;
      return [{ manager: "m" }];
    },
    save: () => undefined,
  });
  return { object, calls: () => calls };
}

test("managedFields are computed when they are read, and look like any other field", () => {
  const { object, calls } = deferred();
  expect(calls()).toBe(0);
  expect(JSON.parse(JSON.stringify(object.metadata))).toEqual({
    name: "x",
    namespace: "a",
    uid: "a-x",
    resourceVersion: "",
    managedFields: [{ manager: "m" }],
  });
  expect(object.metadata.managedFields).toEqual([{ manager: "m" }]);
  expect({ ...object.metadata }.managedFields).toEqual([{ manager: "m" }]);
  expect(calls()).toBe(1);
  expect(deferredOf(object.metadata)).toBeUndefined();
});

test("storing and copying do not compute them", () => {
  const { object, calls } = deferred();
  const store = memoryStore();
  const kept = store.put(RESOURCE, object);
  store.put(RESOURCE, kept);
  copyMetadata(kept.metadata);
  expect(withoutManagedFields(kept.metadata)).toEqual({
    name: "x",
    namespace: "a",
    uid: "a-x",
    resourceVersion: "2",
  });
  expect(calls()).toBe(0);
  expect(store.get(RESOURCE, "a", "x")?.metadata.managedFields).toEqual([{ manager: "m" }]);
});
