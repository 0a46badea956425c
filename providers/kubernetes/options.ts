/** The options that every Kubernetes resource shares, and where their defaults come from. */

import type { Conflicts } from "../../src/apply/conflict.ts";
import type { Propagation } from "../../src/apply/remove.ts";
import type { ClusterOptions } from "../../src/model/connection.ts";
import type { FailChoice, WaitChoice } from "../../src/readiness/wait-rule.ts";
import type { AlchemySecret } from "../secrets.ts";
import type { KubernetesResource } from "./resource.ts";

/** How to reach a cluster: a kubeconfig context, a server given in full, or the pod's own service account. */
export type ClusterProp = ClusterOptions<string | AlchemySecret>;

/**
 * When a resource counts as done.
 * `"ready"`: its status says so, by the rules of its kind; `"applied"` or `false`: as soon as the API server accepted it;
 * else a rule, or a list of rules that must all hold: a condition that must be `True` (or of the given status), a JSONPath as for
 * `kubectl wait` that must have a value, or a given one, a CEL expression over `self`, the live object, that must be true
 * (`{ cel: "self.status.phase == 'Running'" }`), or a rule by its name (`{ rule: "job-started" }`).
 * @see https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/readiness.md
 */
export type WaitFor = WaitChoice;

/** When waiting has failed: a rule of the same forms, or a list of rules of which any one holds. */
export type FailOn = FailChoice;

export type { Propagation };

/** How an object is deleted. */
export interface DeleteOptions {
  /**
   * What becomes of the objects that it owns.
   * @default "Foreground" for workloads, Jobs included, and custom resources; "Background" for the rest, graphs of kro and their instances included
   */
  propagation?: Propagation;
  /**
   * What to do when the cluster cannot be reached at delete (no connection, no way to it any more): fail, or forget the object.
   * A cluster that answers is reachable, also when it refuses the credentials. @default "fail"
   */
  onUnreachable?: "fail" | "forget";
  /** How long to wait until the object is gone, in ms. @default the resource's timeout */
  timeout?: number;
}

/** Options that may also be set for a scope or an app, under `kubernetes: { … }`. */
export interface SharedOptions {
  /**
   * Which cluster it is deployed to. @default the scope's `kubernetes` option, else the environment
   * @see https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/clusters.md
   */
  cluster?: ClusterProp;
  /** Take over an object that exists and belongs to nobody or somebody else. @default Alchemy's `--adopt` */
  adopt?: boolean;
  /** What to wait for until it counts as done. @default "ready" */
  wait?: WaitFor;
  /**
   * What ends the wait at once as a failure, with the reason and message of the condition:
   * `{ condition: "Ready", status: "False" }` where a controller means it for good.
   * @default nothing but what the rules of the kind say
   */
  failOn?: FailOn;
  /**
   * How long to wait for it, in ms.
   * @default 600_000; Job 1_800_000, Service 900_000, ResourceGraphDefinition 60_000, instances of graphs 300_000, patches that wait for nothing 30_000
   */
  timeout?: number;
  /**
   * Whether the object is deleted at all, and how. `false` keeps it at destroy, when the program drops it, and the former one when
   * its name, namespace or cluster changes. Of the app's, destroy takes what the program says then. @default true
   */
  delete?: boolean | DeleteOptions;
  /**
   * What to do about fields that another field manager owns: fail and name them, take them over,
   * or leave the given ones to their owner: `spec.replicas`, `metadata.annotations["a.b/c"]`, `metadata.labels.team-*`,
   * `spec.template.spec.containers[name="web"].image`, `containers[*]`.
   * @default "fail"
   */
  conflicts?: Conflicts;
  /** What to do about a live object that was changed by somebody else: write it again, only warn, or not look. @default "repair" */
  drift?: "repair" | "report" | "off";
  /** Allow replacing an object when that loses data (a claim, a namespace, a custom resource definition). @default false */
  allowDataLoss?: boolean;
}

/**
 * A ConfigMap or Secret that pods follow: the resource, or its name. A name counts only when this run deployed the object before,
 * in the namespace of the pods.
 */
export type RollSource =
  | (KubernetesResource & { revision: number })
  | { kind: "ConfigMap" | "Secret"; name: string };

/** Options of one resource. */
export interface ResourceOptions extends SharedOptions {
  /**
   * ConfigMaps and Secrets whose changed content rolls the pods: each write of theirs raises a revision,
   * which becomes an annotation of the pod template.
   */
  rollOnChange?: readonly RollSource[];
}

/** The `kubernetes` option of an app or a scope: defaults for everything in it. */
export interface KubernetesScopeOptions extends Omit<SharedOptions, "cluster"> {
  /** Which cluster its resources are deployed to. @default the scope's around it, else the environment */
  cluster?: ClusterProp;
  /** Shorthand for `cluster: { context }`. */
  context?: string;
  /** Shorthand for `cluster: { kubeconfig }`. */
  kubeconfig?: string | string[];
  /** Namespace for objects that name none. */
  namespace?: string;
  /** How long one request to the API server may take, retries included, in ms. @default 60_000 */
  requestTimeout?: number;
  /**
   * Clusters that are gone for good, by what the error about another cluster says of them: what state knows of them is forgotten,
   * so that destroy ends and a deploy makes the objects on the cluster that is there now.
   */
  forgetCluster?: string | string[];
}

declare module "alchemy" {
  interface ProviderCredentials {
    /** Defaults for the Kubernetes resources of this scope. */
    kubernetes?: KubernetesScopeOptions;
  }
  interface AlchemyOptions {
    /** Defaults for the Kubernetes resources of this app. */
    kubernetes?: KubernetesScopeOptions;
  }
}

/** Names of the shared options: everything else in a resource's props belongs to its manifest. */
export const OPTION_NAMES = [
  "cluster",
  "adopt",
  "wait",
  "failOn",
  "timeout",
  "delete",
  "conflicts",
  "drift",
  "allowDataLoss",
  "rollOnChange",
] as const satisfies readonly (keyof ResourceOptions)[];
