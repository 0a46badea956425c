/** The pods of simple workloads: one container. Pure. */

import type {
  V1Container,
  V1EnvFromSource,
  V1EnvVarSource,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ResourceRequirements,
  V1Volume,
  V1VolumeMount,
} from "@kubernetes/client-node";
import type { Templated, TemplatedFields } from "../../../src/graph/builder/reference-types.ts";
import { defined } from "../../../src/model/json.ts";
import type { Wire } from "../../../src/model/wire.ts";
import { appLabel, type SimpleProps } from "./metadata.ts";

/** A part of a manifest with references allowed in it. */
export type Field<M> = Templated<Wire<M>>;

/** A port by its number, or as a container has it. */
export type ContainerPort =
  | Templated<number>
  | { containerPort: Templated<number>; name?: string; protocol?: string };

/** Where the value of a variable comes from: a Secret's or ConfigMap's key, a field of the pod. */
export type EnvValue = Templated<string> | { valueFrom: Field<V1EnvVarSource> };

/** Props of everything that runs pods. */
export interface SimplePodProps extends SimpleProps {
  image: Templated<string>;
  command?: Templated<string[]>;
  args?: Templated<string[]>;
  /** Variables by name: a string, a reference, or `{ valueFrom: { secretKeyRef: { name, key } } }`. */
  env?: Readonly<Record<string, EnvValue | undefined>>;
  envFrom?: readonly Field<V1EnvFromSource>[];
  ports?: readonly ContainerPort[];
  resources?: Field<V1ResourceRequirements>;
  volumes?: readonly Field<V1Volume>[];
  volumeMounts?: readonly Field<V1VolumeMount>[];
  /** Further fields of the container: `livenessProbe`, `securityContext`, … */
  container?: Partial<TemplatedFields<Wire<V1Container>>>;
  /** Further fields of the pod: `serviceAccountName`, `nodeSelector`, … */
  pod?: Partial<TemplatedFields<Wire<V1PodSpec>>>;
}

/** The pod template of a workload, labelled `app: <name>`. */
export function podTemplate(props: SimplePodProps): TemplatedFields<Wire<V1PodTemplateSpec>> {
  const { volumes, pod } = props;
  return {
    metadata: { labels: appLabel(props.name) },
    spec: { ...pod, containers: [containerOf(props)], ...defined({ volumes }) },
  };
}

function containerOf(props: SimplePodProps): TemplatedFields<Wire<V1Container>> {
  const { image, command, args, env, envFrom, ports, resources, volumeMounts, container } = props;
  return {
    ...container,
    name: props.name,
    image,
    ...defined({ command, args, envFrom, resources, volumeMounts }),
    ...(env !== undefined && {
      env: Object.entries(env).flatMap(([name, value]) =>
        value === undefined ? [] : [variable(name, value)],
      ),
    }),
    ...(ports !== undefined && { ports: ports.map(portOf) }),
  };
}

function variable(name: string, value: EnvValue): { name: string } & ({ value: Templated<string> } | Source) {
  return isSource(value) ? { name, valueFrom: value.valueFrom } : { name, value };
}

type Source = Extract<EnvValue, { valueFrom: unknown }>;

function isSource(value: EnvValue): value is Source {
  return typeof value === "object" && "valueFrom" in value;
}

function portOf(port: ContainerPort): Exclude<ContainerPort, Templated<number>> {
  return typeof port === "object" && "containerPort" in port ? port : { containerPort: port };
}
