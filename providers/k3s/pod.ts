/** The pod template that workloads share. Pure. */

import type {
  V1Container,
  V1EnvFromSource,
  V1PodSpec,
  V1PodTemplateSpec,
  V1Volume,
} from "@kubernetes/client-node";
import { ProviderError } from "../../src/errors.ts";
import { defined } from "../../src/model/json.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import { appLabel, type Field, type K3sObjectProps, optionsOf } from "./metadata.ts";
import { referencesOf } from "./references.ts";

/** One container, as in a manifest. @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container */
export type ContainerSpec = Field<V1Container>;
/** A ConfigMap or Secret whose keys become environment variables. */
export type EnvFromSource = Field<V1EnvFromSource>;
/** A volume that the pods' containers can mount. */
export type Volume = Field<V1Volume>;
/** The fields of a pod that have no prop of their own. */
export type PodFields = Omit<Field<V1PodSpec>, "containers" | "initContainers" | "volumes">;

/** Props of everything that runs pods. */
export interface K3sPodProps extends K3sObjectProps {
  containers: ContainerSpec[];
  /** Containers that run to their end, one after the other, before the others start. */
  initContainers?: ContainerSpec[];
  /** Environment variables of all containers; a container's own take precedence. */
  envFrom?: EnvFromSource[];
  volumes?: Volume[];
  /** Further fields of the pod: `serviceAccountName`, `imagePullSecrets`, `nodeSelector`, … */
  pod?: PodFields;
}

/** The shared options of a workload: its pods follow every ConfigMap and Secret that they name. */
export function podOptionsOf(props: K3sPodProps): ResourceOptions {
  const rollOnChange = [...(props.rollOnChange ?? []), ...referencesOf(props)];
  return { ...optionsOf(props), ...(rollOnChange.length > 0 && { rollOnChange }) };
}

/** The pods of a workload. */
export function podTemplate(name: string, props: K3sPodProps): Field<V1PodTemplateSpec> {
  const { containers, initContainers, envFrom, volumes, pod } = props;
  return {
    metadata: { labels: { ...props.labels, ...appLabel(name) } },
    spec: {
      ...pod,
      containers: withEnvFrom(containers, envFrom),
      ...defined({ initContainers: initContainers && withEnvFrom(initContainers, envFrom), volumes }),
    },
  };
}

// The last source of a variable wins, so a container's own come last.
function withEnvFrom(containers: ContainerSpec[], shared: EnvFromSource[] = []): ContainerSpec[] {
  if (shared.length === 0) return containers;
  return containers.map((container) => ({
    ...container,
    envFrom: [...shared, ...(container.envFrom ?? [])],
  }));
}

/**
 * The selector of a workload.
 * @throws {ProviderError} `usage` when the user's labels say something else
 */
export function selectorOf(
  kind: string,
  name: string,
  props: K3sPodProps,
): { matchLabels: Record<string, string> } {
  const given = props.labels?.["app"];
  if (given !== undefined && given !== name) {
    throw new ProviderError("usage", `its label app is "${given}", but its selector looks for app=${name}`, {
      object: `${kind} "${name}"`,
      advice: `Leave the label out (it follows from the name), or use ${kind} of alchemy-kubernetes with a selector of its own.`,
    });
  }
  return { matchLabels: appLabel(name) };
}
