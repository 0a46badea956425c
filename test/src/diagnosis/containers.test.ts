/** What is told of containers. */

import { expect, test } from "bun:test";
import { cleaner } from "../../../src/diagnosis/clean.ts";
import { troubledContainers } from "../../../src/diagnosis/containers.ts";
import type { LiveObject } from "../../../src/model/object.ts";

const ended = { exitCode: 1, reason: "Error", message: "password hunter2 refused" };

function pod(state: object): LiveObject {
  const status = { name: "main", ready: false, restartCount: 3, state, lastState: { terminated: ended } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web-1", uid: "u", resourceVersion: "1" },
    status: { phase: "Running", containerStatuses: [status] },
  };
}

const waiting = { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } };

test.each([
  ["masked", { clean: cleaner(["hunter2"]) }, "password (secret) refused"],
  ["not at all where they cannot be masked", { clean: cleaner([]), quotes: false }, undefined],
])("a container's last words are shown %s", (_how, telling, words) => {
  const [running] = troubledContainers(pod(waiting), telling);
  expect(running).toMatchObject({ reason: "CrashLoopBackOff", message: "back-off 40s" });
  expect(running?.last?.message).toBe(words);
  const [terminated] = troubledContainers(pod({ terminated: ended }), telling);
  expect(terminated).toMatchObject({ state: "terminated", exitCode: 1 });
  expect(terminated?.message).toBe(words);
});
