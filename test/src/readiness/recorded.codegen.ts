/**
 * Writes recorded.generated.json from the real control plane: what its controllers write into the objects of every scenario.
 * And recorded.expected.txt, what the rules say of it: that is to be reviewed.
 * `KRO=1 npm run control-plane -- npx bun test/src/readiness/recorded.codegen.ts`, on a control plane of its own.
 */

import { writeFile } from "node:fs/promises";
import { isJsonObject, type JsonObject } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { eventually, kubectl, kubectlWithInput, rawRequest, until } from "../../support/control-plane.ts";
import { type Change, compact, difference, type Recording } from "./recording.ts";
import { transcript } from "./transcript.ts";
import { type Scenario, scenarios, type Step } from "./scenarios/index.ts";

const FILE = new URL("recorded.generated.json", import.meta.url);

// Every object of a scenario has it, so that those of the whole cluster are told apart as well.
const LABEL = "recorded";

const COLLECTIONS = [
  ...[
    "namespaces",
    "pods",
    "persistentvolumeclaims",
    "persistentvolumes",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
  ].map((plural) => `/api/v1/${plural}`),
  ...["daemonsets", "deployments", "replicasets", "statefulsets"].map((plural) => `/apis/apps/v1/${plural}`),
  "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/apis/apiregistration.k8s.io/v1/apiservices",
  "/apis/autoscaling/v2/horizontalpodautoscalers",
  "/apis/batch/v1/cronjobs",
  "/apis/batch/v1/jobs",
  "/apis/kro.run/v1alpha1/resourcegraphdefinitions",
  "/apis/networking.k8s.io/v1/ingresses",
  "/apis/policy/v1/poddisruptionbudgets",
];

interface Seen {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: LiveObject;
}

const seen: Seen[] = [];
const ending = new AbortController();

// A collection whose definition is new may be refused for a moment.
async function watch(path: string): Promise<void> {
  const body = await eventually(`${path} can be watched`, async () => {
    const answer = await rawRequest(`${path}?watch=1&timeoutSeconds=3600`, { signal: ending.signal });
    return answer.ok && answer.body !== null ? answer.body : undefined;
  });
  void follow(body).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
}

async function follow(body: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    seen.push(...lines.map((line) => JSON.parse(line) as Seen));
  }
}

const namespaceOf = (scenario: Scenario): string => `recorded-${scenarios.indexOf(scenario)}`;

/** Objects of the whole cluster carry the label; volumes that were made for a claim name it. */
function isOf(scenario: Scenario, { metadata, spec }: LiveObject): boolean {
  const namespace = namespaceOf(scenario);
  const claim =
    isJsonObject(spec) && isJsonObject(spec["claimRef"]) ? spec["claimRef"]["namespace"] : undefined;
  return [metadata.namespace, metadata.labels?.[LABEL], claim].includes(namespace);
}

/** The live object of a name (`*`: any), or of a kind. */
function latest(scenario: Scenario, reference: string): LiveObject[] {
  const [kind, name = "*"] = reference.split("/");
  const objects = new Map<string, LiveObject>();
  for (const { type, object } of seen) {
    if (object.kind !== kind || !isOf(scenario, object) || (name !== "*" && object.metadata.name !== name))
      continue;
    if (type === "DELETED") objects.delete(object.metadata.uid);
    else objects.set(object.metadata.uid, object);
  }
  return [...objects.values()];
}

async function perform(scenario: Scenario, step: Step): Promise<void> {
  const namespace = namespaceOf(scenario);
  if ("apply" in step) {
    await kubectlWithInput(
      labelled(step.apply, namespace),
      "apply",
      "--server-side",
      "--force-conflicts",
      "-n",
      namespace,
      "-f",
      "-",
    );
  } else if ("patch" in step) {
    const sub = step.subresource === undefined ? [] : [`--subresource=${step.subresource}`];
    await kubectl(
      "patch",
      "-n",
      namespace,
      ...named(scenario, step.patch),
      "--type=merge",
      ...sub,
      "-p",
      JSON.stringify(step.with),
    );
  } else if ("remove" in step) {
    await kubectl("delete", "-n", namespace, ...named(scenario, step.remove), "--wait=false");
  } else if ("watch" in step) {
    await watch(step.watch);
  } else {
    const reference = "until" in step ? step.until : step.some;
    const done = async (): Promise<boolean> => latest(scenario, reference).some(step.is);
    await until(`${scenario.name}: ${reference} is ${String(step.is)}`, done, 180_000);
  }
}

