import type { JsonObject } from "../../src/model/json.ts";
import type { DeployOptions, IndividualResourceDeploymentResult, InstanceSummary } from "./factory-types.ts";

/** What a strategy gives back: the instance's metadata, spec and status, and what was done. */
export interface StrategyResult {
  metadata: { name: string; namespace?: string; uid?: string };
  spec: JsonObject;
  status: JsonObject;
  deployment: IndividualResourceDeploymentResult;
}

/** Deploys, lists and deletes instances of one graph without kro. */
export interface DirectStrategy {
  deploy(spec: unknown, options?: DeployOptions): Promise<StrategyResult>;
  instances(): Promise<InstanceSummary[]>;
  deleteInstance(name: string): Promise<void>;
}
