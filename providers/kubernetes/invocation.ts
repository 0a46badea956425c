import type { Target } from "../../src/apply/target.ts";
import type { ClusterIdentity } from "../../src/model/connection.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { invocations } from "../invocation.ts";
import type { SecretValues } from "../secrets.ts";
import type { StoredRef } from "./state.ts";

/** What a caller wants to do or know while its object is deployed. */
export interface Hooks {
  /** Before the object is written, while nothing has been changed. What it throws is the resource's failure. */
  beforeWrite?(target: Target): Promise<void>;
  /** The API server has accepted it; it need not be ready. */
  written?(object: LiveObject): void;
  /** It is ready, or what else was waited for. */
  settled?(object: LiveObject): void;
  /** It is left as it is: the whole object, where it was looked at. Nothing else is called then. */
  left?(object: LiveObject): void;
}

/** One call of a Kubernetes resource. */
export interface Invocation {
  target: Target;
  /** The namespace was preferred by the environment. */
  preferred: boolean;
  cluster: ClusterIdentity;
  values: SecretValues;
  adopt: boolean;
  /** Every object that earlier runs knew of. */
  refs: readonly StoredRef[];
  /** The last run got through, and was about this very object. */
  settled: boolean;
  /** Canonical JSON of what is known to be applied to the object. */
  applied?: string;
  /** Whether what somebody else changed of that is brought back. */
  repairs: boolean;
  hooks: Hooks;
}

/** Between the wrapper of a Kubernetes resource and its handler. */
export const invocation = invocations<Invocation>();
