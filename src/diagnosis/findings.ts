/** What went wrong, most telling first: containers, then pods that are not made or not placed, then everything else. Pure. */

import type { ObjectRef } from "../model/object.ts";
import { howItEnded } from "../readiness/containers.ts";
import type { ContainerReport, Diagnosis, DiagnosedObject, WarningReport } from "./diagnosis.ts";
import { grouped, likeSiblings } from "./group.ts";
import { ONLY_UNREADY } from "./no-news.ts";

/** One thing that went wrong, of one or of many objects. */
export interface Finding {
  /** The word that Kubernetes has for it: `CrashLoopBackOff`, `FailedCreate`. */
  cause: string;
  message: string;
  /** The same for people, without the objects. */
  words: string;
  /** The containers or objects that it is about. */
  objects: readonly ObjectRef[];
  /** How the last run of a container ended. */
  ended?: { exitCode: number; reason?: string; message?: string };
}

/** Everything that explains why an object is not ready, the most telling first. */
export function findingsOf({ containers, events, chain }: Diagnosis): Finding[] {
  const unready = chain.filter(({ state }) => state !== "ready");
  return [
    ...containersIn(containers.filter(({ state }) => state !== "running")),
    ...eventsIn(events.filter(({ reason }) => KEEP_PODS_AWAY.has(reason))),
    ...eventsIn(events.filter(({ reason }) => KEEP_FROM_READINESS.has(reason))),
    // What is at the end of a chain explains what is before it.
    ...unready.toReversed().flatMap(verdictIn),
    ...eventsIn(events),
  ];
}

const KEEP_PODS_AWAY = new Set(["FailedCreate", "FailedScheduling"]);
const KEEP_FROM_READINESS = new Set([
  "FailedMount",
  "FailedAttachVolume",
  "FailedCreatePodSandBox",
  "Unhealthy",
]);

/** Containers that are in the same trouble. */
export function alike(containers: readonly ContainerReport[]): ReturnType<typeof grouped<ContainerReport>> {
  return grouped(containers, ({ pod, container, state, reason, message = "", exitCode, last }) =>
    JSON.stringify([
      container,
      state,
      reason,
      likeSiblings(message, pod),
      exitCode,
      last?.exitCode,
      last?.reason,
    ]),
  );
}

function containersIn(containers: readonly ContainerReport[]): Finding[] {
  return alike(containers).map(({ first, all }) => {
    const ended = first.exitCode === undefined ? first.last : { ...first, exitCode: first.exitCode };
    return {
      cause: first.reason ?? "Error",
      message: first.message ?? "",
      words: inWords(first),
      objects: all.map(({ pod }) => pod),
      ...(ended !== undefined && { ended }),
    };
  });
}

/** How a container is doing: `container main: ImagePullBackOff: …`, `container main ended with exit code 1`. */
function inWords({ container, state, reason, message = "", exitCode, last }: ContainerReport): string {
  const name = `container ${container}`;
  const cause = reason === undefined ? {} : { reason };
  if (state === "terminated" && exitCode !== undefined)
    return withMessage(`${name} ${howItEnded({ exitCode, ...cause })}`, message);
  // The message of a crash loop only says how long the pause is.
  if (reason === "CrashLoopBackOff" && last !== undefined)
    return withMessage(`${name}: ${reason}, its last run ${howItEnded(last)}`, last.message ?? "");
  return withMessage(`${name}: ${reason ?? state}`, message);
}

function withMessage(text: string, message: string): string {
  return message === "" ? text : `${text}: ${message}`;
}

function eventsIn(events: readonly WarningReport[]): Finding[] {
  return similar(events).map(({ first, all }) => ({
    cause: first.reason === "FailedScheduling" ? "Unschedulable" : first.reason,
    message: first.message,
    words: withMessage(first.reason, first.message),
    objects: all.map(({ object }) => object),
  }));
}

/** Events that say the same. */
export function similar(events: readonly WarningReport[]): ReturnType<typeof grouped<WarningReport>> {
  return grouped(events, ({ object, reason, message }) =>
    JSON.stringify([object.kind, reason, likeSiblings(message, object)]),
  );
}

function verdictIn({ cause, reason = "", condition, ...object }: DiagnosedObject): Finding[] {
  const word = cause ?? condition?.reason;
  if (word === undefined || word === "" || ONLY_UNREADY.has(word)) return [];
  return [{ cause: word, message: condition?.message || reason, words: reason, objects: [object] }];
}
