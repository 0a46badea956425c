/**
 * The annotations by which a Deployment numbers its ReplicaSets and remembers its size in them. Pure.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/util/deployment_util.go
 */

import { LAST_APPLIED } from "../../model/object.ts";
import { maxSurge, replicasOf } from "./deployment-state.ts";
import type { Deployment } from "./kinds.ts";

/** Number of a rollout: on the Deployment and on its ReplicaSets. */
export const REVISION = "deployment.kubernetes.io/revision";
const HISTORY = "deployment.kubernetes.io/revision-history";
export const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
export const MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

/** What a ReplicaSet does not take over from its Deployment. */
const OWN: ReadonlySet<string> = new Set([
  LAST_APPLIED,
  REVISION,
  HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  "deprecated.deployment.rollback.to",
]);

/** Longest text of former revisions. */
const LONGEST_HISTORY = 2000;

type Annotations = Record<string, string>;

/** What is to be brought up to date. */
interface Wanted {
  /** The ReplicaSet's annotations, `undefined` for one that is about to be made. */
  current: Annotations | undefined;
  /** Number of the newest rollout. */
  newest?: number;
  /** Only the notes of the Deployment's size. */
  sizesOnly?: boolean;
}

/** The annotations that a ReplicaSet should have. @returns `undefined` when it has them */
export function replicaSetAnnotations(deployment: Deployment, wanted: Wanted): Annotations | undefined {
  const { current, newest = 0, sizesOnly = false } = wanted;
  const next: Annotations = {
    ...current,
    ...(sizesOnly ? {} : inherited(deployment)),
    ...(sizesOnly || current === undefined ? sizes(deployment) : {}),
    ...(sizesOnly ? {} : numbered(current ?? {}, newest)),
  };
  const same =
    current !== undefined && Object.entries(next).every(([name, value]) => current[name] === value);
  return same ? undefined : next;
}

function inherited({ metadata }: Deployment): Annotations {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !OWN.has(name)));
}

function sizes(deployment: Deployment): Annotations {
  const wanted = replicasOf(deployment);
  return {
    [DESIRED_REPLICAS]: String(wanted),
    [MAX_REPLICAS]: String(wanted + maxSurge(deployment)),
  };
}

/** A ReplicaSet that is rolled out again gets a new number and remembers the old one. */
function numbered(current: Annotations, newest: number): Annotations {
  const known = current[REVISION];
  if (Number(known ?? 0) >= newest) return {};
  if (known === undefined) return { [REVISION]: String(newest) };
  const former = [...(current[HISTORY] ?? "").split(",").filter((part) => part !== ""), known];
  while (former.join(",").length > LONGEST_HISTORY) former.shift();
  return { [REVISION]: String(newest), [HISTORY]: former.join(",") };
}
