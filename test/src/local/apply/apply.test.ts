/** What callers rely on beside the recorded answers: identity, and that nothing is copied in vain. */

import { expect, test } from "bun:test";
import { ApplyConflict, applyPatch, keepTimes, trackUpdate } from "../../../../src/local/apply/index.ts";
import type { JsonObject } from "../../../../src/model/json.ts";
import { kindSchemas } from "../../../../src/model/kind-schemas.ts";

const schema = (await kindSchemas())("v1", "ConfigMap")?.schema;
const NOW = "2026-01-01T00:00:00Z";
const LATER = "2026-01-01T00:00:09Z";

const manifest = (data: JsonObject): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "shop" },
  data,
});
const context = (manager: string, now = NOW) => ({ schema, manager, apiVersion: "v1", now });
const created = applyPatch({ ...context("a"), applied: manifest({ a: "1" }) }).object;

test("an apply that changes nothing gives back the live object itself", () => {
  const again = applyPatch({ ...context("a", LATER), live: created, applied: manifest({ a: "1" }) });
  expect(again.changed).toBe(false);
  expect(again.object).toBe(created);
});

test("so it does when only the server's own way of writing differs", () => {
  const finish = (object: JsonObject): JsonObject => ({ ...object, data: { a: "1" } });
  const again = applyPatch({
    ...context("a", LATER),
    live: created,
    applied: manifest({ a: "1.0" }),
    finish,
  });
  expect(again.object).toBe(created);
});

test("times that alone are new are taken back", () => {
  const next = structuredClone(created);
  const metadata = next["metadata"] as { managedFields: { time: string }[] };
  for (const entry of metadata.managedFields) entry.time = LATER;
  expect(keepTimes(created, next)).toBe(created);
  expect(keepTimes(created, { ...next, data: { a: "2" } })).not.toBe(created);
});

test("entries that did not change keep their identity", () => {
  const owned = (object: JsonObject) => (object["metadata"] as { managedFields: unknown[] }).managedFields;
  const next = trackUpdate({
    ...context("u", LATER),
    live: created,
    next: { ...created, data: { a: "1", b: "2" } },
  });
  expect(owned(next)[0]).toBe(owned(created)[0]);
  expect(owned(next)).toHaveLength(2);
});

test("a conflict says in fields what its message says in words", () => {
  const attempt = () => applyPatch({ ...context("b"), live: created, applied: manifest({ a: "2" }) });
  expect(attempt).toThrow('Apply failed with 1 conflict: conflict with "a": .data.a');
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(ApplyConflict);
    expect((error as ApplyConflict).conflicts).toEqual([
      { manager: "a", operation: "Apply", apiVersion: "v1", fieldPath: ".data.a" },
    ]);
  }
});
