/** Asks the real API server. */

import { apiVersionOf, collectionPath, objectPath } from "../../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { eventually, rawRequest, until } from "../../../support/control-plane.ts";
import { refusal, success, type Answer, type Recording, type StatusLike } from "./answers.ts";
import { cases, kindOf } from "./cases.ts";
import { ACCOUNTS, BOUND, LIMITED, SETUP } from "./setup.ts";
import { changed, type Case } from "./suite.ts";

const AT_A_TIME = 24;
const STRICT = "fieldValidation=Strict";
const DRY = `${STRICT}&dryRun=All`;

/** Answers to all cases. Makes objects on the server, and takes away what would disturb others. */
export async function askServer(): Promise<Recording> {
  try {
    // What another run left is on its way out.
    for (const manifest of SETUP)
      await eventually(`${manifest.metadata.name} is made`, () => tried(manifest));
    await settled();
    const subjects = new Map(cases.filter(isPrepared).map(({ base }) => [base, undefined]));
    const lives = new Map<Manifest, LiveObject>();
    await each([...subjects.keys()], async (base) => void lives.set(base, await bound(await made(base))));
    const answers = new Map<string, Answer>();
    const isMade = ({ verb }: Case): boolean => verb === "make";
    await each(
      cases.filter((row) => !isMade(row)),
      async (row) => void answers.set(row.id, await ask(row, lives.get(row.base))),
    );
    for (const row of cases.filter(isMade)) answers.set(row.id, await make(row));
    return Object.fromEntries(cases.map(({ id }) => [id, answers.get(id) ?? { code: 0, message: "" }]));
  } finally {
    for (const { base } of cases.filter(isPrepared)) await rawRequest(pathOf(base), { method: "DELETE" });
    for (const manifest of SETUP.toReversed()) await rawRequest(pathOf(manifest), { method: "DELETE" });
  }
}

/** Whether a case is about an object that is there, or is named by other cases. */
export function isPrepared({ verb, base }: Case): boolean {
  return (
    verb === "update" ||
    verb === "status" ||
    ["kinds-high", "kinds-runtime", "kinds-account"].includes(base.metadata.name)
  );
}

async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

function pathOf(manifest: Manifest): string {
  const { namespace, name } = manifest.metadata;
  return objectPath(kindOf(manifest), { name, ...(namespace === undefined ? {} : { namespace }) });
}

/** @returns `undefined` when there is one of that name already */
async function tried(manifest: Manifest): Promise<LiveObject | undefined> {
  const path = collectionPath(kindOf(manifest), manifest.metadata.namespace);
  const response = await rawRequest(`${path}?${STRICT}`, { method: "POST", body: manifest });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as LiveObject;
  if (response.status === 409) return undefined;
  throw new Error(`${apiVersionOf(kindOf(manifest))} ${manifest.metadata.name}: ${text}`);
}

async function made(manifest: Manifest): Promise<LiveObject> {
  const live = await tried(manifest);
  if (live === undefined) throw new Error(`${manifest.metadata.name} is there already`);
  return live;
}

/** A claim as it is when it has its volume; anything else as it is. */
async function bound(live: LiveObject): Promise<LiveObject> {
  if (!BOUND.includes(live.metadata.name)) return live;
  return eventually(`${live.metadata.name} is bound`, async () => {
    const found = (await (await rawRequest(pathOf(live))).json()) as LiveObject & {
      status?: { phase?: string };
    };
    return found.status?.phase === "Bound" ? found : undefined;
  });
}

/** Until service accounts and the quota are known. */
async function settled(): Promise<void> {
  for (const namespace of ACCOUNTS)
    await until("there is a service account", async () => {
      const response = await rawRequest(`/api/v1/namespaces/${namespace}/serviceaccounts/default`);
      await response.text();
      return response.ok;
    });
  await until("the quota is known", async () => {
    const response = await rawRequest(`/api/v1/namespaces/${LIMITED}/resourcequotas/quota`);
    const { status } = (await response.json()) as { status?: { hard?: object } };
    return status?.hard !== undefined;
  });
}

/** Creates and deletes. */
async function make(row: Case): Promise<Answer> {
  const sent = another(row, changed(row.base, row.change));
  const path = collectionPath(kindOf(sent), sent.metadata.namespace);
  const response = await rawRequest(`${path}?${STRICT}`, { method: "POST", body: sent });
  const answer = await answered(row, { sent, response });
  if (response.ok) await rawRequest(pathOf(sent), { method: "DELETE" });
  return answer;
}

async function ask(row: Case, live: LiveObject | undefined): Promise<Answer> {
  const { verb, base, change } = row;
  if (verb === "create") {
    const sent = changed(base, change);
    const path = collectionPath(kindOf(base), base.metadata.namespace);
    return answered(row, {
      sent,
      response: await rawRequest(`${path}?${DRY}`, { method: "POST", body: another(row, sent) }),
    });
  }
  if (live === undefined) throw new Error(`${base.metadata.name} was not made`);
  const sent = changed(live, change);
  const path = `${pathOf(base)}${verb === "status" ? "/status" : ""}?${DRY}`;
  return eventually(`${row.id} is answered`, async () => {
    // Controllers write to the same object.
    const { metadata } = (await (await rawRequest(pathOf(base))).json()) as LiveObject;
    const body = { ...sent, metadata: { ...sent.metadata, resourceVersion: metadata.resourceVersion } };
    const response = await rawRequest(path, { method: "PUT", body });
    const answer = await answered(row, { sent, live, response });
    return "message" in answer && answer.message.includes("has been modified") ? undefined : answer;
  });
}

/** A manifest that is there already is created under another name. */
export function another(row: Case, sent: Manifest): Manifest {
  const isThere = cases.some((other) => other.base === row.base && isPrepared(other));
  if (!isThere || sent.metadata.name !== row.base.metadata.name) return sent;
  return { ...sent, metadata: { ...sent.metadata, name: otherName(sent) } };
}

function otherName({ kind, metadata: { name } }: Manifest): string {
  return kind === "IPAddress" ? "198.18.9.9" : `${name}2`;
}

async function answered(
  row: Case,
  { sent, live, response }: { sent: Manifest; live?: LiveObject; response: Response },
): Promise<Answer> {
  const body = (await response.json()) as Manifest & StatusLike;
  return response.ok ? success(row, body, { sent, live }) : refusal(body, live);
}
