/** Asks the real API server the questions of the tables. */

import type { Json } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { eventually, rawRequest, until } from "../../../support/control-plane.ts";
import { refusal } from "./answers.ts";
import type { Answer, Row } from "./answers.ts";
import { definitions, GROUP, kindOf, objectOf } from "./probe.ts";
import type { Question } from "./probe.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const AT_A_TIME = 16;

/** Asks the real API server everything, on definitions that are removed again. */
export async function askServer(questions: readonly Question[]): Promise<Row[]> {
  const strict = definitions();
  try {
    for (const loose of definitions(true)) await created(DEFINITIONS, loose);
    for (const { metadata } of strict) await established(metadata.name);
    const names = new Map(questions.map((question, index) => [question, `row-${index}`]));
    const older = questions.filter((question) => question.older === true);
    await each(older, async (question) => {
      await made(question, names.get(question) ?? "");
    });
    for (const definition of strict) await tighten(definition);
    const rows: Row[] = [];
    await each(questions, async (question) => {
      rows.push([question, await ask(question, names.get(question) ?? "")]);
    });
    const order = new Map(questions.map((question, index) => [question, index]));
    return rows.sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  } finally {
    for (const { metadata } of strict)
      await rawRequest(`${DEFINITIONS}/${metadata.name}`, { method: "DELETE" });
  }
}

async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

async function created(path: string, body: Manifest): Promise<LiveObject> {
  const response = await rawRequest(path, { method: "POST", body });
  if (!response.ok) throw new Error(`${body.metadata.name}: ${await response.text()}`);
  return (await response.json()) as LiveObject;
}

function pathOf({ field }: Question): string {
  return `/apis/${GROUP}/v1/${kindOf(field).plural}`;
}

async function established(name: string): Promise<void> {
  const [plural] = name.split(".");
  await until(`${name} is served`, async () => {
    const response = await rawRequest(`/apis/${GROUP}/v1/${plural}`);
    await response.text();
    return response.ok;
  });
}

/** Replaces a definition and waits until its schema is the one that is in force: `sentinel` is of another type then. */
async function tighten(definition: Manifest): Promise<void> {
  const path = `${DEFINITIONS}/${definition.metadata.name}`;
  await eventually(`${definition.metadata.name} is replaced`, async () => {
    const live = (await (await rawRequest(path)).json()) as LiveObject;
    const body = { ...live, spec: definition["spec"] };
    const response = await rawRequest(path, { method: "PUT", body });
    const text = await response.text();
    if (response.ok) return true;
    if (response.status === 409) return undefined;
    throw new Error(text);
  });
  const [plural] = definition.metadata.name.split(".");
  const { names } = definition["spec"] as { names: { kind: string } };
  await until(`the schema of ${plural} is in force`, async () => {
    const body = {
      apiVersion: `${GROUP}/v1`,
      kind: names.kind,
      metadata: { name: "sentinel" },
      sentinel: "x",
    };
    const response = await rawRequest(`/apis/${GROUP}/v1/${plural}?dryRun=All`, { method: "POST", body });
    await response.text();
    return response.status === 422;
  });
}

function made(question: Question, name: string): Promise<LiveObject> {
  return created(pathOf(question), objectOf({ field: question.field, value: question.before ?? null }, name));
}

async function ask(question: Question, name: string): Promise<Answer> {
  const path = pathOf(question);
  const body = objectOf(question, name);
  const query = question.strict === true ? "?fieldValidation=Strict" : "";
  if (question.before === undefined)
    return answered(await rawRequest(path + query, { method: "POST", body }));
  const before =
    question.older === true
      ? ((await (await rawRequest(`${path}/${name}`)).json()) as LiveObject)
      : await made(question, name);
  const next = { ...before, spec: body["spec"] };
  return answered(await rawRequest(`${path}/${name}`, { method: "PUT", body: next }));
}

async function answered(response: Response): Promise<Answer> {
  const body = (await response.json()) as Manifest & Parameters<typeof refusal>[0];
  if (!response.ok) return refusal(body);
  const header = response.headers.get("warning") ?? "";
  const warnings = [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
    text.replaceAll(/\\(.)/g, "$1"),
  );
  return { spec: (body["spec"] ?? null) as Json, ...(warnings.length === 0 ? {} : { warnings }) };
}
