/** Pods as workload controllers make and delete them, with the events that tell of it. */

import type { LiveObject, Manifest } from "../../model/object.ts";
import type { ControllerContext } from "./controller.ts";
import { RESOURCE, type Pod, type PodTemplate } from "./kinds.ts";
import { controllerReference } from "./owners.ts";
import { enforceQuota } from "./quota.ts";
import { create, isTerminatingNamespace, remove } from "./write.ts";

/** Longest start of a generated name; the five letters after it make 63. */
const LONGEST_BASE = 58;

/** Where pods come from. */
export interface PodSource {
  /** Becomes their controller. */
  owner: LiveObject;
  template: PodTemplate;
  /** Which controller the events name, for example `replicaset-controller`. */
  component: string;
}

/** What one pod has of its own. */
export interface PodIdentity {
  /** @default generated from `base` */
  name?: string;
  /** Start of the generated name. @default the owner's name and a hyphen */
  base?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  /** Replaces fields of the template's spec. */
  spec?: Partial<NonNullable<PodTemplate["spec"]>>;
}

/**
 * A pod as its template says.
 * @param identity what this pod has of its own
 */
export function podManifest(
  { chance }: ControllerContext,
  { owner, template }: PodSource,
  identity: PodIdentity = {},
): Manifest {
  const { metadata = {}, spec } = template;
  const generateName = identity.base ?? `${owner.metadata.name}-`;
  const labels = { ...metadata.labels, ...identity.labels };
  const annotations = { ...metadata.annotations, ...identity.annotations };
  const finalizers = [...(metadata.finalizers ?? []), ...(identity.finalizers ?? [])];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: identity.name ?? generateName.slice(0, LONGEST_BASE) + chance.suffix(5),
      generateName,
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(finalizers.length === 0 ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...spec, ...identity.spec },
  };
}

/**
 * Writes a new pod, if quotas allow it. Its template was checked and completed with its workload.
 * @throws {StatusError} when a quota does not allow it or its namespace is going
 */
export function admitPod(context: ControllerContext, manifest: Manifest): Pod {
  enforceQuota(RESOURCE.pods, manifest, context);
  return create(context, RESOURCE.pods, manifest);
}

/**
 * Creates a pod and tells of it on its owner.
 * @returns the pod, or why there is none; `undefined` when its namespace is going, which nobody needs to hear
 */
export function createPod(
  context: ControllerContext,
  source: PodSource,
  identity?: PodIdentity,
): Pod | Error | undefined {
  const { owner, component } = source;
  try {
    const pod = admitPod(context, podManifest(context, source, identity));
    const message = `Created pod: ${pod.metadata.name}`;
    context.event(owner, { type: "Normal", reason: "SuccessfulCreate", message, component });
    return pod;
  } catch (error) {
    if (isTerminatingNamespace(error)) return undefined;
    if (!(error instanceof Error)) throw error;
    const message = `Error creating: ${error.message}`;
    context.event(owner, { type: "Warning", reason: "FailedCreate", message, component });
    return error;
  }
}

/** Deletes a pod and tells of it on its owner. */
export function deletePod(
  context: ControllerContext,
  { owner, component }: Omit<PodSource, "template">,
  pod: Pod,
): void {
  if (!remove(context, RESOURCE.pods, pod)) return;
  const message = `Deleted pod: ${pod.metadata.name}`;
  context.event(owner, { type: "Normal", reason: "SuccessfulDelete", message, component });
}

/**
 * Creates several pods, one first, then twice as many each time, and stops after a batch with a failure: whatever is wrong with
 * one is likely wrong with all.
 * @param make creates the pod of an index
 * @returns the first failure
 */
export function createInBatches(
  count: number,
  make: (index: number) => Pod | Error | undefined,
): Error | undefined {
  let done = 0;
  for (let size = 1; done < count; size *= 2) {
    const until = Math.min(count, done + size);
    let failure: Error | undefined;
    for (; done < until; done++) {
      const made = make(done);
      if (made instanceof Error) failure ??= made;
    }
    if (failure !== undefined) return failure;
  }
  return undefined;
}
