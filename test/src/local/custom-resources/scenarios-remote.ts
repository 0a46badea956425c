/** Takes the steps of scenarios on the real API server. */

import type { JsonObject } from "../../../../src/model/json.ts";
import { valueAt } from "../../../../src/model/json.ts";
import { eventually, rawRequest, until } from "../../../support/control-plane.ts";
import { stepAnswer } from "./scenario-answers.ts";
import type { ScenarioRecord, StepAnswer } from "./scenario-answers.ts";
import { DEFINITIONS, kindNamed, over } from "./scenarios.ts";
import type { Ref, Scenario, Step } from "./scenarios.ts";

/** Takes all steps; definitions are removed again. */
export async function takeSteps(scenarios: readonly Scenario[]): Promise<ScenarioRecord[]> {
  const records: ScenarioRecord[] = [];
  for (const scenario of scenarios) {
    const answers: StepAnswer[] = [];
    for (const step of scenario.steps) answers.push(await take(step, scenario.group));
    records.push([scenario.title, answers]);
    await cleanUp(scenario);
  }
  return records;
}

function collection({ plural, version = "v1" }: Ref, group: string): string {
  return plural === DEFINITIONS
    ? `/apis/apiextensions.k8s.io/v1/${plural}`
    : `/apis/${group}/${version}/${plural}`;
}

async function take(step: Step, group: string): Promise<StepAnswer> {
  if ("create" in step) return create(step.create, step.object, group);
  if ("get" in step) return stepAnswer(await json(`${collection(step.get, group)}/${step.get.name}`));
  if ("delete" in step) {
    const path = `${collection(step.delete, group)}/${step.delete.name}`;
    const answer = stepAnswer(await json(path, "DELETE"));
    await settledDeletion(path, step.delete.plural);
    return answer;
  }
  const ref = "update" in step ? step.update : step.status;
  const path = `${collection(ref, group)}/${ref.name}`;
  const live = await json(path);
  if (live["kind"] === "Status") return stepAnswer(live);
  return stepAnswer(await json("update" in step ? path : `${path}/status`, "PUT", over(live, step.with)));
}

async function json(path: string, method = "GET", body?: unknown): Promise<JsonObject> {
  const response = await rawRequest(path, { method, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return text.startsWith("{")
    ? (JSON.parse(text) as JsonObject)
    : { kind: "Status", code: response.status, message: text };
}

async function create(ref: Ref, object: JsonObject, group: string): Promise<StepAnswer> {
  const path = collection(ref, group);
  const apiVersion = path.split("/").slice(2, 4).join("/");
  const body = { apiVersion, kind: kindNamed(ref.plural), metadata: { name: ref.name }, ...object };
  const answer = await json(path, "POST", body);
  if (ref.plural !== DEFINITIONS) return stepAnswer(answer);
  const [plural = ""] = ref.name.split(".");
  const last = await eventually(`${ref.name} is settled`, async () => {
    const live = await json(`${path}/${ref.name}`);
    const conditions = (valueAt(live, ["status", "conditions"]) ?? []) as {
      type: string;
      status: string;
      reason: string;
    }[];
    const found = conditions.find(({ type }) => type === "Established");
    return found?.status === "True" || found?.reason === "NotAccepted" ? live : undefined;
  });
  const isEstablished = JSON.stringify(last).includes("InitialNamesAccepted");
  if (isEstablished) {
    await until(
      `${plural} are served`,
      async () => (await json(`/apis/${group}/v1/${plural}`))["kind"] !== "Status",
    );
  }
  return stepAnswer(last);
}

/** Waits until what a deletion starts has happened as far as it can. */
async function settledDeletion(path: string, plural: string): Promise<void> {
  if (plural !== DEFINITIONS) return;
  await eventually(`${path} is on its way`, async () => {
    const live = await json(path);
    return live["kind"] === "Status" || JSON.stringify(live).includes("InstanceDeletionInProgress")
      ? true
      : undefined;
  });
  await Bun.sleep(500);
}

async function cleanUp({ group, steps }: Scenario): Promise<void> {
  for (const step of steps) {
    if (!("create" in step)) continue;
    const path = `${collection(step.create, group)}/${step.create.name}`;
    const live = await json(path);
    if (live["kind"] === "Status" || step.create.plural === DEFINITIONS) continue;
    await json(path, "PUT", over(live, { metadata: { finalizers: [] } }));
  }
  for (const step of steps)
    if ("create" in step && step.create.plural === DEFINITIONS)
      await json(`${collection(step.create, group)}/${step.create.name}`, "DELETE");
}
