/**
 * The handler of all patches: connect, observe, set the fields, wait, output; and at destroy give them up.
 *
 * Before its first request it checkpoints who it is and which object it is about to touch, so that a crash at any point is
 * resumed, and delete knows every object that may hold fields of it.
 */

import { Scope } from "alchemy";
import { appliedDigest } from "../../../src/apply/managed-fields.ts";
import { fieldManagerOf } from "../../../src/apply/ownership.ts";
import { type FieldsSet, setFields } from "../../../src/apply/set-fields.ts";
import { divideManifest } from "../../../src/apply/shared-list.ts";
import { describeTarget } from "../../../src/apply/target.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { tracked } from "../../exit-code.ts";
import { progress } from "../../progress.ts";
import { quotableValues, withSecretValues } from "../../secrets.ts";
import { checkpointed, noting, concludeMove } from "../checkpoint.ts";
import { invocation, type Invocation } from "../invocation.ts";
import { announce, count, warn } from "../progress.ts";
import { type KubernetesContext, type StoredOutput, type StoredProps } from "../state.ts";
import { departureOf } from "../removal.ts";
import { settled } from "../settled.ts";
import { patchOwnership } from "./ownership.ts";
import { giveUp, giveUpAll } from "./removal.ts";

/** The handler behind the type `kubernetes::Patch`. */
export async function patchLifecycle(
  this: KubernetesContext,
  id: string,
  props: StoredProps,
): Promise<StoredOutput> {
  return tracked(async () => {
    if (this.phase !== "delete") return deploy(this, id, props);
    await giveUpAll(this, props);
    return this.destroy();
  });
}

async function deploy(context: KubernetesContext, id: string, props: StoredProps): Promise<StoredOutput> {
  const call = invocation.current(id);
  const { target } = call;
  const checkpointing = await checkpointed(context, call, props.manifest);
  const { checkpoint, current, former } = checkpointing;
  const ownership = patchOwnership(checkpoint);
  announce(context.scope, target.client, target.namespace);
  const set = await noting(checkpointing, props.manifest, () =>
    write(context, props, { ...call, ownership }),
  );
  const object = await settled(context, props, target, { written: set.object });
  const departure = { ...(await departureOf(context, props)), checkpoint, current: target };
  for (const stored of former) await giveUp(departure, { ...stored, owner: checkpoint.owner });
  const { applied: _applied, ...done } = current;
  await concludeMove(Scope.current, checkpoint, done);
  const { name, namespace, uid } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    // What somebody changed while we waited is drift: the digest is of the answer to our own write.
    applied: appliedDigest(set.object, fieldManagerOf(ownership)),
  };
}

async function write(
  context: KubernetesContext,
  props: StoredProps,
  call: Invocation & { ownership: { id: string } },
): Promise<FieldsSet> {
  const { target, ownership, values, applied, repairs } = call;
  const object = describeTarget(target);
  const whole = withSecretValues(JSON.parse(props.manifest) as Manifest, props.secrets, values, object);
  const { manifest, elements } = divideManifest(whole);
  const set = await setFields(target, {
    manifest,
    elements,
    ownership,
    conflicts: props.conflicts,
    secrets: quotableValues(target.kind.kind, values),
    timeout: props.timeout,
    report: (message) => progress(context.scope, context.fqn, message),
    ...(repairs && applied !== undefined && { applied: JSON.parse(applied) as Manifest }),
  });
  count(context.scope, set.outcome);
  for (const warning of set.warnings) warn(context.scope, object, warning);
  return set;
}
