/** Looking at an object that somebody else owns: nothing is written, neither to the cluster nor to state. */

import { Scope } from "alchemy";
import { untilExists } from "../../../src/apply/exists.ts";
import { hasRevision } from "../../../src/apply/revision.ts";
import { hasCode, ProviderError } from "../../../src/errors.ts";
import { defined } from "../../../src/model/json.ts";
import { groupOf } from "../../../src/model/kind.ts";
import { LAST_APPLIED, type LiveObject, type ObjectMeta } from "../../../src/model/object.ts";
import { clientFor } from "../../connect.ts";
import { clusterFor, scopeOptions } from "../../scope-options.ts";
import { guarded } from "../../guard.ts";
import { progress } from "../../progress.ts";
import { checkMetadata } from "../check-identity.ts";
import { liveFields } from "../live-fields.ts";
import type { ClusterProp } from "../options.ts";
import type { KubernetesResource, NamespaceReference } from "../resource.ts";
import { resolveTarget } from "../target.ts";
import { contentRevision } from "./content-revision.ts";

/** Which object to look at. */
export interface RefProps {
  /** `metadata.name` of the object. */
  name: string;
  /** @default the scope's `kubernetes.namespace`, else the kubeconfig context's, else `default` */
  namespace?: NamespaceReference;
  /**
   * Which cluster it is on. @default the scope's `kubernetes` option, else the environment
   * @see https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/clusters.md
   */
  cluster?: ClusterProp;
  /** Whether an absent object is `undefined` instead of an error. @default false */
  optional?: boolean;
  /** How long to wait for it to exist, in ms. @default 0 */
  timeout?: number;
}

/** `metadata` of a live object, without the bookkeeping of field managers. */
export type LiveMetadata = Omit<ObjectMeta, "managedFields" | "name" | "uid"> & { name: string; uid: string };

/** A live object: what a resource of its kind gives to the program, and the object's own fields. */
export type Referenced<Body, Out extends KubernetesResource> = Out &
  Omit<Body, keyof Out | "metadata"> & { metadata: LiveMetadata };

/** Looks up objects of one kind. */
export interface KindRef<Out extends KubernetesResource> {
  (props: RefProps & { optional: true }): Promise<Out | undefined>;
  (props: RefProps): Promise<Out>;
  readonly apiVersion: Out["apiVersion"];
  readonly kind: Out["kind"];
}

const ADVICE =
  "Check name, namespace and cluster, give it a `timeout` to appear, or set `optional: true` to get undefined.";

/**
 * Reads one object.
 * @returns `undefined` when it is absent and optional
 * @throws {ProviderError} `not-found`; the scope is marked as failed then, so that nothing that depends on it is pruned
 */
export async function lookUp(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  props: RefProps,
): Promise<LiveObject | undefined> {
  return guarded(async () => {
    const scope = Scope.current;
    const { name, namespace, timeout = 0 } = props;
    if (typeof name !== "string") {
      throw new ProviderError("usage", "its name is missing", {
        object: `${kind}Ref`,
        advice: "Name the object to look at.",
      });
    }
    const metadata = namespace === undefined ? { name } : { name, namespace };
    checkMetadata({ kind, id: name }, metadata);
    const client = await clientFor(scope, clusterFor(scope, props.cluster));
    const { target } = await resolveTarget(
      scope,
      { id: name, apiVersion, kind, metadata },
      { client, settings: scopeOptions(scope), earlier: undefined },
    );
    const report = (message: string): void => progress(scope, `${kind} ${name}`, message);
    try {
      return await untilExists(target, { timeout, advice: ADVICE, report });
    } catch (error) {
      if (props.optional === true && hasCode(error, "not-found")) return undefined;
      throw error;
    }
  });
}

/** The identity and metadata of a live object, with the fields that resources of its kind have as outputs. */
export function identityOf(live: LiveObject): KubernetesResource & { metadata: LiveMetadata } {
  const { managedFields: _managers, annotations, ...metadata } = live.metadata;
  const { [LAST_APPLIED]: _copy, ...rest } = annotations ?? {};
  const { name, namespace, uid } = metadata;
  return {
    apiVersion: live.apiVersion,
    kind: live.kind,
    name,
    ...defined({ namespace }),
    uid,
    ...liveFields({ group: groupOf(live.apiVersion), kind: live.kind }, live),
    ...(hasRevision(live) && { revision: contentRevision(live) }),
    metadata: annotations === undefined ? metadata : { ...metadata, annotations: rest },
  };
}
