/** Workloads of one container. */

import type { V1Deployment, V1Job, V1PersistentVolumeClaim, V1StatefulSet } from "@kubernetes/client-node";
import type {
  Modifiers,
  ResourceReference,
  Templated,
  TemplatedFields,
} from "../../../src/graph/builder/reference-types.ts";
import { defined } from "../../../src/model/json.ts";
import type { Wire } from "../../../src/model/wire.ts";
import { template } from "../template.ts";
import { appLabel, metadataOf } from "./metadata.ts";
import { podTemplate, type SimplePodProps } from "./pod.ts";

/** Props of {@link simpleDeployment}. */
export interface SimpleDeploymentProps extends SimplePodProps {
  /** @default 1 */
  replicas?: Templated<number>;
}

/**
 * A Deployment of one container, whose labels and selector are `app: <name>`.
 * @example
 * const Web = toKroResourceGraph(
 *   "web",
 *   (schema) => ({ web: simpleDeployment({ name: schema.spec.name, image: "nginx:1.29", env: { MODE: "fast" }, ports: [80] }) }),
 *   { apiVersion: "example.com/v1alpha1", kind: "Web", spec: { name: "string | required=true" } },
 * );
 */
export function simpleDeployment(
  props: SimpleDeploymentProps,
  modifiers: Modifiers<Wire<V1Deployment>> = {},
): ResourceReference<Wire<V1Deployment>> {
  const spec = {
    ...defined({ replicas: props.replicas }),
    selector: { matchLabels: appLabel(props.name) },
    template: podTemplate(props),
  };
  return template.Deployment({ metadata: metadataOf(props), spec }, modifiers);
}

/** Props of {@link simpleStatefulSet}. */
export interface SimpleStatefulSetProps extends SimplePodProps {
  /** @default 1 */
  replicas?: Templated<number>;
  /** The headless Service that names its pods. @default the name */
  serviceName?: Templated<string>;
  volumeClaimTemplates?: readonly VolumeClaimTemplate[];
}

/** A claim that each pod gets one of. */
export type VolumeClaimTemplate = TemplatedFields<Wire<V1PersistentVolumeClaim>>;

/** A StatefulSet of one container, whose labels and selector are `app: <name>`. */
export function simpleStatefulSet(
  props: SimpleStatefulSetProps,
  modifiers: Modifiers<Wire<V1StatefulSet>> = {},
): ResourceReference<Wire<V1StatefulSet>> {
  const { name, replicas, serviceName = name, volumeClaimTemplates } = props;
  const spec = {
    ...defined({ replicas, volumeClaimTemplates }),
    serviceName,
    selector: { matchLabels: appLabel(name) },
    template: podTemplate(props),
  };
  return template.StatefulSet({ metadata: metadataOf(props), spec }, modifiers);
}

/** Props of {@link simpleJob}. */
export interface SimpleJobProps extends SimplePodProps {
  /** How often to try again. @default 6 */
  backoffLimit?: Templated<number>;
  completions?: Templated<number>;
  parallelism?: Templated<number>;
  /** @default "Never" */
  restartPolicy?: Templated<string>;
}

/** A Job of one container. Put it into `dependsOn` of what has to wait for its end. */
export function simpleJob(
  props: SimpleJobProps,
  modifiers: Modifiers<Wire<V1Job>> = {},
): ResourceReference<Wire<V1Job>> {
  const { backoffLimit, completions, parallelism, restartPolicy = "Never" } = props;
  const spec = {
    ...defined({ backoffLimit, completions, parallelism }),
    template: podTemplate({ ...props, pod: { restartPolicy, ...props.pod } }),
  };
  return template.Job({ metadata: metadataOf(props), spec }, modifiers);
}
