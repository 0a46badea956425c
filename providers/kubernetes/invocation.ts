import type { Target } from "../../src/apply/target.ts";
import type { ClusterIdentity } from "../../src/model/connection.ts";
import type { Manifest } from "../../src/model/object.ts";
import { invocations } from "../invocation.ts";
import type { SecretValues } from "../secrets.ts";

/** One call of a Kubernetes resource. */
export interface Invocation {
  target: Target;
  /** The namespace was preferred by the environment. */
  preferred: boolean;
  cluster: ClusterIdentity;
  values: SecretValues;
  adopt: boolean;
  /** The manifest that was applied last: what somebody else changed of it is brought back. */
  applied?: Manifest;
}

export const invocation = invocations<Invocation>();
