/**
 * Watching what a workload consists of while it is waited for: its pods, and the events that say that none can be made.
 *
 * It begins only when the workload is not ready for a while, so that fast ones pay nothing; then one watch on pods serves all
 * that wait in a namespace. Without permission it says nothing.
 */

import type { Client } from "../client/client.ts";
import { get } from "../client/verbs.ts";
import { hasCode } from "../errors.ts";
import { judgeCreation, tellsByEvents, writtenAt } from "../diagnosis/creation.ts";
import { EVENT } from "../diagnosis/events.ts";
import { hasPods, isPodOf, judgePods, type PodsVerdict } from "../diagnosis/pods.ts";
import { isObserved, REVISION } from "../diagnosis/relations.ts";
import { builtin } from "../model/kind-table.ts";
import { controllerOf, type LiveObject, type OwnerReference } from "../model/object.ts";
import { type Observer, subscribe } from "./shared-watch.ts";
import { observePods } from "./pod-watch.ts";
import type { Target } from "./target.ts";

const REPLICA_SET = builtin("apps/v1", "ReplicaSet");

/** How long a workload may take before its pods are looked at, in ms. */
const HEAD_START = 1_500;

/** Namespaces in which something may not be watched, so that it is asked for once and not by every workload. */
const refused = new WeakMap<Client, Set<string>>();

/** Looks at the pods of one workload. Dispose it when nobody waits any more. */
export class Attendance implements Disposable {
  readonly #target: Target;
  readonly #since: string;
  readonly #onChange: () => void;
  readonly #pods = new Map<string, LiveObject>();
  readonly #told = new Map<string, string>();
  /** Whether ReplicaSets are of the Deployment's present revision, by uid and revision. */
  readonly #current = new Map<string, boolean | "asked">();
  readonly #leave: (() => void)[] = [];
  readonly #timer: ReturnType<typeof setTimeout>;
  #workload: LiveObject;
  #refusal: LiveObject | undefined;
  #verdict: PodsVerdict = {};

  /** @param workload as the server answered our write; @param onChange called when the verdict may be another */
  constructor(target: Target, workload: LiveObject, onChange: () => void) {
    this.#target = target;
    this.#workload = workload;
    this.#since = writtenAt(workload);
    this.#onChange = onChange;
    this.#timer = setTimeout(() => this.#begin(), HEAD_START);
  }

  /** What they say now. */
  get verdict(): PodsVerdict {
    return this.#verdict;
  }

  /** Tells a newer state of the workload. */
  update(workload: LiveObject): void {
    this.#workload = workload;
    this.#judge();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const leave of this.#leave.splice(0)) leave();
  }

  #begin(): void {
    const seePod = (pod: LiveObject, gone: boolean): void => {
      const { uid } = pod.metadata;
      // One that does not count yet may when the controller has seen the workload.
      if (gone) this.#pods.delete(uid);
      else this.#pods.set(uid, pod);
      this.#changed();
    };
    this.#watch("pods", seePod, (place, observer) => observePods(place, this.#workload, observer));
    if (!tellsByEvents(this.#workload)) return;
    const seeEvent = (event: LiveObject, gone: boolean): void => {
      if (gone || judgeCreation(event, this.#workload, this.#since).failed === undefined) return;
      this.#refusal = event;
      this.#changed();
    };
    this.#watch("events", seeEvent, (place, observer) =>
      subscribe({ ...place, kind: EVENT }, { field: "reason=FailedCreate" }, observer),
    );
  }

  #watch(
    plural: string,
    see: Observer["see"],
    start: (place: { client: Client; namespace: string }, observer: Observer) => () => void,
  ): void {
    const { client, namespace } = this.#target;
    if (namespace === undefined) return;
    const key = `${plural} ${namespace}`;
    const denied = refused.get(client) ?? new Set();
    refused.set(client, denied);
    if (denied.has(key)) return;
    const fail = (error: unknown): void => void (hasCode(error, "forbidden") && denied.add(key));
    this.#leave.push(start({ client, namespace }, { see, fail }));
  }

  #changed(): void {
    this.#judge();
    this.#onChange();
  }

  #judge(): void {
    const pods = [...this.#pods.values()].filter((pod) => this.#isCurrent(pod));
    const ofPods = judgePods(pods, this.#workload, this.#told);
    const event = this.#refusal;
    const ofCreation = event === undefined ? {} : judgeCreation(event, this.#workload, this.#since);
    this.#verdict = ofPods.failed === undefined && ofCreation.failed !== undefined ? ofCreation : ofPods;
  }

  /** A pod of a Deployment counts when its ReplicaSet is of the present revision, which is asked once for each. */
  #isCurrent(pod: LiveObject): boolean {
    if (!isPodOf(pod, this.#workload)) return false;
    if (this.#workload.kind !== "Deployment") return true;
    const replicaSet = controllerOf(pod);
    const revision = this.#workload.metadata.annotations?.[REVISION];
    if (replicaSet === undefined || revision === undefined || !isObserved(this.#workload)) return false;
    const key = `${replicaSet.uid} ${revision}`;
    const known = this.#current.get(key);
    if (known === undefined && judgePods([pod], this.#workload).words !== undefined)
      this.#ask(key, replicaSet, revision);
    return known === true;
  }

  #ask(key: string, { name, uid }: OwnerReference, revision: string): void {
    const { client, namespace = "" } = this.#target;
    this.#current.set(key, "asked");
    get(client, REPLICA_SET, { namespace, name })
      .then((live) => {
        const owner = live && controllerOf(live);
        const isOurs = live?.metadata.uid === uid && owner?.uid === this.#workload.metadata.uid;
        this.#current.set(key, isOurs && live.metadata.annotations?.[REVISION] === revision);
        if (this.#leave.length > 0) this.#changed();
      })
      // Without permission its pods are left out of account.
      .catch(() => this.#current.set(key, false));
  }
}

/** Attends to an object that is waited for; nothing for a kind without pods. */
export function attend(target: Target, written: LiveObject, onChange: () => void): Attendance | undefined {
  return hasPods(written) ? new Attendance(target, written, onChange) : undefined;
}
