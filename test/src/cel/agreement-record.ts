/**
 * Records what the real kro makes of expressions: each in a ResourceGraphDefinition of its own, whose status field gives the inferred
 * type and whose one resource takes the value.
 */

import type { Json, JsonObject } from "../../../src/model/json.ts";
import type { Manifest } from "../../../src/model/object.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";
import {
  eventually,
  kubectl,
  kubectlWithInput,
  randomNamespace,
  rawRequest,
} from "../../support/control-plane.ts";
import { DEFINITIONS, GROUP, OBJECTS, SPEC, SPEC_SCHEMA, TYPES, VARIABLES } from "./agreement-objects.ts";
import { schemasOf } from "./agreement-schemas.ts";

/** What kro made of one expression. `text` is what `json.marshal` of it gives; `type` is the inferred schema of the status field. */
export type Row = { expression: string } & (
  | { outcome: "value"; value: Json; text: string; type: StructuralSchema }
  | { outcome: "pending"; type: StructuralSchema }
  | { outcome: "error"; message: string; type: StructuralSchema }
  | { outcome: "rejected"; message: string }
);

/** Whether kro takes an expression for a field of a Widget's spec. */
export interface Fit {
  field: string;
  expression: string;
  accepted: boolean;
}

/** The rows, and the types and values of the variables that their expressions saw. */
export interface Recording {
  schemas: Record<string, StructuralSchema>;
  values: Record<string, Json>;
  rows: Row[];
  fits: Fit[];
}

/** What to record. */
export interface Questions {
  /** The first one has to be right: its kind gives the schema of the instances. */
  expressions: readonly string[];
  fits: readonly Omit<Fit, "accepted">[];
  /** Called with each finished answer. */
  onAnswer?: () => void;
}

interface Condition {
  type: string;
  status: string;
  message?: string;
}

interface Task {
  number: number;
  expression: string;
  namespace: string;
}

/** How many expressions are under way at a time. */
const WIDTH = 24;

const DEFINITION_PATH = "/apis/kro.run/v1alpha1/resourcegraphdefinitions";
const KIND_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const LABELS = { team: "blue" };

/** Records on the control plane of the environment, which has to run kro. */
export async function record({ expressions, fits, onAnswer }: Questions): Promise<Recording> {
  const namespace = randomNamespace("agreement");
  await prepare(namespace);
  const rows = await inParallel(expressions, async (expression, number) => {
    const row = await recordOne({ number, expression, namespace });
    onAnswer?.();
    return row;
  });
  const first = { number: 0, expression: expressions[0] ?? "", namespace };
  const schemas = await schemasOf(`${kindOf(first).toLowerCase()}s.${GROUP}`);
  await cleanUp(first);
  const recordedFits = await inParallel(fits, async (fit, index) => {
    const recorded = await recordFit(fit, {
      number: expressions.length + index,
      expression: fit.expression,
      namespace,
    });
    onAnswer?.();
    return recorded;
  });
  return { schemas, values: await readValues(namespace), rows, fits: recordedFits };
}

/** Answers in the order of the questions, some of them at a time. */
async function inParallel<Q, A>(
  questions: readonly Q[],
  answer: (question: Q, index: number) => Promise<A>,
): Promise<A[]> {
  const answers: A[] = [];
  const queue = questions.entries();
  const worker = async (): Promise<void> => {
    for (const [index, question] of queue) answers[index] = await answer(question, index);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return answers;
}

/** Waits as `eventually`, with fewer questions: dozens wait at a time. */
function slowly<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const unhurried = async (): Promise<T | undefined> => {
    const answer = await probe();
    if (answer === undefined) await Bun.sleep(300);
    return answer;
  };
  return eventually(what, unhurried, 300_000);
}

async function prepare(namespace: string): Promise<void> {
  await kubectl("create", "namespace", namespace);
  await kubectlWithInput(DEFINITIONS, "apply", "-f", "-");
  const names = DEFINITIONS.map(({ metadata }) => `crd/${metadata.name}`);
  await kubectl("wait", "--for=condition=Established", ...names);
  await kubectlWithInput(OBJECTS, "apply", "-n", namespace, "-f", "-");
  await kubectl("wait", "-n", namespace, "--for=condition=Available", "deployment/web", "--timeout=60s");
}

function kindOf({ number }: Task): string {
  return `Row${number}`;
}

function mentions(expression: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(expression);
}

/** kro wants every status field to refer to something: an expression that does not gets a variable that it does not use. */
function referring(expression: string): string {
  const refers = ["schema", ...Object.keys(VARIABLES)].some((name) => mentions(expression, name));
  return refers ? expression : `cel.bind(unused, schema.metadata.name, ${expression})`;
}

interface Parts {
  /** The kind and spec of the one resource. */
  resource: { kind: string; spec: JsonObject };
  status?: JsonObject;
}

function definitionOf(task: Task, { resource, status = {} }: Parts): Manifest {
  const { expression, namespace } = task;
  const kind = kindOf(task);
  const externals = Object.entries(VARIABLES).filter(([id]) => mentions(expression, id));
  const template = { apiVersion: `${GROUP}/v1`, metadata: { name: kind.toLowerCase() }, ...resource };
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: kind.toLowerCase() },
    spec: {
      schema: { apiVersion: "v1alpha1", group: GROUP, kind, spec: SPEC_SCHEMA, types: TYPES, status },
      resources: [
        ...externals.map(([id, { apiVersion, kind: of, metadata }]) => ({
          id,
          externalRef: { apiVersion, kind: of, metadata: { ...metadata, namespace } },
        })),
        { id: "sink", template },
      ],
    },
  };
}

