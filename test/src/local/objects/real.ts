/** Runs the steps of a scenario on the real API server. */

import { builtinKind } from "../../../../src/model/kind-table.ts";
import { collectionPath, objectPath } from "../../../../src/model/kind.ts";
import { groupOf } from "../../../../src/model/kind.ts";
import { adminAccess, randomNamespace } from "../../../support/control-plane.ts";
import { normalizer, type Answer, type Scenario, type Step } from "./step.ts";
import { prepared, remember, type Seen } from "./prepared.ts";

const TYPES = {
  create: "application/json",
  update: "application/json",
  delete: "application/json",
  get: "application/json",
  scale: "application/json",
  apply: "application/apply-patch+yaml",
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;

const METHODS = { create: "POST", update: "PUT", delete: "DELETE", get: "GET", scale: "GET" } as const;

/** @returns one answer per step, made comparable */
export async function runReal({ steps, controlled }: Scenario): Promise<Answer[]> {
  const namespace = randomNamespace("objects");
  const seen: Seen = new Map();
  const normalize = normalizer(namespace, controlled);
  const ns = { what: "", kind: "v1/Namespace", name: namespace, body: {} } as const;
  await send({ ...ns, verb: "create" }, { namespace, seen });
  const answers: Answer[] = [];
  for (const step of steps) answers.push(normalize(await send(step, { namespace, seen })));
  await send({ ...ns, verb: "delete" }, { namespace, seen });
  return answers;
}

async function send(step: Step, at: { namespace: string; seen: Seen }): Promise<Answer> {
  const { server, token, ca } = adminAccess();
  const body = prepared(step, at);
  const answer = await fetch(`${server}${pathOf(step, at.namespace)}?${queryOf(step)}`, {
    method: METHODS[step.verb as keyof typeof METHODS] ?? "PATCH",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": TYPES[step.verb], "User-Agent": "test/1" },
    ...(body === undefined || step.verb === "get" || step.verb === "scale"
      ? {}
      : { body: JSON.stringify(body) }),
    tls: { ca },
  });
  const parsed: unknown = await answer.json();
  remember(step, at.seen, parsed);
  const warnings = answer.headers.get("Warning")?.match(/(?<=299 - ")(?:[^"\\]|\\.)*/g) ?? [];
  return { body: parsed, warnings: warnings.map((one) => one.replaceAll('\\"', '"')) };
}

function pathOf({ kind, name = "", namespace, verb, subresource }: Step, own: string): string {
  const slash = kind.lastIndexOf("/");
  const found = builtinKind(kind.slice(0, slash), kind.slice(slash + 1));
  if (found === undefined) throw new Error(`${kind} of group ${groupOf(kind)} is not known`);
  const at = found.namespaced ? (namespace ?? own) : undefined;
  const ref = { name, ...(at === undefined ? {} : { namespace: at }) };
  if (verb === "create") return collectionPath(found, at);
  const suffix = verb === "scale" ? "/scale" : subresource === undefined ? "" : `/${subresource}`;
  return `${objectPath(found, ref)}${suffix}`;
}

function queryOf({ verb, manager = "test", force, dryRun, validation = "Strict" }: Step): string {
  const query = new URLSearchParams();
  if (verb !== "delete" && verb !== "get" && verb !== "scale") {
    query.set("fieldManager", manager);
    query.set("fieldValidation", validation);
  }
  if (force === true) query.set("force", "true");
  if (dryRun === true) query.set("dryRun", "All");
  return query.toString();
}
