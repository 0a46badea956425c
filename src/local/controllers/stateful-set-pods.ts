/**
 * The pods of a StatefulSet: named by number, each with claims of its own.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/statefulset/stateful_pod_control.go
 */

import type { Manifest } from "../../model/object.ts";
import type { ControllerContext } from "./controller.ts";
import { RESOURCE, type Pod, type PodTemplate, type StatefulSet } from "./kinds.ts";
import { admitPod, podManifest } from "./pod-control.ts";
import { enforceQuota } from "./quota.ts";
import { REVISION_HASH } from "./revisions.ts";
import { claimOf, claimName, keepClaimOwners } from "./stateful-set-claims.ts";
import { create, isTerminatingNamespace, remove } from "./write.ts";

const COMPONENT = "statefulset-controller";
const POD_NAME = "statefulset.kubernetes.io/pod-name";
const POD_INDEX = "apps.kubernetes.io/pod-index";

export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0;
}

/** The number at the end of a pod's name. @returns -1 for a pod that is not one of this StatefulSet's */
export function ordinalOf({ metadata }: StatefulSet, pod: Pod): number {
  const prefix = `${metadata.name}-`;
  const { name } = pod.metadata;
  const number = name.startsWith(prefix) ? name.slice(prefix.length) : "";
  return /^\d+$/.test(number) ? Number(number) : -1;
}

/** Tells on the StatefulSet what was done to a pod. @param error why it was not */
function tell(
  context: ControllerContext,
  set: StatefulSet,
  { verb, what, error }: { verb: "Create" | "Delete"; what: string; error?: Error },
): void {
  context.event(set, {
    type: error === undefined ? "Normal" : "Warning",
    reason: `${error === undefined ? "Successful" : "Failed"}${verb}`,
    message: `${verb} ${what}${error === undefined ? "" : ` failed error: ${error.message}`}`,
    component: COMPONENT,
  });
}

/** What a pod of a StatefulSet is made from. */
export interface Member {
  ordinal: number;
  template: PodTemplate;
  /** Name of the revision of that template. */
  revision: string;
}

/**
 * Creates a pod and its claims.
 * @returns why it could not be made
 */
export function createMember(
  context: ControllerContext,
  set: StatefulSet,
  member: Member,
): Pod | Error | undefined {
  const { ordinal } = member;
  const name = `${set.metadata.name}-${ordinal}`;
  const what = `Pod ${name} in StatefulSet ${set.metadata.name}`;
  const problem = createClaims(context, set, ordinal);
  if (problem !== undefined) {
    tell(context, set, { verb: "Create", what, error: problem });
    return problem;
  }
  try {
    const pod = admitPod(context, memberManifest(context, set, member));
    keepClaimOwners(context, set, pod, ordinal);
    tell(context, set, { verb: "Create", what: `${what} successful` });
    return pod;
  } catch (error) {
    if (isTerminatingNamespace(error)) return undefined;
    if (!(error instanceof Error)) throw error;
    tell(context, set, { verb: "Create", what, error });
    return error;
  }
}

function memberManifest(
  context: ControllerContext,
  set: StatefulSet,
  { ordinal, template, revision }: Member,
): Manifest {
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = set.spec.volumeClaimTemplates ?? [];
  const names = new Set(claims.map(({ metadata }) => metadata?.name));
  const own = claims.map((claim) => ({
    name: claim.metadata?.name ?? "",
    persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) },
  }));
  const others = (template.spec?.volumes ?? []).filter((volume) => !names.has(volume.name));
  const volumes = [...own, ...others];
  const { serviceName } = set.spec;
  return podManifest(
    context,
    { owner: set, template, component: COMPONENT },
    {
      name,
      labels: { [POD_NAME]: name, [POD_INDEX]: String(ordinal), [REVISION_HASH]: revision },
      spec: {
        hostname: name,
        ...(serviceName === undefined || serviceName === "" ? {} : { subdomain: serviceName }),
        ...(volumes.length === 0 ? {} : { volumes }),
      },
    },
  );
}

/** Creates the claims that a pod lacks. @returns the first problem */
export function createClaims(
  context: ControllerContext,
  set: StatefulSet,
  ordinal: number,
): Error | undefined {
  const { name, namespace } = set.metadata;
  const problems: Error[] = [];
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = claimName(set, template, ordinal);
    const known = claimOf(context, set, claim);
    if (known?.metadata.deletionTimestamp !== undefined)
      problems.push(new Error(`pvc ${claim} is being deleted`));
    if (known !== undefined) continue;
    const { status: _status, metadata, ...rest } = template;
    const manifest: Manifest = {
      ...rest,
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: claim,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...metadata?.labels, ...set.spec.selector.matchLabels },
        ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
      },
    };
    const what = `Claim ${claim} Pod ${name}-${ordinal} in StatefulSet ${name} success`;
    try {
      enforceQuota(RESOURCE.persistentVolumeClaims, manifest, context);
      create(context, RESOURCE.persistentVolumeClaims, manifest);
      tell(context, set, { verb: "Create", what });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(new Error(`failed to create PVC ${claim}: ${error.message}`));
      const failed = `Claim ${claim} for Pod ${name}-${ordinal} in StatefulSet ${name}`;
      if (!isTerminatingNamespace(error)) tell(context, set, { verb: "Create", what: failed, error });
    }
  }
  return problems[0];
}

/** Deletes a pod and tells of it. */
export function deleteMember(context: ControllerContext, set: StatefulSet, pod: Pod): void {
  remove(context, RESOURCE.pods, pod);
  const { name } = pod.metadata;
  tell(context, set, { verb: "Delete", what: `Pod ${name} in StatefulSet ${set.metadata.name} successful` });
}
