import type { V1Deployment, V1DeploymentStrategy } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import { guarded } from "../guard.ts";
import { Deployment } from "../kubernetes/apps.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { type Field, metadataOf } from "./metadata.ts";
import { type K3sPodProps, podOptionsOf, podTemplate, selectorOf } from "./pod.ts";

/** Props of a {@link K3sDeployment}. */
export interface K3sDeploymentProps extends K3sPodProps {
  /** @default 1, and whatever a HorizontalPodAutoscaler makes of it */
  replicas?: number;
  /** How new pods take the place of old ones. @default RollingUpdate */
  strategy?: Field<V1DeploymentStrategy>;
}

/**
 * A Deployment whose labels and selector are `app: <name>`. Its pods roll when a ConfigMap or Secret changes that they name and
 * that the same run deployed before.
 *
 * @example
 * const config = await K3sConfigMap("web-config", { data: { MODE: "fast" } });
 * const web = await K3sDeployment("web", {
 *   replicas: 2,
 *   containers: [{ name: "web", image: "nginx:1.29", envFrom: [{ configMapRef: { name: config.name } }] }],
 * });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export interface K3sDeployment extends Deployment {}
export async function K3sDeployment(name: string, props: K3sDeploymentProps): Promise<K3sDeployment> {
  return Deployment(name, await guarded(async () => deploymentProps(name, props)));
}

/** The props of the Deployment behind it. */
export function deploymentProps(name: string, props: K3sDeploymentProps): KindProps<Wire<V1Deployment>> {
  const { replicas, strategy } = props;
  return {
    ...podOptionsOf(props),
    metadata: metadataOf(name, props),
    spec: {
      ...defined({ replicas, strategy }),
      selector: selectorOf("Deployment", name, props),
      template: podTemplate(name, props),
    },
  };
}
