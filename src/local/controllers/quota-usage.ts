/**
 * What objects count for in ResourceQuotas. Pure.
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */

import type { LiveObject, Manifest } from "../../model/object.ts";
import { amount, NOTHING, ONE, plus, quantityOf, type Quantity } from "./amounts.ts";
import { RESOURCE, type PersistentVolumeClaim, type Pod, type Service } from "./kinds.ts";
import { isFinished } from "./pod-state.ts";
import { podResources } from "./pod-resources.ts";

export type Usage = ReadonlyMap<string, Quantity>;

/** Resources that may be counted by their bare name too. */
const PLAIN: ReadonlySet<string> = new Set([
  "configmaps",
  "secrets",
  "replicationcontrollers",
  "resourcequotas",
]);

/** Names that pods count for; the rest of the quota's names is read off them. */
const COMPUTE: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);

/** Storage name of the resource whose objects count for a name of a quota. */
export function resourceOf(name: string): string {
  if (name.startsWith("count/")) {
    const [plural = "", ...group] = name.slice("count/".length).split(".");
    return `${group.join(".")}/${plural}`;
  }
  if (PLAIN.has(name)) return `/${name}`;
  if (name === "services" || name.startsWith("services.")) return RESOURCE.services;
  const isStorage = name === "persistentvolumeclaims" || name === "requests.storage";
  return isStorage || name.includes(".storageclass.storage.k8s.io/")
    ? RESOURCE.persistentVolumeClaims
    : RESOURCE.pods;
}

/** What one object counts for, by the names of quotas. */
export function usageOf(resource: string, object: Manifest): Usage {
  const [group = "", plural = ""] = resource.split("/");
  const usage = new Map<string, Quantity>([[`count/${plural}${group === "" ? "" : `.${group}`}`, ONE]]);
  if (group === "" && PLAIN.has(plural)) usage.set(plural, ONE);
  const measure = MEASURES[resource];
  for (const [name, counted] of measure?.(object) ?? []) usage.set(name, counted);
  return usage;
}

const MEASURES: Readonly<Record<string, ((object: Manifest) => [string, Quantity][]) | undefined>> = {
  [RESOURCE.pods]: (object) => podUsage(object as Pod),
  [RESOURCE.services]: (object) => serviceUsage(object as Service),
  [RESOURCE.persistentVolumeClaims]: (object) => claimUsage(object as PersistentVolumeClaim),
};

function podUsage(pod: Pod): [string, Quantity][] {
  if (isFinished(pod)) return [];
  const requests = [...podResources(pod, "requests")].flatMap(([name, amount]): [string, Quantity][] =>
    COMPUTE.has(name)
      ? [
          [name, amount],
          [`requests.${name}`, amount],
        ]
      : [[`requests.${name}`, amount]],
  );
  const limits = [...podResources(pod, "limits")]
    .filter(([name]) => COMPUTE.has(name))
    .map(([name, amount]): [string, Quantity] => [`limits.${name}`, amount]);
  return [["pods", ONE], ...requests, ...limits];
}

function serviceUsage({ spec }: Service): [string, Quantity][] {
  const ports = spec.ports?.length ?? 0;
  const balanced = spec.type === "LoadBalancer";
  const hasNodePorts = spec.type === "NodePort" || (balanced && spec.allocateLoadBalancerNodePorts !== false);
  return [
    ["services", ONE],
    ["services.loadbalancers", amount(balanced ? 1 : 0)],
    ["services.nodeports", amount(hasNodePorts ? ports : 0)],
  ];
}

function claimUsage({ spec }: PersistentVolumeClaim): [string, Quantity][] {
  const storage = quantityOf(spec.resources?.requests?.["storage"]);
  const own: [string, Quantity][] = [
    ["persistentvolumeclaims", ONE],
    ["requests.storage", storage],
  ];
  const { storageClassName } = spec;
  if (storageClassName === undefined || storageClassName === "") return own;
  const prefix = `${storageClassName}.storageclass.storage.k8s.io/`;
  return [...own, ...own.map(([name, amount]): [string, Quantity] => [prefix + name, amount])];
}

/** What several objects of one resource count for together, of the names that are asked for. */
export function usageOfAll(
  resource: string,
  objects: readonly LiveObject[],
  names: readonly string[],
): Usage {
  const total = new Map(names.map((name) => [name, NOTHING]));
  for (const object of objects) {
    const usage = usageOf(resource, object);
    for (const name of names) {
      const amount = usage.get(name);
      if (amount !== undefined) total.set(name, plus(total.get(name) ?? NOTHING, amount));
    }
  }
  return total;
}
