/** What Alchemy's state holds of a Kubernetes resource: plain data, nothing secret, nothing that changes by itself. */

import type { Context } from "alchemy";
import type { ClusterIdentity, Connection } from "../../src/model/connection.ts";
import type { ObjectRef } from "../../src/model/object.ts";
import type { ClusterProp, DeleteOptions, WaitFor } from "./options.ts";

/** Props of the inner resource. Alchemy compares them as JSON, in this order of keys, to decide whether to update. */
export interface StoredProps {
  /** Canonical JSON of the manifest, `null` where a secret value belongs. A string, so that nothing in it is mistaken for Alchemy's own marks. */
  manifest: string;
  /** JSON pointers of the secret values. */
  secrets: string[];
  /** Only an explicit `cluster` prop; inline credentials are Alchemy secrets. */
  cluster?: ClusterProp;
  wait: WaitFor;
  /** ms */
  timeout: number;
  delete: boolean | DeleteOptions;
  conflicts: "fail" | "force" | { ignore: string[] };
  allowDataLoss: boolean;
  /** Status fields that become outputs. */
  statusFields?: string[];
  /** Counts the times that a look at the live object made an update necessary. */
  observed: number;
}

/** What delete needs to find one object again. */
export interface StoredRef {
  ref: ObjectRef;
  cluster: ClusterIdentity;
  connection: Connection;
}

/**
 * Written before the first request, so that it survives a crash: who we are, and every object that may exist because of us.
 * The last one is the current one.
 */
export interface Checkpoint {
  owner: string;
  refs: StoredRef[];
}

/** Key of the checkpoint in the resource's state data. */
export const CHECKPOINT = "kubernetes";

/** Output of the inner resource: what the program gets, and the digest that drift is seen by. */
export interface StoredOutput {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  uid: string;
  /** Digest of the fields that we applied. */
  applied: string;
  /** Of ConfigMaps and Secrets: counts the changes of their content. */
  revision?: number;
}

/** What Alchemy gives to the handler. */
export type KubernetesContext = Context<StoredOutput, StoredProps>;
