/**
 * The rules on what the real controllers wrote, step by step: recorded.generated.json, made by recorded.codegen.ts.
 * recorded.expected.txt was reviewed line by line, and is to be whenever it is written again.
 */

import { describe, expect, test } from "bun:test";
import { isJsonObject, textAt, valueAt } from "../../../src/model/json.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Recording } from "./recording.ts";
import { stepsOf, transcript } from "./transcript.ts";

const recording = (await Bun.file(`${import.meta.dir}/recorded.generated.json`).json()) as Recording;
const expected = await Bun.file(`${import.meta.dir}/recorded.expected.txt`).text();

const ROLLS = new Set(["DaemonSet", "Deployment", "StatefulSet"]);

const scenarios = Object.entries(recording);
const sections = new Map(
  expected.split(/^(?=# )/m).map((section) => [section.split("\n")[0]?.slice(2), section.trimEnd()]),
);

describe("every verdict on what was recorded is the one that was reviewed", () => {
  test.each(scenarios)("%s", (name, changes) => {
    expect(transcript(name, changes)).toBe(sections.get(name) ?? "");
  });
  test("nothing else is expected", () => {
    expect([...sections.keys()]).toEqual(scenarios.map(([name]) => name));
  });
});

describe("ready is never said too early", () => {
  test.each(scenarios)("ready is not taken back for the same generation: %s", (name, changes) => {
    const ready = new Set<string>();
    for (const { object: live, verdict } of stepsOf(name, changes)) {
      if (live?.metadata.generation === undefined || verdict === undefined) continue;
      // kro takes it back by itself: it sees its own objects change and calls that "cluster mutated".
      if (live.kind === "RecordedShop") continue;
      const key = `${live.metadata.uid} ${live.metadata.generation}`;
      if (verdict.state === "ready") ready.add(key);
      else expect([live.kind, verdict.state, ready.has(key)]).toEqual([live.kind, verdict.state, false]);
    }
  });

  const rollouts = scenarios.filter(([, changes]) =>
    changes.some(([, change]) => change !== null && ROLLS.has(textAt(change, ["kind"], ""))),
  );
  test.each(rollouts)("the pods say so, too: %s", (name, changes) => {
    for (const { object: live, verdict, all } of stepsOf(name, changes)) {
      if (live === undefined || verdict?.state !== "ready" || verdict.suspended === true) continue;
      if (!ROLLS.has(live.kind)) continue;
      expect(missing(live, all)).toEqual([]);
    }
  });
});

/** What the pods lack of a rollout's being done: they are written by others than the status that is judged. */
function missing(workload: LiveObject, all: readonly LiveObject[]): string[] {
  const pods = all.filter((pod) => pod.kind === "Pod" && pod.metadata.deletionTimestamp === undefined);
  const wanted = workload.kind === "DaemonSet" ? 1 : Number(valueAt(workload, ["spec", "replicas"]));
  const right = pods.filter((pod) => isReady(pod) && isOfTemplate(pod, workload));
  const others = pods.filter((pod) => !isOfTemplate(pod, workload));
  return [
    ...(right.length < wanted ? [`${right.length} of ${wanted} pods of the template are ready`] : []),
    ...(others.length > 0 ? [`${others.length} pods are of another template`] : []),
  ];
}

function isReady(pod: LiveObject): boolean {
  return judge(pod).state === "ready";
}

/** By image and labels, which is what the scenarios change. Pods that are not to be replaced yet count as well. */
function isOfTemplate(pod: LiveObject, workload: LiveObject): boolean {
  const strategy = valueAt(workload, ["spec", "updateStrategy"]);
  const partition = valueAt(strategy, ["rollingUpdate", "partition"]);
  if (valueAt(strategy, ["type"]) === "OnDelete" || (typeof partition === "number" && partition > 0))
    return true;
  const template = valueAt(workload, ["spec", "template"]);
  const labels = valueAt(template, ["metadata", "labels"]);
  const image = ["spec", "containers", 0, "image"];
  return (
    valueAt(pod, image) === valueAt(template, image) &&
    Object.entries(isJsonObject(labels) ? labels : {}).every(
      ([name, value]) => pod.metadata.labels?.[name] === value,
    ) &&
    (isJsonObject(labels) && labels["test/fault"] !== undefined) ===
      (pod.metadata.labels?.["test/fault"] !== undefined)
  );
}