function labelled(manifest: Manifest, namespace: string): Manifest {
  const labels = { ...manifest.metadata.labels, [LABEL]: namespace };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
}

function named(scenario: Scenario, reference: string): [string, string] {
  const [kind = "", name = ""] = reference.split("/");
  return [kind, name === "*" ? (latest(scenario, reference)[0]?.metadata.name ?? "") : name];
}

async function record(scenario: Scenario): Promise<void> {
  await kubectl("create", "namespace", namespaceOf(scenario));
  for (const step of scenario.steps) await perform(scenario, step);
  console.log(scenario.name);
}

/** Names that the cluster made are numbered, in messages too; uids and versions count from 1. */
function changesOf(scenario: Scenario): Change[] {
  const events = seen
    .filter(({ object }) => isOf(scenario, object))
    .sort((a, b) => Number(a.object.metadata.resourceVersion) - Number(b.object.metadata.resourceVersion));
  const uids = [...new Set(events.map(({ object }) => object.metadata.uid))];
  const text = renaming(scenario, events, uids);
  const before = new Map<string, JsonObject>();
  return events.flatMap(({ type, object }, index): Change[] => {
    const number = uids.indexOf(object.metadata.uid);
    if (type === "DELETED") return [[number, null]];
    const version = {
      ...withoutSecrets(object),
      metadata: { ...object.metadata, resourceVersion: String(index + 1) },
    };
    const now = compact(JSON.parse(text(JSON.stringify(version)))) as JsonObject;
    const change = difference(before.get(object.metadata.uid) ?? {}, now);
    before.set(object.metadata.uid, now);
    return [[number, change]];
  });
}

function withoutSecrets(object: LiveObject): LiveObject {
  if (object.kind !== "Secret" || !isJsonObject(object["data"])) return object;
  return { ...object, data: Object.fromEntries(Object.keys(object["data"]).map((key) => [key, "eA=="])) };
}

function renaming(
  scenario: Scenario,
  events: readonly Seen[],
  uids: readonly string[],
): (text: string) => string {
  const names = new Map<string, string>([[namespaceOf(scenario), "recorded"]]);
  const counts = new Map<string, number>();
  for (const { object } of events) {
    const { name, generateName, ownerReferences } = object.metadata;
    const made =
      generateName !== undefined ||
      (object.kind === "ReplicaSet" && ownerReferences !== undefined) ||
      name.startsWith("pvc-");
    if (!made || names.has(name)) continue;
    const number = (counts.get(object.kind) ?? 0) + 1;
    counts.set(object.kind, number);
    names.set(name, `${object.kind.toLowerCase()}-${number}`);
  }
  for (const [index, uid] of uids.entries()) names.set(uid, `uid-${index + 1}`);
  // Longer ones first: a pod's name begins with that of its ReplicaSet.
  const sorted = [...names].sort(([a], [b]) => b.length - a.length);
  const renamed = (text: string): string =>
    sorted.reduce((result, [name, other]) => result.replaceAll(name, other), text);
  // Pods that were refused have names as well.
  return (text) => renamed(text).replaceAll(/(replicaset-\d+)-[a-z0-9]{5}\b/g, "$1-refused");
}

await Promise.all(COLLECTIONS.map(watch));
await Promise.all(scenarios.map(record));
await Bun.sleep(1_000);
ending.abort();

const recording: Recording = Object.fromEntries(
  scenarios.map((scenario) => [scenario.name, changesOf(scenario)]),
);
// One change a line, so that a new version of Kubernetes shows as the changes that it makes.
const parts = Object.entries(recording).map(
  ([name, changes]) =>
    `${JSON.stringify(name)}: [\n${changes.map((change) => JSON.stringify(change)).join(",\n")}\n]`,
);
await writeFile(FILE, `{\n${parts.join(",\n")}\n}\n`);
const told = Object.entries(recording).map(([name, changes]) => transcript(name, changes));
await writeFile(new URL("recorded.expected.txt", import.meta.url), `${told.join("\n\n")}\n`);
process.exit();
