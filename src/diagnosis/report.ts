/** A diagnosis as text: what went wrong and what to do next, then what that is concluded from, within bounds. Pure. */

import { describe } from "../model/object.ts";
import { explain } from "../readiness/conditions.ts";
import { howItEnded } from "../readiness/containers.ts";
import type { ContainerReport, DiagnosedObject, Diagnosis, LogReport, WarningReport } from "./diagnosis.ts";
import { alike, type Finding, findingsOf, similar } from "./findings.ts";
import { grouped, howMany, lasting, likeSiblings, several } from "./group.ts";
import { nextStep } from "./next-steps.ts";

/** A diagnosis in words. */
export interface Report {
  /** What went wrong, as far as the reason does not say it: a clause. */
  cause?: string;
  /** The next step, as a sentence. */
  advice?: string;
  /** What it is concluded from: lines that begin with what they are. */
  details: string;
}

/** Of each sort of line, at most. */
const MOST = 5;

/** Puts a diagnosis into words. */
export function reportOf(diagnosis: Diagnosis): Report {
  const findings = findingsOf(diagnosis);
  const advice = nextStep(findings);
  const cause = causeOf(diagnosis, findings);
  const first = lasting(`${diagnosis.reason} ${cause ?? ""}`);
  const said: Said = (text) => first.includes(lasting(text));
  const { chain, containers, logs, events, unseen } = diagnosis;
  const lines = [
    ...labelled("chain", chainsOf(chain, said)),
    ...labelled(
      "container",
      alike(containers).map(({ first, all }) => containerLine(first, all, said)),
    ),
    ...logs.flatMap(logLines),
    ...labelled(
      "event",
      similar(events).map(({ first, all }) => eventLine(first, all, said)),
    ),
    ...labelled("condition", conditionsOf(chain, said)),
    ...labelled(
      "not shown",
      unseen.map(({ what, because }) => `${what}: ${because}`),
    ),
  ];
  return {
    ...(cause !== undefined && { cause }),
    ...(advice !== undefined && { advice }),
    details: lines.join("\n"),
  };
}

/** Whether the first line says it. */
type Said = (text: string) => boolean;

