/**
 * Endpoints of Services, for those who still read them. May import the other files of this folder, the contracts of src/local and
 * src/model.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/endpoint/endpoints_controller.go
 */

import { sameJson } from "../../model/json.ts";
import type { Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { keyOf, read, RESOURCE, type Endpoints, type Pod, type Service } from "./kinds.ts";
import { isFinished, isReady, isTerminating } from "./pod-state.ts";
import {
  hasEndpoints,
  hostnameIn,
  isHeadless,
  podsOfService,
  portsOn,
  servicesOfPod,
} from "./service-pods.ts";
import { create, isTerminatingNamespace, remove, update } from "./write.ts";

type Subset = NonNullable<Endpoints["subsets"]>[number];

const MANAGED_BY = "endpoints.kubernetes.io/managed-by";
const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";

export const endpoints: Controller = {
  name: "endpoints",
  watches: {
    [RESOURCE.services]: ({ object }) => [keyOf(RESOURCE.services, object)],
    [RESOURCE.pods]: servicesOfPod,
  },
  reconcile: (key, context) => {
    const service = read(context, RESOURCE.services, key);
    const current = read(context, RESOURCE.endpoints, key);
    if (service === undefined) {
      if (current !== undefined) remove(context, RESOURCE.endpoints, current);
    } else if (hasEndpoints(service)) write(context, service, current);
  },
};

function write(context: ControllerContext, service: Service, current: Endpoints | undefined): void {
  const { name, namespace, labels: inherited } = service.metadata;
  const subsets = subsetsOf(service, podsOfService(context, service));
  const labels = {
    ...inherited,
    [MANAGED_BY]: "endpoint-controller",
    ...(isHeadless(service) ? { [HEADLESS]: "" } : {}),
  };
  const isSame =
    sameJson(current?.subsets ?? [], subsets) && sameJson(current?.metadata.labels ?? {}, labels);
  if (current !== undefined && isSame) return;
  const annotations = { ...current?.metadata.annotations, [TRIGGER]: timestamp(context.clock.now()) };
  const rest = subsets.length === 0 ? {} : { subsets };
  if (current !== undefined) {
    const { subsets: _subsets, ...kept } = current;
    update(context, RESOURCE.endpoints, {
      ...kept,
      metadata: { ...current.metadata, labels, annotations },
      ...rest,
    });
    return;
  }
  const manifest: Manifest = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels, annotations },
    ...rest,
  };
  try {
    create(context, RESOURCE.endpoints, manifest);
  } catch (error) {
    if (!isTerminatingNamespace(error)) throw error;
  }
}

/** Pods with the same ports together; those that are not ready apart. */
function subsetsOf(service: Service, pods: readonly Pod[]): Subset[] {
  const groups = new Map<string, Subset>();
  for (const pod of pods) {
    const { podIP } = pod.status ?? {};
    if (podIP === undefined || isFinished(pod) || isTerminating(pod)) continue;
    const ports = portsOn(service, pod).map(({ name, ...port }) => (name === "" ? port : { name, ...port }));
    if (ports.length === 0 && (service.spec.ports ?? []).length > 0) continue;
    const group: Subset = groups.get(JSON.stringify(ports)) ?? (ports.length === 0 ? {} : { ports });
    groups.set(JSON.stringify(ports), group);
    const { name, namespace, uid } = pod.metadata;
    const address = {
      ...hostnameIn(service, pod),
      ip: podIP,
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
      targetRef: { kind: "Pod", name, ...(namespace === undefined ? {} : { namespace }), uid },
    };
    const ready = isReady(pod) || service.spec.publishNotReadyAddresses === true;
    if (ready) group.addresses = [...(group.addresses ?? []), address];
    else group.notReadyAddresses = [...(group.notReadyAddresses ?? []), address];
  }
  return [...groups.values()];
}
