/**
 * EndpointSlices of Services: their pods, a hundred at most in each. May import the other files of this folder, the contracts of
 * src/local and src/model.
 * @see https://github.com/kubernetes/endpointslice/blob/v0.36.3/reconciler.go
 */

import { sameJson } from "../../model/json.ts";
import { controllerOf, type Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { keyOf, read, RESOURCE, type EndpointSlice, type Pod, type Service } from "./kinds.ts";
import { controlledBy, controllerReference } from "./owners.ts";
import { isFinished, isReady, isTerminating } from "./pod-state.ts";
import {
  hasEndpoints,
  hostnameIn,
  isHeadless,
  podsOfService,
  portsOn,
  servicesOfPod,
  type EndpointPort,
} from "./service-pods.ts";
import { create, isTerminatingNamespace, remove, update } from "./write.ts";

type Endpoint = NonNullable<EndpointSlice["endpoints"]>[number];

const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const MANAGER = "endpointslice-controller.k8s.io";
const SERVICE_NAME = "kubernetes.io/service-name";
const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";

/** Most endpoints of one slice. */
const LARGEST = 100;

export const endpointSlices: Controller = {
  name: "endpoint-slice",
  watches: {
    [RESOURCE.services]: ({ type, object }) => (type === "DELETED" ? [] : [keyOf(RESOURCE.services, object)]),
    [RESOURCE.pods]: servicesOfPod,
    [RESOURCE.endpointSlices]: ({ type, object }) => {
      const owner = type === "ADDED" ? undefined : controllerOf(object);
      return owner?.kind === "Service" ? [{ ...keyOf(RESOURCE.services, object), name: owner.name }] : [];
    },
  },
  reconcile: (key, context) => {
    const service = read(context, RESOURCE.services, key);
    if (service === undefined || service.metadata.deletionTimestamp !== undefined || !hasEndpoints(service))
      return;
    try {
      write(context, service);
    } catch (error) {
      if (!isTerminatingNamespace(error)) throw error;
    }
  },
};

/** What one slice should hold. */
interface Content {
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

function write(context: ControllerContext, service: Service): void {
  const contents = contentsOf(service, podsOfService(context, service));
  const slices = controlledBy(context, service, RESOURCE.endpointSlices)
    .filter(
      ({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && metadata.deletionTimestamp === undefined,
    )
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const [index, content] of contents.entries()) {
    const slice = slices[index];
    if (slice === undefined) create(context, RESOURCE.endpointSlices, newSlice(context, service, content));
    else replace(context, service, { slice, content });
  }
  for (const surplus of slices.slice(contents.length)) remove(context, RESOURCE.endpointSlices, surplus);
}

function labelsOf(service: Service): Record<string, string> {
  return {
    ...service.metadata.labels,
    [MANAGED_BY]: MANAGER,
    [SERVICE_NAME]: service.metadata.name,
    ...(isHeadless(service) ? { [HEADLESS]: "" } : {}),
  };
}

function replace(
  context: ControllerContext,
  service: Service,
  { slice, content }: { slice: EndpointSlice; content: Content },
): void {
  const labels = labelsOf(service);
  const { ports, endpoints } = content;
  const same =
    sameJson(slice.endpoints, endpoints) &&
    sameJson(slice.ports, ports) &&
    sameJson(slice.metadata.labels, labels);
  if (same) return;
  const annotations = { ...slice.metadata.annotations, [TRIGGER]: timestamp(context.clock.now()) };
  const metadata = { ...slice.metadata, labels, annotations };
  update(context, RESOURCE.endpointSlices, { ...slice, metadata, endpoints, ports });
}

function newSlice(context: ControllerContext, service: Service, { ports, endpoints }: Content): Manifest {
  const { name, namespace } = service.metadata;
  const generateName = `${name}-`;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: generateName.slice(0, 58) + context.chance.suffix(5),
      generateName,
      ...(namespace === undefined ? {} : { namespace }),
      labels: labelsOf(service),
      annotations: { [TRIGGER]: timestamp(context.clock.now()) },
      ownerReferences: [controllerReference(service)],
    },
    addressType: service.spec.ipFamilies?.[0] ?? "IPv4",
    endpoints,
    ports,
  };
}

/** Slices by ports; one without endpoints when there are none at all. */
function contentsOf(service: Service, pods: readonly Pod[]): Content[] {
  const groups = new Map<string, Content>();
  for (const pod of pods) {
    if (pod.status?.podIP === undefined || isFinished(pod)) continue;
    const ports = portsOn(service, pod);
    const text = JSON.stringify(ports);
    const group = groups.get(text) ?? { ports, endpoints: [] };
    group.endpoints.push(endpointOf(service, pod));
    groups.set(text, group);
  }
  const contents = [...groups.values()].flatMap(({ ports, endpoints }) =>
    Array.from({ length: Math.ceil(endpoints.length / LARGEST) }, (_, index) => ({
      ports,
      endpoints: endpoints.slice(index * LARGEST, (index + 1) * LARGEST),
    })),
  );
  return contents.length === 0 ? [{ ports: [], endpoints: [] }] : contents;
}

function endpointOf(service: Service, pod: Pod): Endpoint {
  const { name, namespace, uid } = pod.metadata;
  const serving = isReady(pod);
  const terminating = isTerminating(pod);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  return {
    addresses: [pod.status?.podIP ?? ""],
    conditions: { ready, serving, terminating },
    ...hostnameIn(service, pod),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: "Pod", name, ...(namespace === undefined ? {} : { namespace }), uid },
  };
}
