/** What LimitRanges add to pods, and what they refuse. @see https://kubernetes.io/docs/concepts/policy/limit-range/ */

import type { V1LimitRange, V1PersistentVolumeClaim } from "@kubernetes/client-node";
import type { Manifest } from "../../../model/object.ts";
import { forbidden } from "../../status.ts";
import type { Store } from "../../store/store.ts";
import { as, isSet, within, type Fields } from "../fields.ts";
import type { Container, Pod } from "../pod/defaults.ts";
import { podResources } from "../pod/pod-resources.ts";
import { quantityOf, type Quantity } from "../quantity.ts";
import type { ResourceList } from "../resources.ts";

type LimitRange = Fields<V1LimitRange>;
type Limit = NonNullable<NonNullable<LimitRange["spec"]>["limits"]>[number];

/** Quantities that something asks for and may use. */
interface Demand {
  requests: (name: string) => Quantity | undefined;
  limits: (name: string) => Quantity | undefined;
}

const ANNOTATION = "kubernetes.io/limit-ranger";

function limitRangesIn(store: Store, namespace: string | undefined): LimitRange[] {
  if (namespace === undefined || store.count("/limitranges", namespace) === 0) return [];
  return store.list("/limitranges", namespace).map((one) => as<V1LimitRange>(one));
}

/** Fills the requests and limits that containers leave out. Changes the pod. */
export function addDefaultLimits(pod: Pod, store: Store): void {
  for (const { spec } of limitRangesIn(store, pod.metadata?.namespace)) {
    const limits: ResourceList = {};
    const requests: ResourceList = {};
    for (const item of spec?.limits ?? []) {
      if (item.type !== "Container") continue;
      Object.assign(limits, item.default);
      Object.assign(requests, item.defaultRequest);
    }
    const said = [
      ...(pod.spec?.containers ?? []).flatMap((one) => fill(one, { limits, requests, what: "container" })),
      ...(pod.spec?.initContainers ?? []).flatMap((one) =>
        fill(one, { limits, requests, what: "init container" }),
      ),
    ];
    if (said.length > 0)
      within(within(pod, "metadata"), "annotations")[ANNOTATION] =
        `LimitRanger plugin set: ${said.join("; ")}`;
  }
}

/** @returns what was set, for the annotation */
function fill(
  container: Container,
  { limits, requests, what }: { limits: ResourceList; requests: ResourceList; what: string },
): string[] {
  const said: string[] = [];
  const resources = within(container, "resources");
  for (const [side, defaults] of [
    ["limits", limits],
    ["requests", requests],
  ] as const) {
    const missing = Object.keys(defaults).filter((name) => !isSet(resources[side]?.[name]));
    if (missing.length === 0) continue;
    const list = within(resources, side);
    for (const name of missing) list[name] = defaults[name] ?? "";
    said.unshift(`${missing.sort().join(", ")} ${side.slice(0, -1)} for ${what} ${container.name ?? ""}`);
  }
  return said;
}

/** @throws {StatusError} 403 when a container or the whole pod is too small or too large */
export function refusePodLimits(pod: Pod, store: Store): void {
  for (const { spec } of limitRangesIn(store, pod.metadata?.namespace)) {
    const problems = (spec?.limits ?? []).flatMap((limit) => podProblems(limit, pod));
    refuse("pods", pod.metadata?.name ?? "", problems);
  }
}

/** @throws {StatusError} 403 when a claim is too small or too large */
export function refuseClaimLimits(object: Manifest, store: Store): void {
  const requests = as<V1PersistentVolumeClaim>(object).spec?.resources?.requests ?? {};
  const demand: Demand = { requests: (name) => read(requests[name]), limits: () => undefined };
  for (const { spec } of limitRangesIn(store, object.metadata.namespace)) {
    const problems = (spec?.limits ?? [])
      .filter(({ type }) => type === "PersistentVolumeClaim")
      .flatMap(({ min = {}, max = {} }) => [
        ...Object.keys(min).flatMap((name) =>
          belowMinimum("PersistentVolumeClaim", { name, least: quantityOf(min[name]), demand }),
        ),
        ...Object.keys(max).flatMap((name) =>
          aboveMaximum("PersistentVolumeClaim", {
            name,
            most: quantityOf(max[name]),
            demand,
            ofRequest: true,
          }),
        ),
      ]);
    refuse("persistentvolumeclaims", object.metadata.name, problems);
  }
}