function labelled(label: string, texts: readonly string[]): string[] {
  const shown = texts.slice(0, MOST).map((text) => line(label, text));
  return texts.length > MOST ? [...shown, line("", `and ${texts.length - MOST} more`)] : shown;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)} ${text}`.trimEnd();
}

/** The first finding, unless the reason says it already; without one what is not ready at the ends of the chain. */
function causeOf({ object, reason, chain }: Diagnosis, [first]: readonly Finding[]): string | undefined {
  const [end] = endsOf(chain);
  if (first === undefined)
    return end?.reason === undefined || reason.includes(end.reason)
      ? undefined
      : `${describe(end)}: ${end.reason}`;
  const { cause, message, words, objects } = first;
  if (reason.includes(cause) || (message !== "" && lasting(reason).includes(lasting(message))))
    return undefined;
  const own = objects.every(({ kind, name }) => kind === object.kind && name === object.name);
  return own ? words : `${howMany(objects)}: ${words}`;
}

/** What is not ready although everything that belongs to it is, but for the object itself. */
function endsOf(chain: readonly DiagnosedObject[]): DiagnosedObject[] {
  const parents = new Set(chain.filter(isUnready).map(({ parent }) => parent));
  return chain.filter(
    (object) => isUnready(object) && object.parent !== undefined && !parents.has(object.uid),
  );
}

/** The ways from the object to what is not ready: `Deployment shop/web → ReplicaSet web-5d → 2 pods (…)`. */
function chainsOf(chain: readonly DiagnosedObject[], said: Said): string[] {
  const byUid = new Map(chain.map((object) => [object.uid, object]));
  const ways = endsOf(chain).map((end) => wayTo(byUid, end));
  return grouped(ways, likeWay).map(({ first, all }) => {
    const last = all.flatMap((way) => way.at(-1) ?? []);
    const [root, ...between] = first.slice(0, -1);
    const steps = between.map(({ kind, name }) => `${kind} ${name}`);
    const way = [...(root === undefined ? [] : [describe(root)]), ...steps, several(last)].join(" → ");
    const [end] = last;
    // Of pods there are lines of their own.
    return end === undefined || end.kind === "Pod" ? way : `${way}${unsaid(end.reason ?? end.state, said)}`;
  });
}

/** Ways to the same end, but for its name. */
function likeWay(way: readonly DiagnosedObject[]): string {
  const end = way.at(-1);
  const words =
    end?.kind === "Pod" ? "" : likeSiblings(end?.reason ?? "", end ?? { apiVersion: "", kind: "", name: "" });
  return JSON.stringify([...way.slice(0, -1).map(({ uid }) => uid), end?.kind, words]);
}

function isUnready({ state }: DiagnosedObject): boolean {
  return state !== "ready";
}

function wayTo(byUid: ReadonlyMap<string, DiagnosedObject>, end: DiagnosedObject): DiagnosedObject[] {
  const parent = end.parent === undefined ? undefined : byUid.get(end.parent);
  return parent === undefined ? [end] : [...wayTo(byUid, parent), end];
}

function containerLine(first: ContainerReport, all: readonly ContainerReport[], said: Said): string {
  const { container, init, last } = first;
  const name = init ? `${container} (init)` : container;
  const restarts = range(all.map((report) => report.restarts));
  const times = restarts === "0" ? "" : `; ${restarts} ${restarts === "1" ? "restart" : "restarts"}`;
  const ended = last === undefined ? "" : `, the last run ${howItEnded(last)}${unsaid(last.message, said)}`;
  return `${name} of ${howMany(all.map(({ pod }) => pod))}: ${stateOf(first, said)}${times}${ended}`;
}

function stateOf({ state, reason, message, exitCode }: ContainerReport, said: Said): string {
  if (state === "running") return "it runs, but is not ready";
  const cause = reason === undefined ? {} : { reason };
  const now = exitCode === undefined ? (reason ?? state) : howItEnded({ exitCode, ...cause });
  // The message of a crash loop only says how long the pause is.
  return reason === "CrashLoopBackOff" ? now : `${now}${unsaid(message, said)}`;
}

/** A message, unless the first line has it. */
function unsaid(message: string | undefined, said: Said): string {
  return message === undefined || message === "" || said(message) ? "" : `: ${message}`;
}

function range(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `${least}` : `${least}–${most}`;
}

function logLines({ pod, container, previous, lines, missing }: LogReport): string[] {
  const run = previous ? ", before its last restart" : "";
  const what = `${container} of Pod ${pod.name}${run}`;
  if (missing !== undefined) return [line("log", `${what}: ${missing}`)];
  return [line("log", `${what}:`), ...lines.map((text) => line("", `| ${text}`))];
}

// Conditions say the same without it.
const CREATING = "Error creating: ";

function eventLine({ reason, message }: WarningReport, all: readonly WarningReport[], said: Said): string {
  const count = all.reduce((sum, event) => sum + event.count, 0);
  const times = count === 1 ? "" : `, ${count} times`;
  return `${reason} of ${howMany(all.map(({ object }) => object))}${times}${said(message.replace(CREATING, "")) ? "" : `: ${message}`}`;
}

/** The conditions that decided, but those that the first line says. */
function conditionsOf(chain: readonly DiagnosedObject[], said: Said): string[] {
  const deciding = chain.flatMap(({ condition, ...object }) =>
    condition === undefined ? [] : [{ condition, object }],
  );
  return grouped(deciding, ({ condition: { type, status, reason, message } }) =>
    JSON.stringify([type, status, reason, message]),
  )
    .filter(({ first: { condition } }) => !said(condition.message || (condition.reason ?? "")))
    .map(({ first: { condition }, all }) => {
      const words = explain(condition, "");
      const about = howMany(all.map(({ object }) => object));
      return `${condition.type} of ${about} is ${condition.status}${words === "" ? "" : `: ${words}`}`;
    });
}
