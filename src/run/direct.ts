/** Writing the objects of an instance directly: each by the flow of `apply`, named in the inventory before it is written. */

import { ensure, type EnsureOptions, type Outcome } from "../apply/ensure.ts";
import { appSelector, fieldManagerOf } from "../apply/ownership.ts";
import { referenceTo, type Target } from "../apply/target.ts";
import { untilSettled } from "../apply/wait.ts";
import type { Client } from "../client/client.ts";
import { untilServed } from "../client/discovery.ts";
import { get } from "../client/verbs.ts";
import { rememberSecrets, rememberSecretsOf } from "../diagnosis/secrets.ts";
import { secretLeaves } from "../graph/secret-places.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import type { FailChoice, WaitChoice } from "../readiness/wait-rule.ts";
import { formerManifest } from "./former.ts";
import { identityOf, type Inventory, type InventoryObject, ownershipOf } from "./inventory.ts";
import type { Checkpoint } from "./inventory-store.ts";
import { withInstances } from "./direct-instances.ts";
import { observing, targetOf } from "./observe.ts";
import type { ObjectRequest, Operations, Step } from "./operations.ts";

/** One write of this run. */
export interface Written {
  object: InventoryObject;
  target: Target;
  /** Absent while it is not known: a write that was cut off may have been done. */
  outcome?: Outcome;
  /** Whether an object that the inventory named was there before this run, when it was asked for. */
  existed: boolean;
  /** Whether it was somebody else's when it was about to be adopted. */
  foreign: boolean;
  /** What we had applied before, when it was asked for and there was something. */
  former?: Manifest;
}

export interface DirectOptions extends Pick<EnsureOptions, "adopt" | "conflicts" | "allowDataLoss"> {
  client: Client;
  inventory: Inventory;
  checkpoint: Checkpoint;
  /** What may have existed before this run. */
  before: ReadonlyMap<string, InventoryObject>;
  /** `group/Kind` of kinds that the graph itself defines: they may be served a moment late. */
  definitions: ReadonlySet<string>;
  /** What to wait for, of each object. @default "ready" */
  wait: WaitChoice | undefined;
  failOn: FailChoice | undefined;
  /** ms */
  timeout: number;
  /** Remember what objects were before they are changed. */
  remember: boolean;
  /** Called before each write and after it. */
  note: (written: Written) => void;
}

/** The operations of the mode in which this program owns the objects itself. */
export function directOperations(options: DirectOptions): Operations {
  const selector = appSelector(options.inventory.graph);
  return {
    ...withInstances(options.client.connection.server, observing(options.client, selector)),
    deploy(request, step) {
      const writing = write(request, step, options);
      const ready = async (): Promise<LiveObject> => {
        const { target, object } = await writing;
        const { wait = "ready", failOn, timeout } = options;
        return (await untilSettled(target, object, { ...step, wait, failOn, timeout, selector })).object;
      };
      return { written: writing.then(({ object }) => object), done: ready() };
    },
  };
}

async function write(
  { node, manifest, secrets: places, wave }: ObjectRequest,
  step: Step,
  options: DirectOptions,
): Promise<{ target: Target; object: LiveObject }> {
  const { client, checkpoint, inventory } = options;
  rememberSecretsOf(manifest);
  const leaves = secretLeaves(manifest, places).map(([, value]) => value);
  const secrets = leaves.filter((value) => typeof value === "string");
  rememberSecrets(secrets);
  if (options.definitions.has(`${groupOf(manifest.apiVersion)}/${manifest.kind}`))
    await untilServed(client, manifest, step);
  const target = await targetOf(client, { ...manifest, ...manifest.metadata });
  const object: InventoryObject = { node, wave, ...referenceTo(target) };
  await checkpoint.add(object);
  const known = options.before.get(identityOf(object));
  const ownership = ownershipOf(inventory, node);
  const before =
    known !== undefined && options.remember ? await get(client, target.kind, target, step) : undefined;
  const former = before && formerManifest(before, fieldManagerOf(ownership));
  let written: Written = {
    object,
    target,
    existed: before !== undefined,
    foreign: false,
    ...(former !== undefined && { former }),
  };
  const note = (more: Partial<Written>): void => options.note((written = { ...written, ...more }));
  note({});
  const { adopt, conflicts, allowDataLoss, timeout } = options;
  const wanted = inPlace(manifest, target);
  const ensured = await ensure(target, {
    adopt,
    conflicts,
    allowDataLoss,
    timeout,
    ownership,
    manifest: wanted,
    secrets,
    expect: known === undefined ? "absent" : "present",
    beforeAdopting: () => note({ foreign: true }),
    // What we wrote before is ours: who changed it since made drift, no conflict. No state tells what the graph said then.
    ...(known !== undefined && { applied: wanted, appliedAtMost: true }),
    ...step,
  });
  for (const warning of ensured.warnings) step.report(`warning: ${warning}`);
  const { uid } = ensured.object.metadata;
  note({ object: { ...object, uid }, outcome: ensured.outcome });
  return { target, object: ensured.object };
}

function inPlace(manifest: Manifest, { namespace }: Target): Manifest {
  const { namespace: _inherited, ...metadata } = manifest.metadata;
  return { ...manifest, metadata: namespace === undefined ? metadata : { ...metadata, namespace } };
}
