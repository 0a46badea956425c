/**
 * The one handler of all Kubernetes resources: connect, observe, ensure, wait, output.
 *
 * Before its first request it checkpoints who it is and which object it is about to touch, so that a crash at any point is
 * resumed, and delete knows every object that may exist. It never branches into a create body and an update body.
 */

import { Scope } from "alchemy";
import { autoscalerWarning } from "../../src/apply/autoscaler.ts";
import { ensure, type Ensured } from "../../src/apply/ensure.ts";
import { fieldsAt } from "../../src/apply/field-set.ts";
import { appliedDigest, ownFields } from "../../src/apply/managed-fields.ts";
import { fieldManagerOf, type Ownership, ownershipSelector } from "../../src/apply/ownership.ts";
import { hasRevision, revisionOf } from "../../src/apply/revision.ts";
import { describeTarget, referenceTo, type Target } from "../../src/apply/target.ts";
import { untilReady } from "../../src/apply/wait.ts";
import { get } from "../../src/client/verbs.ts";
import { sameCluster } from "../../src/model/connection.ts";
import { sameJson, valueAt } from "../../src/model/json.ts";
import { groupOf } from "../../src/model/kind.ts";
import { describe, type LiveObject, type Manifest } from "../../src/model/object.ts";
import { isForgotten } from "../connect.ts";
import { tracked } from "../exit-code.ts";
import { quotableValues, withSecretValues } from "../secrets.ts";
import { vanishes } from "./drift/difference.ts";
import { noteWrite } from "./drift/look.ts";
import { invocation, type Invocation } from "./invocation.ts";
import { liveFields } from "./live-fields.ts";
import { noteDefinition } from "./target.ts";
import { progress } from "../progress.ts";
import { announce, count, warn } from "./progress.ts";
import { removeInOrder } from "./departures.ts";
import { deletionOf, departureOf, refuseLosingFormer, removeFormerLater } from "./removal.ts";
import {
  type Checkpoint,
  type KubernetesContext,
  type StoredOutput,
  type StoredProps,
  type StoredRef,
  readCheckpoint,
  writeCheckpoint,
} from "./state.ts";

/** The handler behind every type `kubernetes::…` and `kro::…`. */
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
  const { checkpoint, former } = await checkpointed(context, call);
  const ownership: Ownership = {
    id: checkpoint.owner,
    fqn: context.fqn,
    app: context.scope.appName,
    stage: context.scope.stage,
  };
  const manifest = withSecretValues(
    JSON.parse(props.manifest) as Manifest,
    props.secrets,
    call.values,
    describeTarget(target),
  );
  if (await isDoneAndGone(context, props, { ...call, manifest })) {
    count(context.scope, "unchanged");
    return { ...context.output } as StoredOutput;
  }
  await refuseLosingFormer(context, { former, owner: ownership.id }, manifest, props);
  announce(context.scope, target.client, target.namespace);
  await call.hooks.beforeWrite?.(target);
  const ensured = await write(context, props, { ...call, ownership, manifest });
  call.hooks.written?.(ensured.object);
  const [object] = await Promise.all([
    settled(context, props, target, { ownership, ensured }),
    warnOfAutoscaler(context, target, { ensured, ownership, props }),
  ]);
  call.hooks.settled?.(object);
  if (DEFINING_KINDS.has(target.kind.kind)) noteDefinition(target.client);
  await noteWrite(target, ownership, ensured.object);
  // Once the new manifest is applied nothing of the old one is kept: a value may have become a secret.
  const { applied: _before, ...done } = checkpoint;
  if (checkpoint.applied !== undefined) await writeCheckpoint(Scope.current, done);
  if (former.length > 0) removeFormerLater(context, props);
  // What somebody changed while we waited is drift: the digest is of the answer to our own write.
  const applied = appliedDigest(ensured.object, fieldManagerOf(ownership));
  return { ...outputOf(object, props), applied };
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
  { target, applied, manifest }: Invocation & { manifest: Manifest },
): Promise<boolean> {
  if (context.output?.uid === undefined || context.output.name !== target.name) return false;
  if (!vanishes(manifest) || applied !== props.manifest) return false;
  return (await get(target.client, target.kind, target)) === undefined;
}

/** Makes sure that state names this object before anything is requested. */
export async function checkpointed(
  context: KubernetesContext,
  { target, cluster, preferred, applied }: Invocation,
): Promise<{ checkpoint: Checkpoint; current: StoredRef; former: StoredRef[] }> {
  const before = await readCheckpoint(context);
  const { connection } = target.client;
  const found: StoredRef = { ref: referenceTo(target), cluster, connection };
  const known = before?.refs.find((stored) => isSameObject(stored, found));
  const current: StoredRef = {
    ...found,
    // Permission to read the uid may come and go: what was known once is kept.
    cluster: { ...known?.cluster, ...cluster },
    ...(preferred && { preferred }),
  };
  const former = (before?.refs ?? []).filter(
    (stored) => !isSameObject(stored, current) && !forgets(context.scope, stored),
  );
  const checkpoint: Checkpoint = { owner: before?.owner ?? crypto.randomUUID(), refs: [...former, current] };
  if (applied !== undefined) checkpoint.applied = applied;
  // Inside a handler the current scope is the resource's own, and what is set there is on disk when this returns.
  if (!sameJson(before, checkpoint)) await writeCheckpoint(Scope.current, checkpoint);
  return { checkpoint, current, former };
}

function forgets(scope: Scope, { ref, connection, cluster }: StoredRef): boolean {
  const forgotten = isForgotten(scope, cluster);
  if (forgotten)
    warn(scope, describe(ref), `forgotten where it was, on ${connection.name} (${connection.server})`);
  return forgotten;
}

/** Version is only an encoding: the same group, kind, namespace and name on the same cluster are one object. */
function isSameObject(a: StoredRef, b: StoredRef): boolean {
  return (
    sameCluster(a.cluster, b.cluster) &&
    groupOf(a.ref.apiVersion) === groupOf(b.ref.apiVersion) &&
    a.ref.kind === b.ref.kind &&
    a.ref.namespace === b.ref.namespace &&
    a.ref.name === b.ref.name
  );
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

async function settled(
  context: KubernetesContext,
  props: StoredProps,
  target: Target,
  { ownership, ensured }: { ownership: Ownership; ensured: Ensured },
): Promise<LiveObject> {
  if (props.wait === false || props.wait === "applied") return ensured.object;
  const { object, warning } = await untilReady(target, ensured.object, {
    rule: props.wait,
    failOn: props.failOn,
    timeout: props.timeout,
    selector: ownershipSelector(ownership),
    report: (reason) => progress(context.scope, context.fqn, reason),
  });
  if (warning !== undefined) warn(context.scope, describeTarget(target), warning);
  return object;
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
