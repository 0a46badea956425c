/** What a controller of the embedded cluster is: told of changes, asked to reconcile one object at a time. */

import type { LiveObject } from "../../model/object.ts";
import type { Chance, Clock } from "../clock.ts";
import type { Kinds } from "../kinds/served-kind.ts";
import type { Objects } from "../objects/objects.ts";
import type { Change, Store } from "../store/store.ts";

/** What a controller works on: one object, by the storage name of its kind, its namespace and name. */
export interface Key {
  resource: string;
  namespace?: string;
  name: string;
}

export interface ControllerContext {
  /** Read from; written to through `objects`. */
  store: Store;
  objects: Objects;
  kinds: Kinds;
  clock: Clock;
  chance: Chance;
  /** Records a Kubernetes Event about an object; equal ones are counted, not repeated. */
  event(
    about: LiveObject,
    event: {
      type: "Normal" | "Warning";
      reason: string;
      message: string;
      component: string;
      /** Which part of the object it is about, for example `spec.containers{web}`. */
      fieldPath?: string;
    },
  ): void;
}

export interface Controller {
  name: string;
  /** By storage name of the changed resource: what is to be reconciled because of it. `*` hears of everything. */
  watches: Readonly<Record<string, (change: Change, context: ControllerContext) => Key[]>>;
  /**
   * Brings one object nearer to what is asked for. Called again after every change that `watches` maps to its key; never
   * twice at a time. The object may be gone.
   * @returns ms after which to look again, when time alone can change something
   */
  reconcile(key: Key, context: ControllerContext): number | undefined | void;
}