function rowOf(task: Task): Manifest {
  const source = referring(task.expression);
  const spec = { value: `\${${source}}`, text: `\${json.marshal(${source})}` };
  // The key of the map is pending for ever, so that the field has the type and never fails the instance.
  const status = { value: `\${{schema.spec.absent: ${source}}["x"]}` };
  return definitionOf(task, { resource: { kind: "Sink", spec }, status });
}

async function recordFit(fit: Omit<Fit, "accepted">, task: Task): Promise<Fit> {
  const { field, expression } = fit;
  const spec = { [field]: `\${${expression}}` };
  await create(DEFINITION_PATH, definitionOf(task, { resource: { kind: "Widget", spec } }));
  const message = await slowly(`kro judged ${expression}`, () => judgement(kindOf(task)));
  if (message !== "" && !message.includes("type mismatch"))
    throw new Error(`${field} of ${expression}: ${message}`);
  await cleanUp(task);
  return { field, expression, accepted: message === "" };
}

async function recordOne(task: Task): Promise<Row> {
  const { expression, number } = task;
  const kind = kindOf(task);
  await create(DEFINITION_PATH, rowOf(task));
  const message = await slowly(`kro judged ${expression}`, () => judgement(kind));
  if (message !== "") {
    await rawRequest(`${DEFINITION_PATH}/${kind.toLowerCase()}`, { method: "DELETE" });
    return { expression, outcome: "rejected", message };
  }
  const type = await typeOf(kind);
  await create(instancesPath(task), {
    apiVersion: `${GROUP}/v1alpha1`,
    kind,
    metadata: { name: "probe", labels: LABELS },
    spec: SPEC,
  });
  const row = await slowly(`${expression} was evaluated`, () => outcomeOf(task, type));
  if (number > 0) await cleanUp(task);
  return row;
}

/** Hundreds of kinds would make the API server slow. */
async function cleanUp(task: Task): Promise<void> {
  const kind = kindOf(task).toLowerCase();
  for (const path of [
    `${instancesPath(task)}/probe`,
    `${DEFINITION_PATH}/${kind}`,
    `${KIND_PATH}/${kind}s.${GROUP}`,
  ]) {
    await rawRequest(path, { method: "DELETE" });
    await slowly(`${path} is gone`, async () => (await rawRequest(path)).status === 404 || undefined);
  }
}

/** The message of a refused definition, `""` for an accepted one. */
async function judgement(kind: string): Promise<string | undefined> {
  const { status = {} } = await read(`${DEFINITION_PATH}/${kind.toLowerCase()}`);
  const { state, conditions = [] } = status as { state?: string; conditions?: Condition[] };
  const refused = conditions.find(({ type, status: is }) => type === "GraphAccepted" && is === "False");
  if (refused !== undefined) return refused.message ?? "";
  return state === "Active" ? "" : undefined;
}

async function typeOf(kind: string): Promise<StructuralSchema> {
  const crd = await read(`${KIND_PATH}/${kind.toLowerCase()}s.${GROUP}`);
  const { versions } = crd["spec"] as unknown as {
    versions: { schema: { openAPIV3Schema: StructuralSchema } }[];
  };
  const type = versions[0]?.schema.openAPIV3Schema.properties?.["status"]?.properties?.["value"];
  if (type === undefined) throw new Error(`${kind} has no inferred type`);
  return type;
}

async function outcomeOf(task: Task, type: StructuralSchema): Promise<Row | undefined> {
  const { expression, namespace } = task;
  const { status = {} } = await read(`${instancesPath(task)}/probe`);
  const { state, conditions = [] } = status as { state?: string; conditions?: Condition[] };
  const message = conditions.find((condition) => condition.type === "ResourcesReady")?.message ?? "";
  if (state === "ACTIVE") {
    const sink = await read(`/apis/${GROUP}/v1/namespaces/${namespace}/sinks/${kindOf(task).toLowerCase()}`);
    const { value = null, text } = sink["spec"] as { value?: Json; text: string };
    return { expression, outcome: "value", value, text, type };
  }
  if (state === "ERROR") return { expression, outcome: "error", message, type };
  return message.includes("(data pending)") ? { expression, outcome: "pending", type } : undefined;
}

function instancesPath(task: Task): string {
  return `/apis/${GROUP}/v1alpha1/namespaces/${task.namespace}/${kindOf(task).toLowerCase()}s`;
}

async function read(path: string): Promise<JsonObject> {
  const response = await rawRequest(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as JsonObject;
}

/** Creates an object, waiting until its kind is served. */
async function create(path: string, body: unknown): Promise<void> {
  await slowly(`${path} is served`, async () => {
    const response = await rawRequest(path, { method: "POST", body });
    if (response.ok) return true;
    if (response.status === 404) return undefined;
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  });
}

/** The variables as the expressions saw them; the kind and the uid of the instance are others in each row. */
async function readValues(namespace: string): Promise<Record<string, Json>> {
  const metadata = { name: "probe", namespace, uid: crypto.randomUUID(), labels: LABELS };
  const schema = { apiVersion: `${GROUP}/v1alpha1`, kind: "Row0", metadata, spec: SPEC };
  const values: Record<string, Json> = { schema };
  for (const [id, variable] of Object.entries(VARIABLES)) {
    const at = variable.metadata;
    const which = "name" in at ? [at.name] : ["-l", selectorOf(at.selector.matchLabels)];
    const found = JSON.parse(
      await kubectl("get", variable.kind, ...which, "-n", namespace, "-o", "json"),
    ) as JsonObject;
    values[id] = "name" in at ? found : (found["items"] ?? null);
  }
  return values;
}

function selectorOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
