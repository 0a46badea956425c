/** What deploying a graph asks of whoever writes its objects: directly on a cluster, or through a tool that keeps state. Types. */

import type { Symptoms } from "../diagnosis/diagnose.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { Path } from "../graph/path.ts";
import type { LiveObject, Manifest, ObjectRef } from "../model/object.ts";

/** One step of a run, as operations see it. */
export interface Step {
  /** Ends the step; promises then reject with its reason. */
  signal: AbortSignal;
  /** Called with what is waited for, whenever that changes. */
  report(reason: string): void;
}

/** One object of a node that is to be written. */
export interface ObjectRequest {
  /** Id of the node. */
  node: string;
  manifest: Manifest;
  /** Places of the values in it that are made of a Secret's: they are kept nowhere. */
  secrets: readonly Path[];
  /** When it is deleted: highest first. */
  wave: number;
}

/** An object on its way. A failure of `written` is one of `done`, too. */
export interface Underway {
  /** It is what the manifest says. */
  written: Promise<LiveObject>;
  /** It is ready by the rule of its kind. */
  done: Promise<LiveObject>;
}

/** One object to look at: with a uid exactly that one, else whichever has the name. */
export interface Followed extends ObjectRef {
  uid?: string;
}

/** Objects to look at. */
export interface Selected {
  apiVersion: string;
  kind: string;
  /** All namespaces when absent. */
  namespace?: string;
  /** For example `app=web,tier!=cache`; everything when empty. */
  labelSelector: string;
}

/** Looking at objects. */
export interface Observation {
  /** Reads an object as it is now; `undefined` when it is absent. */
  get(ref: ObjectRef, signal: AbortSignal): Promise<LiveObject | undefined>;
  /**
   * Follows an object until `decide` gives something.
   * @param decide called with each state, the first one at once; `undefined` while the object is absent
   * @throws {ProviderError} `not-ready` when the object with the given uid is gone
   */
  follow<T>(
    ref: Followed,
    decide: (object: LiveObject | undefined) => T | undefined,
    signal: AbortSignal,
  ): Promise<T>;
  /** Follows all objects of a selection, sorted by namespace and name, until `decide` gives something. */
  followAll<T>(
    selected: Selected,
    decide: (objects: readonly LiveObject[]) => T | undefined,
    signal: AbortSignal,
  ): Promise<T>;
  /** Finds out why an object is not ready. It does not throw, and takes seconds at most. */
  diagnose(object: LiveObject, symptoms: Symptoms): Promise<Diagnosis>;
}

/** Everything that deploying a graph does outside of this process. */
export interface Operations extends Observation {
  /** Begins to bring one object to what its manifest says. It does not throw: what goes wrong rejects its promises. */
  deploy(request: ObjectRequest, step: Step): Underway;
}
