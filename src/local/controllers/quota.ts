/**
 * What a namespace may hold: new objects are refused when a ResourceQuota does not allow them, and its status counts what is there.
 * @see https://github.com/kubernetes/apiserver/blob/v0.36.3/pkg/admission/plugin/resourcequota/controller.go
 */

import type { LiveObject, Manifest } from "../../model/object.ts";
import { forbidden } from "../status.ts";
import type { Store } from "../store/store.ts";
import type { Controller, ControllerContext, Key } from "./controller.ts";
import { minus, NOTHING, plus, quantityOf, type Quantity } from "./amounts.ts";
import { keyOf, read, RESOURCE, type Pod, type ResourceQuota } from "./kinds.ts";
import { podResources } from "./pod-resources.ts";
import { resourceOf, usageOf, usageOfAll, type Usage } from "./quota-usage.ts";
import { writeStatus } from "./write.ts";

/**
 * Refuses an object that would exceed a quota of its namespace. For the admission of objects that users write, and for the pods
 * that controllers make.
 * @param resource storage name, for example `/pods`
 * @param context what is there
 * @param previous the object that it replaces
 * @throws {StatusError} 403 with the text of the API server
 */
export function enforceQuota(
  resource: string,
  object: Manifest,
  { store }: { store: Store },
  previous?: LiveObject,
): void {
  const { namespace, name } = object.metadata;
  if (namespace === undefined || store.count(RESOURCE.resourceQuotas, namespace) === 0) return;
  const before = previous === undefined ? new Map() : usageOf(resource, previous);
  const [group = "", plural = ""] = resource.split("/");
  for (const quota of store.list(RESOURCE.resourceQuotas, namespace) as ResourceQuota[]) {
    const reason = objection(store, quota, { resource, object, before });
    if (reason !== undefined) throw forbidden({ group, plural, name }, reason);
  }
}

/** Why a quota does not allow an object. */
function objection(
  store: Store,
  quota: ResourceQuota,
  { resource, object, before }: { resource: string; object: Manifest; before: Usage },
): string | undefined {
  const hard = quota.spec.hard ?? {};
  const names = Object.keys(hard).filter((name) => resourceOf(name) === resource);
  if (names.length === 0 || !isInScope(quota, resource, object)) return undefined;
  const { name } = quota.metadata;
  const missing = resource === RESOURCE.pods ? unspecified(object as Pod, names) : [];
  if (missing.length > 0) return `failed quota: ${name}: must specify ${missing.join("; ")}`;
  const usage = usageOf(resource, object);
  const { namespace } = object.metadata;
  const inScope = store.list(resource, namespace).filter((one) => isInScope(quota, resource, one));
  const used = usageOfAll(resource, inScope, names);
  const added = (name: string): Quantity => minus(usage.get(name) ?? NOTHING, before.get(name) ?? NOTHING);
  const limit = (name: string): Quantity => quantityOf(hard[name]);
  const now = (name: string): Quantity => used.get(name) ?? NOTHING;
  const exceeded = names
    .filter((name) => added(name).nano > 0n && plus(now(name), added(name)).nano > limit(name).nano)
    .toSorted();
  if (exceeded.length === 0) return undefined;
  const listing = (of: (name: string) => Quantity): string =>
    exceeded.map((name) => `${name}=${of(name).text}`).join(",");
  return (
    `exceeded quota: ${name}, requested: ${listing(added)}, ` +
    `used: ${listing(now)}, limited: ${listing(limit)}`
  );
}

/** Where cpu or memory is limited, each container must say how much it wants. */
function unspecified({ spec }: Pod, names: readonly string[]): string[] {
  const wanted = names.filter((name) => /^(requests\.|limits\.)?(cpu|memory)$/.test(name)).toSorted();
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return wanted.flatMap((name) => {
    const side = name.startsWith("limits.") ? "limits" : "requests";
    const resource = name.replace(/^(requests|limits)\./, "");
    const silent = containers.filter(({ resources }) => resources?.[side]?.[resource] === undefined);
    return silent.length === 0
      ? []
      : [
          `${name} for: ${silent
            .map(({ name }) => name)
            .toSorted()
            .join(",")}`,
        ];
  });
}

/** Whether a quota counts an object: most have no scopes and count all. */
function isInScope({ spec }: ResourceQuota, resource: string, object: Manifest): boolean {
  const plain = (spec.scopes ?? []).map((scopeName) => ({
    scopeName,
    operator: "Exists",
    values: [] as string[],
  }));
  const selected = spec.scopeSelector?.matchExpressions ?? [];
  return [...plain, ...selected].every(
    (scope) => resource === RESOURCE.pods && podIsInScope(object as Pod, scope),
  );
}

interface Scope {
  scopeName: string;
  operator: string;
  values?: readonly string[];
}

function podIsInScope(pod: Pod, { scopeName, operator, values = [] }: Scope): boolean {
  const { priorityClassName = "", activeDeadlineSeconds } = pod.spec;
  const bestEffort = [...podResources(pod, "requests"), ...podResources(pod, "limits")].length === 0;
  switch (scopeName) {
    case "Terminating":
      return activeDeadlineSeconds !== undefined;
    case "NotTerminating":
      return activeDeadlineSeconds === undefined;
    case "BestEffort":
      return bestEffort;
    case "NotBestEffort":
      return !bestEffort;
    case "PriorityClass":
      if (operator === "Exists") return priorityClassName !== "";
      if (operator === "DoesNotExist") return priorityClassName === "";
      return values.includes(priorityClassName) === (operator === "In");
    default:
      return false;
  }
}

/** Which quotas a changed object counts for. */
function quotasOf({ store }: ControllerContext, namespace: string | undefined): Key[] {
  if (namespace === undefined || store.count(RESOURCE.resourceQuotas, namespace) === 0) return [];
  return store.list(RESOURCE.resourceQuotas, namespace).map((quota) => keyOf(RESOURCE.resourceQuotas, quota));
}

/** Events are too many and nobody limits them. */
const IGNORED: ReadonlySet<string> = new Set([RESOURCE.events, RESOURCE.endpoints, RESOURCE.endpointSlices]);

export const resourceQuotas: Controller = {
  name: "resource-quota",
  watches: {
    "*": ({ resource, object }, context) =>
      IGNORED.has(resource) ? [] : quotasOf(context, object.metadata.namespace),
  },
  reconcile: (key, context) => {
    const quota = read(context, RESOURCE.resourceQuotas, key);
    if (quota !== undefined) count(context, quota);
  },
};

function count(context: ControllerContext, quota: ResourceQuota): void {
  const hard = quota.spec.hard ?? {};
  const byResource = Map.groupBy(Object.keys(hard), resourceOf);
  const used: Record<string, string> = {};
  for (const [resource, names] of byResource) {
    const objects = context.store
      .list(resource, quota.metadata.namespace)
      .filter((object) => isInScope(quota, resource, object));
    for (const [name, amount] of usageOfAll(resource, objects, names)) used[name] = amount.text;
  }
  const sorted = Object.fromEntries(Object.entries(used).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeStatus(context, RESOURCE.resourceQuotas, { object: quota, status: { hard, used: sorted } });
}