function refuse(plural: string, name: string, problems: readonly string[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw forbidden({ group: "", plural, name }, problems.length === 1 ? first : `[${problems.join(", ")}]`);
}

const read = (value: string | undefined): Quantity | undefined =>
  isSet(value) ? quantityOf(value) : undefined;

function podProblems(limit: Limit, pod: Pod): string[] {
  if (limit.type === "Pod") {
    const [requests, limits] = [
      podResources(pod.spec ?? {}, "requests"),
      podResources(pod.spec ?? {}, "limits"),
    ];
    return problemsOf("Pod", limit, {
      requests: (name) => requests.get(name),
      limits: (name) => limits.get(name),
    });
  }
  if (limit.type !== "Container") return [];
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].flatMap(({ resources }) =>
    problemsOf("Container", limit, {
      requests: (name) => read(resources?.requests?.[name]),
      limits: (name) => read(resources?.limits?.[name]),
    }),
  );
}

function problemsOf(
  type: string,
  { min = {}, max = {}, maxLimitRequestRatio: ratios = {} }: Limit,
  demand: Demand,
): string[] {
  return [
    ...Object.keys(min).flatMap((name) => belowMinimum(type, { name, least: quantityOf(min[name]), demand })),
    ...Object.keys(max).flatMap((name) =>
      aboveMaximum(type, { name, most: quantityOf(max[name]), demand, ofRequest: false }),
    ),
    ...Object.keys(ratios).flatMap((name) =>
      tooFarApart(type, { name, most: quantityOf(ratios[name]), demand }),
    ),
  ];
}

function belowMinimum(
  type: string,
  { name, least, demand }: { name: string; least: Quantity; demand: Demand },
): string[] {
  const start = `minimum ${name} usage per ${type} is ${least.text}`;
  const [request, limit] = [demand.requests(name), demand.limits(name)];
  if (request === undefined) return [`${start}.  No request is specified`];
  if (request.nano < least.nano) return [`${start}, but request is ${request.text}`];
  return limit !== undefined && limit.nano < least.nano ? [`${start}, but limit is ${limit.text}`] : [];
}

function aboveMaximum(
  type: string,
  { name, most, demand, ofRequest }: { name: string; most: Quantity; demand: Demand; ofRequest: boolean },
): string[] {
  const start = `maximum ${name} usage per ${type} is ${most.text}`;
  const [request, limit] = [demand.requests(name), demand.limits(name)];
  if (ofRequest) {
    if (request === undefined) return [`${start}.  No request is specified`];
    return request.nano > most.nano ? [`${start}, but request is ${request.text}`] : [];
  }
  if (limit === undefined) return [`${start}.  No limit is specified`];
  if (limit.nano > most.nano) return [`${start}, but limit is ${limit.text}`];
  return request !== undefined && request.nano > most.nano
    ? [`${start}, but request is ${request.text}`]
    : [];
}

function tooFarApart(
  type: string,
  { name, most, demand }: { name: string; most: Quantity; demand: Demand },
): string[] {
  const start = `${name} max limit to request ratio per ${type} is ${most.text}`;
  const [request, limit] = [demand.requests(name), demand.limits(name)];
  if (request === undefined || request.nano === 0n)
    return [`${start}, but no request is specified or request is 0`];
  if (limit === undefined || limit.nano === 0n) return [`${start}, but no limit is specified or limit is 0`];
  const ratio = Number(limit.nano) / Number(request.nano);
  return ratio > Number(most.nano) / 1e9 ? [`${start}, but provided ratio is ${ratio.toFixed(6)}`] : [];
}
