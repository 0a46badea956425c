/** Which pods a Service selects, which Services select a pod, and on which ports. */

import { sameJson } from "../../model/json.ts";
import { matchesLabels, selectorOf } from "../objects/label-selector.ts";
import type { Change } from "../store/store.ts";
import type { ControllerContext, Key } from "./controller.ts";
import { RESOURCE, type Pod, type Service } from "./kinds.ts";
import { pairIndex, pairsOf } from "./pair-index.ts";
import { isFinished, isReady, isTerminating } from "./pod-state.ts";

const podsByLabel = pairIndex(RESOURCE.pods, ({ metadata }) => pairsOf(metadata.labels));
const servicesBySelector = pairIndex(RESOURCE.services, (service) =>
  pairsOf((service as Service).spec.selector).slice(0, 1),
);

/** The pods that a Service selects, by name; none without a selector. */
export function podsOfService({ store }: ControllerContext, { metadata, spec }: Service): Pod[] {
  const { namespace = "" } = metadata;
  const [first] = pairsOf(spec.selector);
  if (first === undefined) return [];
  const selector = selectorOf({ matchLabels: spec.selector ?? {} });
  return [...podsByLabel.names(store, namespace, first)]
    .toSorted()
    .map((name) => store.get(RESOURCE.pods, namespace, name) as Pod)
    .filter((pod) => matchesLabels(selector, pod.metadata.labels));
}

/** Keys of the Services that a change of a pod matters to. */
export function servicesOfPod({ type, object, previous }: Change, { store }: ControllerContext): Key[] {
  const { namespace = "" } = object.metadata;
  if (store.count(RESOURCE.services, namespace) === 0) return [];
  const pod = object as Pod;
  const before = previous as Pod | undefined;
  if (type === "MODIFIED" && before !== undefined && isSameEndpoint(pod, before)) return [];
  const pairs = new Set([...pairsOf(object.metadata.labels), ...pairsOf(previous?.metadata.labels)]);
  const names = new Set([...pairs].flatMap((pair) => [...servicesBySelector.names(store, namespace, pair)]));
  return [...names].map((name) => ({ resource: RESOURCE.services, namespace, name }));
}

/** Whether endpoints say the same of both. */
function isSameEndpoint(a: Pod, b: Pod): boolean {
  return (
    a.status?.podIP === b.status?.podIP &&
    a.spec.nodeName === b.spec.nodeName &&
    isReady(a) === isReady(b) &&
    isTerminating(a) === isTerminating(b) &&
    isFinished(a) === isFinished(b) &&
    sameJson(a.metadata.labels, b.metadata.labels)
  );
}

/** A port as endpoints have it. */
export interface EndpointPort {
  name: string;
  port: number;
  protocol: string;
  appProtocol?: string;
}

/** The ports of a Service on one pod; a port by name that the pod has not is left out. */
export function portsOn({ spec }: Service, pod: Pod): EndpointPort[] {
  return (spec.ports ?? []).flatMap(
    ({ name = "", port, protocol = "TCP", targetPort = port, appProtocol }) => {
      const number = typeof targetPort === "number" ? targetPort : namedPort(pod, targetPort, protocol);
      if (number === undefined) return [];
      return [{ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
    },
  );
}

function namedPort({ spec }: Pod, name: string, protocol: string): number | undefined {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...spec.containers, ...sidecars]
    .flatMap(({ ports = [] }) => ports)
    .find((port) => port.name === name && (port.protocol ?? "TCP") === protocol)?.containerPort;
}

/** Whether endpoints name a pod's host: it asked for a name in this Service's domain. */
export function hostnameIn(
  { metadata }: Service,
  { spec, metadata: { namespace } }: Pod,
): { hostname?: string } {
  const { hostname = "", subdomain } = spec;
  return hostname !== "" && subdomain === metadata.name && namespace === metadata.namespace
    ? { hostname }
    : {};
}

/** Whether a Service's endpoints are made from its pods. */
export function hasEndpoints({ spec }: Service): boolean {
  return spec.selector !== undefined && spec.type !== "ExternalName";
}

export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIP === "None";
}
