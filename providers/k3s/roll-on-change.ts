/** Workloads follow the ConfigMaps and Secrets that they name. */

import { Scope } from "alchemy";
import type { ResourceOptions } from "../kubernetes/options.ts";
import { revisionFor } from "../kubernetes/revisions.ts";
import { resolveNamespace } from "../kubernetes/target.ts";
import type { K3sPodProps } from "./pod.ts";
import { referencesOf } from "./references.ts";

type RollOnChange = NonNullable<ResourceOptions["rollOnChange"]>;

/**
 * Adds to `rollOnChange` every ConfigMap and Secret that the pods name and that this run deployed before.
 * One that is deployed at the same time is not known yet: await it first.
 */
export async function following<Props extends K3sPodProps>(props: Props): Promise<Props> {
  const scope = Scope.current;
  const references = scope.phase === "up" ? referencesOf(props) : [];
  if (references.length === 0) return props;
  const namespace = await resolveNamespace(scope, props);
  const named = references.flatMap(({ kind, name }) => revisionFor(scope, kind, namespace, name) ?? []);
  return { ...props, rollOnChange: distinct([...(props.rollOnChange ?? []), ...named]) };
}

function distinct(sources: RollOnChange): RollOnChange {
  return [...new Map(sources.map((source) => [`${source.kind}/${source.name}`, source])).values()];
}
