import type { Target } from "../../src/apply/target.ts";
import type { ClusterIdentity } from "../../src/model/connection.ts";
import type { Manifest } from "../../src/model/object.ts";
import { invocations } from "../invocation.ts";
import type { SecretValues } from "../secrets.ts";

/** One call of a Kubernetes resource. */
export interface Invocation {
  target: Target;
  cluster: ClusterIdentity;
  values: SecretValues;
  adopt: boolean;
  /** The manifest of the last run that succeeded. */
  applied?: Manifest;
}

export const invocation = invocations<Invocation>();
