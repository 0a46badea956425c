/** Which ConfigMaps and Secrets a workload names. Pure. */

import type { V1EnvVar, V1ProjectedVolumeSource } from "@kubernetes/client-node";
import type { Field } from "./metadata.ts";
import type { ContainerSpec, EnvFromSource, K3sPodProps, Volume } from "./pod.ts";

/** A ConfigMap or Secret by name. */
export interface ContentReference {
  kind: "ConfigMap" | "Secret";
  name: string;
}

type Name = EnvFromSource["prefix"];
type Found = [ContentReference["kind"], Name];

/** Every ConfigMap and Secret that the pods read, each once: environment and volumes, projected ones too. */
export function referencesOf(props: K3sPodProps): ContentReference[] {
  const containers = [...(props.initContainers ?? []), ...props.containers];
  const found: Found[] = [
    ...(props.envFrom ?? []).flatMap(inEnvFrom),
    ...containers.flatMap(inContainer),
    ...(props.volumes ?? []).flatMap(inVolume),
  ];
  const distinct = new Map<string, ContentReference>();
  for (const [kind, name] of found) {
    // A name that is itself an alchemy.secret cannot be looked up without telling it.
    if (typeof name === "string") distinct.set(`${kind}/${name}`, { kind, name });
  }
  return [...distinct.values()];
}

function inContainer({ envFrom, env }: ContainerSpec): Found[] {
  return [...(envFrom ?? []).flatMap(inEnvFrom), ...(env ?? []).flatMap(inVariable)];
}

function inEnvFrom({ configMapRef, secretRef }: EnvFromSource): Found[] {
  return [
    ["ConfigMap", configMapRef?.name],
    ["Secret", secretRef?.name],
  ];
}

function inVariable({ valueFrom }: Field<V1EnvVar>): Found[] {
  return [
    ["ConfigMap", valueFrom?.configMapKeyRef?.name],
    ["Secret", valueFrom?.secretKeyRef?.name],
  ];
}

function inVolume({ configMap, secret, projected }: Volume): Found[] {
  return [
    ["ConfigMap", configMap?.name],
    ["Secret", secret?.secretName],
    ...(projected === undefined ? [] : inProjection(projected)),
  ];
}

function inProjection({ sources }: Field<V1ProjectedVolumeSource>): Found[] {
  return (sources ?? []).flatMap(({ configMap, secret }): Found[] => [
    ["ConfigMap", configMap?.name],
    ["Secret", secret?.name],
  ]);
}
