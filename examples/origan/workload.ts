import { PodDisruptionBudget } from "alchemy-kubernetes";
import { type ContainerSpec, K3sDeployment, type PodFields } from "alchemy-kubernetes/k3s";
import { type Config, imageOf, resourcesOf } from "./config.ts";
import type { ReplicatedWorkload } from "./environments/environment.ts";

/**
 * One of Origan's own services: as many pods as the environment wants, of an image of the same name. Where there are several,
 * they are on different nodes if possible, and draining nodes takes one at a time.
 */
export async function deployWorkload(
  config: Config,
  name: ReplicatedWorkload,
  { container, pod = {} }: { container: Omit<ContainerSpec, "name">; pod?: PodFields },
): Promise<void> {
  const replicas = config.environment.replicas[name];
  const selector = { matchLabels: { app: name } };
  const topologySpreadConstraints = [
    {
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: selector,
    },
  ];
  await K3sDeployment(name, {
    replicas,
    containers: [{ name, image: imageOf(config, name), resources: resourcesOf(config, name), ...container }],
    pod: { ...pod, ...(replicas > 1 && { topologySpreadConstraints }) },
  });
  if (replicas === 1) return;
  await PodDisruptionBudget(name, { metadata: { name }, spec: { maxUnavailable: 1, selector } });
}
