/** What a factory of instances is, in both modes. Types only. */

import type { Scope } from "alchemy";
import type { Manifest } from "../../src/model/object.ts";
import type { Progress } from "../../src/run/progress.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import type { DeepPartial } from "../kubernetes/patch/props.ts";
import type { NamespaceReference } from "../kubernetes/resource.ts";
import type { ResourceTypeInferenceConfig } from "./resource-type.ts";

/**
 * Who makes the objects of an instance. `kro`: the cluster, from a ResourceGraphDefinition, for as long as the instance is there.
 * `direct`: this program, once per run.
 */
export type FactoryMode = "kro" | "direct";

/**
 * Options of a factory; those that all Kubernetes resources share hold for everything that it deploys. `wait` and `failOn` are about
 * each object in direct mode, and about the instance in kro mode, whose definition is always waited for. Outside of Alchemy nothing
 * is known of an earlier run: `drift` (but `"repair"`) and `delete` are refused there.
 */
export interface FactoryOptions extends Omit<ResourceOptions, "rollOnChange"> {
  /** @default the scope's namespace, else the environment's */
  namespace?: NamespaceReference;
  /** @default the scope that the program runs in; outside of any, nothing of it is kept by Alchemy */
  alchemyScope?: Scope;
  /** Whether to wait until instances are ready; short for `wait`. @default true */
  waitForReady?: boolean;
  /** Of one deployment, in ms. @default 300_000 */
  timeout?: number;
  /** Direct mode without Alchemy: undo what a failed deployment wrote. @default false */
  rollbackOnFailure?: boolean;
  /** kro mode: let kro change the schema in ways that existing instances may not survive. @default false */
  allowBreakingChanges?: boolean;
  /** How the objects of direct mode are named in Alchemy. */
  inference?: ResourceTypeInferenceConfig;
  /** Direct mode: called with everything that is waited for or done. */
  onProgress?: (progress: Progress) => void;
}

/** Options of one deployment. */
export interface DeployOptions {
  /** Name of the instance. @default `spec.name` */
  name?: string;
  /** @default the factory's */
  timeout?: number;
}

/** An instance that was deployed. */
export interface Deployed<TSpec, TStatus> {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; uid?: string };
  spec: TSpec;
  /** As the live objects had it when all was ready; fields whose data is not there are left out. */
  status: DeepPartial<TStatus>;
  /** What was done, object by object. */
  deployment: IndividualResourceDeploymentResult;
}

/** What became of one object, or of the instance as a whole. */
export interface DeployedResource {
  /** Id in the graph; of a collection's objects with their index. */
  id: string;
  kind: string;
  name: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  manifest: Manifest;
  status: "deployed" | "pending" | "failed";
  deployedAt: Date;
  /** Absent without Alchemy. */
  alchemyResourceId?: string;
  /** For example `kubernetes::Deployment`. Absent without Alchemy. */
  alchemyResourceType?: string;
}

/** What a deployment did. */
export interface IndividualResourceDeploymentResult {
  deploymentId: string;
  resources: DeployedResource[];
  /** Which ids each id waits for. */
  dependencyGraph: Readonly<Record<string, readonly string[]>>;
  /** ms */
  duration: number;
  status: "success" | "failed" | "partial";
  errors: { resourceId: string; error: Error; phase: string; alchemyResourceType?: string }[];
  /** Absent without Alchemy. */
  alchemyMetadata?: {
    scope: string;
    registeredTypes: string[];
    resourceIds: string[];
    totalResources: number;
  };
}

/** An instance, as it is found. */
export interface InstanceSummary {
  name: string;
  namespace?: string;
  /** Whether all of it is ready; absent where that is not known without looking at each object. */
  ready?: boolean;
}

/** How a factory's instances are doing. */
export interface FactoryStatus {
  name: string;
  mode: FactoryMode;
  isAlchemyManaged: boolean;
  instances: InstanceSummary[];
}

/** Deploys instances of one graph. */
export interface ResourceFactory<TSpec, TStatus, TInput = TSpec> {
  /** Name of the graph. */
  readonly name: string;
  readonly mode: FactoryMode;
  readonly isAlchemyManaged: boolean;
  /**
   * Deploys an instance and waits until it is ready.
   * @throws {GraphError} for a wrong spec, before any request
   * @throws {ResourceGraphFactoryError} | {CRDInstanceError} with the reason as `cause`
   */
  deploy(spec: TInput, options?: DeployOptions): Promise<Deployed<TSpec, TStatus>>;
  /** Deletes an instance with everything that it consists of. One that is not there is deleted already. */
  deleteInstance(name: string): Promise<void>;
  getInstances(): Promise<InstanceSummary[]>;
  getStatus(): Promise<FactoryStatus>;
  /** kro mode: the ResourceGraphDefinition, or with a spec the instance. Direct mode: with a spec the objects that are known beforehand. */
  toYaml(spec?: TInput): string;
}
