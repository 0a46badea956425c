/** What the pods of a workload say of it while it is waited for. Pure. */

import { textAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import { controllerOf, type LiveObject } from "../model/object.ts";
import { containersOf, howItEnded } from "../readiness/containers.ts";
import { judge } from "../readiness/readiness.ts";
import type { Readiness } from "../readiness/verdict.ts";
import { oneLine } from "./clean.ts";
import { counted, grouped } from "./group.ts";
import { ITS_TURN, ONLY_UNREADY } from "./no-news.ts";
import { RELATIONS } from "./relations.ts";
import { cleaned } from "./secrets.ts";

/** Kinds whose pods are watched: a Deployment has them through its ReplicaSets. */
const WORKLOADS = new Set([
  "/ReplicationController",
  "apps/DaemonSet",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "batch/Job",
]);

/** Whether objects of a kind have pods that tell how it is doing. */
export function hasPods({ apiVersion, kind }: { apiVersion: string; kind: string }): boolean {
  return WORKLOADS.has(`${groupOf(apiVersion)}/${kind}`);
}

/** Whether a pod is one of a workload's own present revision; of a Deployment its ReplicaSet has to be asked. */
export function isPodOf(pod: LiveObject, workload: LiveObject): boolean {
  const controller = controllerOf(pod);
  if (controller === undefined) return false;
  if (workload.kind === "Deployment")
    return controller.kind === "ReplicaSet" && controller.name.startsWith(`${workload.metadata.name}-`);
  if (controller.uid !== workload.metadata.uid) return false;
  const relations = RELATIONS[`${groupOf(workload.apiVersion)}/${workload.kind}`];
  return relations?.find(({ kind }) => kind === "Pod")?.current?.(pod, workload) ?? true;
}

/** What the pods say together. */
export interface PodsVerdict {
  /** What they wait for, for the line about progress; the same while only counts of restarts change. */
  words?: string;
  /** They will not become ready by themselves. `patience` in ms: only when it stays so that long. */
  failed?: { reason: string; cause?: string; patience?: number };
}

interface Judged {
  pod: LiveObject;
  verdict: Exclude<Readiness, { state: "ready" }>;
  word: string;
}

/**
 * Judges the pods of a workload that are to be. One that is being deleted, or has ended, is replaced by its workload, and a Job
 * decides itself how often its pods may fail.
 * @param told what was said before, by cause: what alternates between two messages is told once
 */
export function judgePods(
  pods: readonly LiveObject[],
  workload: LiveObject,
  told: Map<string, string> = new Map(),
): PodsVerdict {
  const judged = pods.filter(isAlive).flatMap(judgeOne);
  if (judged.length === 0) return {};
  const groups = grouped(judged, ({ word }) => word);
  for (const { first } of groups) if (!told.has(first.word)) told.set(first.word, wordsOf(first));
  const words = groups
    .map(({ first, all }) => `${counted(all.length, "Pod")}: ${told.get(first.word) ?? ""}`)
    .join("; ");
  const own = workload.kind === "Job" ? judged.filter(({ word }) => word !== CRASHES) : judged;
  const failed = own.flatMap((one) => (one.verdict.state === "failed" ? [one] : []));
  const worst = failed.find(({ verdict }) => patienceOf(verdict) === undefined) ?? failed[0];
  if (worst === undefined) return { words };
  const like = judged.filter(({ word }) => word === worst.word);
  const who = like.length === 1 ? `Pod ${worst.pod.metadata.name}` : counted(like.length, "Pod");
  const patience = patienceOf(worst.verdict);
  return {
    words,
    failed: {
      reason: `${who}: ${worst.verdict.reason}`,
      ...(worst.verdict.cause !== undefined && { cause: worst.verdict.cause }),
      ...(patience !== undefined && { patience }),
    },
  };
}

const CRASHES = "CrashLoopBackOff";

/** What is tried again and again under changing words. */
const SAME: Readonly<Record<string, string | undefined>> = { ErrImagePull: "ImagePullBackOff" };

function isAlive({ metadata, ...pod }: LiveObject): boolean {
  const phase = textAt(pod, ["status", "phase"], "");
  return metadata.deletionTimestamp === undefined && phase !== "Succeeded" && phase !== "Failed";
}

function judgeOne(pod: LiveObject): Judged[] {
  const verdict = judge(pod);
  if (verdict.state === "ready" || verdict.cause === undefined || isNoNews(verdict.cause)) return [];
  return [{ pod, verdict, word: SAME[verdict.cause] ?? verdict.cause }];
}

function isNoNews(cause: string): boolean {
  return ITS_TURN.has(cause) || ONLY_UNREADY.has(cause);
}

function patienceOf(verdict: Judged["verdict"]): number | undefined {
  return verdict.state === "failed" ? verdict.patience : undefined;
}

function wordsOf({ pod, verdict, word }: Judged): string {
  if (word === CRASHES) {
    const last = containersOf(pod).find(({ waiting }) => waiting?.reason === CRASHES)?.last;
    return last === undefined ? word : `${word}, its last run ${howItEnded(last)}`;
  }
  return oneLine(cleaned(verdict.reason), 200);
}
