/**
 * The one handler of all Kubernetes resources: connect, observe, ensure, wait, output.
 *
 * Before its first request it checkpoints who it is and which object it is about to touch, so that a crash at any point is
 * resumed, and delete knows every object that may exist. It never branches into a create body and an update body.
 */

import { autoscalerWarning } from "../../src/apply/autoscaler.ts";
import { ensure, type Ensured } from "../../src/apply/ensure.ts";
import { fieldsAt } from "../../src/apply/field-set.ts";
import { appliedDigest, ownFields } from "../../src/apply/managed-fields.ts";
import { fieldManagerOf, type Ownership, ownershipSelector } from "../../src/apply/ownership.ts";
import { hasRevision, revisionOf } from "../../src/apply/revision.ts";
import { describeTarget, type Target } from "../../src/apply/target.ts";
import { get } from "../../src/client/verbs.ts";
import { valueAt } from "../../src/model/json.ts";
import { groupOf } from "../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import { tracked } from "../exit-code.ts";
import { quotableValues, withSecretValues } from "../secrets.ts";
import { type Checkpointed, checkpointed, conclude, noting } from "./checkpoint.ts";
import { vanishes } from "./drift/difference.ts";
import { noteWrite } from "./drift/look.ts";
import { invocation, type Invocation } from "./invocation.ts";
import { liveFields } from "./live-fields.ts";
import { noteDefinition } from "./target.ts";
import { progress } from "../progress.ts";
import { announce, count, warn } from "./progress.ts";
import { removeInOrder } from "./departures.ts";
import { refuseLosingFormer, removeFormerLater } from "./former.ts";
import { deletionOf, departureOf } from "./removal.ts";
import { settled } from "./settled.ts";
import type { KubernetesContext, StoredOutput, StoredProps } from "./state.ts";

/** The handler behind every type `kubernetes::…` and `kro::…` but patches, which have their own. */
export async function lifecycle(
  this: KubernetesContext,
  id: string,
  props: StoredProps,
): Promise<StoredOutput> {
  return tracked(async () => {
    if (this.phase !== "delete") return deploy(this, id, props);
    await removeInOrder(await departureOf(this, props));
    return this.destroy();
  });
}

async function deploy(context: KubernetesContext, id: string, props: StoredProps): Promise<StoredOutput> {
  const call = invocation.current(id);
  const { target } = call;
  const manifest = withSecretValues(
    JSON.parse(props.manifest) as Manifest,
    props.secrets,
    call.values,
    describeTarget(target),
  );
  const checkpointing = await checkpointed(context, call, props.manifest);
  const { checkpoint } = checkpointing;
  const ownership: Ownership = {
    id: checkpoint.owner,
    fqn: context.fqn,
    app: context.scope.appName,
    stage: context.scope.stage,
  };
  if (await isDoneAndGone(context, props, { ...call, manifest })) {
    count(context.scope, "unchanged");
    await leaveFormer(context, props, { ...call, ...checkpointing });
    return { ...context.output } as StoredOutput;
  }
  const ensured = await noting(checkpointing, props.manifest, async () => {
    await refuseLosingFormer(context, checkpointing, target, props);
    announce(context.scope, target.client, target.namespace);
    await call.hooks.beforeWrite?.(target);
    return write(context, props, { ...call, ownership, manifest });
  });
  call.hooks.written?.(ensured.object);
  const [object] = await Promise.all([
    settled(context, props, target, { written: ensured.object, selector: ownershipSelector(ownership) }),
    warnOfAutoscaler(context, target, { ensured, ownership, props }),
  ]);
  call.hooks.settled?.(object);
  if (DEFINING_KINDS.has(target.kind.kind)) noteDefinition(target.client);
  await noteWrite(target, ownership, ensured.object);
  await leaveFormer(context, props, { ...call, ...checkpointing });
  // What somebody changed while we waited is drift: the digest is of the answer to our own write.
  const applied = appliedDigest(ensured.object, fieldManagerOf(ownership));
  return { ...outputOf(object, props), applied };
}

/** Ends the checkpoint, and sees to the former objects. */
async function leaveFormer(
  context: KubernetesContext,
  props: StoredProps,
  { checkpoint, former, ...call }: Checkpointed & Pick<Invocation, "target" | "cluster">,
): Promise<void> {
  await conclude(checkpoint);
  if (former.length > 0) removeFormerLater(context, props, call);
}

/** While the object is waited for: it costs a request of its own, and only where something was written. */
async function warnOfAutoscaler(
  { scope }: KubernetesContext,
  target: Target,
  { ensured, ownership, props }: { ensured: Ensured; ownership: Ownership; props: StoredProps },
): Promise<void> {
  const { conflicts } = props;
  const isLeft =
    typeof conflicts === "object" && conflicts.ignore.some((path) => path.includes("spec.replicas"));
  const owned = ownFields(ensured.object, fieldManagerOf(ownership));
  if (ensured.outcome === "unchanged" || isLeft || fieldsAt(owned, ["spec", "replicas"]) === undefined)
    return;
  const warning = await autoscalerWarning(target.client, ensured.object);
  if (warning !== undefined) warn(scope, describeTarget(target), warning);
}

const DEFINING_KINDS = new Set(["CustomResourceDefinition", "ResourceGraphDefinition"]);

/** Whether the object has done its work and the cluster deleted it, as a Job with a time to live: it is not to do it again. */
async function isDoneAndGone(
  context: KubernetesContext,
  props: StoredProps,
  { target, applied, settled, manifest }: Invocation & { manifest: Manifest },
): Promise<boolean> {
  if (!settled || applied !== props.manifest || context.output?.uid === undefined) return false;
  if (!vanishes(manifest)) return false;
  return (await get(target.client, target.kind, target)) === undefined;
}

async function write(
  context: KubernetesContext,
  props: StoredProps,
  call: Invocation & { ownership: Ownership; manifest: Manifest },
): Promise<Ensured> {
  const { target, ownership, manifest, values, adopt, applied, repairs } = call;
  const known = context.output?.uid === undefined ? undefined : context.output;
  const ensured = await ensure(target, {
    manifest,
    ownership,
    expect: known?.name === target.name && known.namespace === target.namespace ? "present" : "absent",
    adopt,
    conflicts: props.conflicts,
    allowDataLoss: props.allowDataLoss,
    keep: deletionOf({ scope: context.scope, props }) === false,
    revision: known?.revision ?? 0,
    secrets: quotableValues(target.kind.kind, values),
    timeout: props.timeout,
    report: (message) => progress(context.scope, context.fqn, message),
    ...(known !== undefined && { uid: known.uid }),
    ...(repairs && applied !== undefined && { applied: JSON.parse(applied) as Manifest }),
  });
  count(context.scope, ensured.outcome);
  for (const warning of ensured.warnings) warn(context.scope, describeTarget(target), warning);
  return ensured;
}

function outputOf(object: LiveObject, props: StoredProps): Omit<StoredOutput, "applied"> {
  const { name, namespace, uid } = object.metadata;
  const fields = props.statusFields?.map((field) => [field, valueAt(object, ["status", field])]);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    ...liveFields({ group: groupOf(object.apiVersion), kind: object.kind }, object),
    ...(fields !== undefined && { status: Object.fromEntries(fields) }),
    ...(hasRevision(object) && { revision: revisionOf(object) }),
  };
}
