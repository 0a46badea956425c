/** What Alchemy's state holds of a Kubernetes resource: plain data, nothing secret, nothing that changes by itself. */

import type { Context, Scope } from "alchemy";
import type { Conflicts } from "../../src/apply/conflict.ts";
import { type ClusterIdentity, type Connection, sameCluster } from "../../src/model/connection.ts";
import { canonicalJson } from "../../src/model/json.ts";
import { groupOf } from "../../src/model/kind.ts";
import type { ObjectRef } from "../../src/model/object.ts";
import type { ClusterProp, DeleteOptions, FailOn, WaitFor } from "./options.ts";

const NAMESPACES = ["kubernetes::", "kro::"];

/** Whether a resource type is one of ours in a cluster: `kubernetes::…` or `kro::…`. */
export function isObjectType(type: string): boolean {
  return NAMESPACES.some((namespace) => type.startsWith(namespace));
}

/** Props of the inner resource. Alchemy compares them as JSON, in this order of keys, to decide whether to update. */
export interface StoredProps {
  /** Canonical JSON of the manifest, `null` where a secret value belongs. A string, so that nothing in it is mistaken for Alchemy's own marks. */
  manifest: string;
  /** JSON pointers of the secret values. */
  secrets: string[];
  /** Only an explicit `cluster` prop; inline credentials are Alchemy secrets. */
  cluster?: ClusterProp;
  /** Digest of the address that a scope inside of the app chooses for it, where it has no `cluster`. */
  scopeCluster?: string;
  wait: WaitFor;
  failOn?: FailOn;
  /** ms */
  timeout: number;
  /** Absent: what the app says when it comes to deleting. */
  delete?: boolean | DeleteOptions;
  conflicts: Conflicts;
  allowDataLoss: boolean;
  /** Status fields that become outputs. */
  statusFields?: string[];
  /** Of a ResourceGraphDefinition: whether the definition of its kind is deleted with it. */
  definition?: "delete" | "keep";
  /** Of an object of a directly deployed graph: the instance that it belongs to. */
  instance?: StoredInstance;
  /** Counts the times that a look at the live object made an update necessary. */
  observed: number;
}

/** An instance of a directly deployed graph. */
export interface StoredInstance {
  graph: string;
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  /** Canonical JSON of the parts of its spec that rules about changes look at. Absent where there are none. */
  spec?: string;
}

/** What delete needs to find one object again. */
export interface StoredRef {
  ref: ObjectRef;
  cluster: ClusterIdentity;
  connection: Connection;
  /**
   * While a changed manifest is being applied: canonical JSON of each that may be the one that was applied last. Absent when
   * none was, or the run that did got through.
   */
  applied?: string[];
  /** The namespace was named neither by the program nor by a scope, but preferred by the environment. */
  preferred?: true;
}

/**
 * Written before the first request, so that it survives a crash: who we are, and every object that may exist because of us.
 * The last one is the current one.
 */
export interface Checkpoint {
  owner: string;
  refs: StoredRef[];
  /** How to reach the clusters of former objects that were given in full: the props of the run before are gone after one that failed. */
  clusters?: ClusterProp[];
}

/** Version is only an encoding: the same group, kind, namespace and name on the same cluster are one object. */
export function isSameObject(
  a: Pick<StoredRef, "ref" | "cluster">,
  b: Pick<StoredRef, "ref" | "cluster">,
): boolean {
  return (
    sameCluster(a.cluster, b.cluster) &&
    groupOf(a.ref.apiVersion) === groupOf(b.ref.apiVersion) &&
    a.ref.kind === b.ref.kind &&
    a.ref.namespace === b.ref.namespace &&
    a.ref.name === b.ref.name
  );
}

/** Keys of the checkpoint in the resource's state data. What holds secrets is apart, where Alchemy encrypts them. */
const CHECKPOINT = "kubernetes";
const CLUSTERS = "kubernetes-clusters";

/** A place that keeps values by key: a resource's scope, or the context of its handler. */
interface Data {
  get<T>(key: string): Promise<T | undefined>;
}

/** Reads the checkpoint of a resource. */
export async function readCheckpoint(data: Data): Promise<Checkpoint | undefined> {
  const [checkpoint, clusters] = [await data.get<unknown>(CHECKPOINT), await data.get<unknown>(CLUSTERS)];
  return parseCheckpoint({ [CHECKPOINT]: checkpoint, [CLUSTERS]: clusters });
}

/**
 * Reads the checkpoint out of the data of a whole state.
 * It is one string there, because Alchemy takes long to read nested data, twice per resource and run.
 */
export function parseCheckpoint(data: Record<string, unknown>): Checkpoint | undefined {
  const { [CHECKPOINT]: text, [CLUSTERS]: clusters } = data;
  if (typeof text !== "string") return undefined;
  const checkpoint = JSON.parse(text) as Checkpoint;
  return Array.isArray(clusters) ? { ...checkpoint, clusters: clusters as ClusterProp[] } : checkpoint;
}

/** Writes the checkpoint, without the clusters; it is on disk when this returns. */
export async function writeCheckpoint(scope: Scope, { owner, refs }: Checkpoint): Promise<void> {
  await scope.set(CHECKPOINT, canonicalJson({ owner, refs }));
}

/** Writes the clusters of a checkpoint; none are no longer there. */
export async function writeClusters(scope: Scope, clusters: readonly ClusterProp[]): Promise<void> {
  await (clusters.length === 0 ? scope.delete(CLUSTERS) : scope.set(CLUSTERS, clusters));
}

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
