/** Rules of Services. */

import type { V1Service, V1ServiceSpec } from "@kubernetes/client-node";
import type { Causes } from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel } from "../names.ts";
import type { KindRules } from "../served-kind.ts";
import { allocate } from "./allocate.ts";
import { addLoadBalancerStatus } from "./load-balancer-status.ts";
import { addService } from "./validate.ts";
import { addServiceUpdate } from "./validate-update.ts";
import { warnOfService } from "./warnings.ts";

export type ServiceSpec = Fields<V1ServiceSpec>;
export type Service = Fields<V1Service>;

/** Three hours. */
const AFFINITY_SECONDS = 10_800;

/** Whether traffic from outside may reach a Service. */
export function isExternal({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === "LoadBalancer" || type === "NodePort" || (type === "ClusterIP" && externalIPs.length > 0);
}

function defaultAffinity(spec: ServiceSpec): void {
  fallback(spec, "sessionAffinity", "None");
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === "ClientIP" && !isSet(spec.sessionAffinityConfig?.clientIP?.timeoutSeconds))
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: AFFINITY_SECONDS } };
}

export const serviceRules: KindRules = {
  defaults: (object) => {
    const service = as<V1Service>(object);
    const spec = within(service, "spec");
    defaultAffinity(spec);
    fallback(spec, "type", "ClusterIP");
    for (const port of spec.ports ?? []) {
      fallback(port, "protocol", "TCP");
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "")
        port.targetPort = port.port ?? 0;
    }
    if (isExternal(spec)) fallback(spec, "externalTrafficPolicy", "Cluster");
    if (spec.type !== "ExternalName") fallback(spec, "internalTrafficPolicy", "Cluster");
    if (spec.type === "LoadBalancer") {
      fallback(spec, "allocateLoadBalancerNodePorts", true);
      for (const ingress of service.status?.loadBalancer?.ingress ?? [])
        if (isSet(ingress.ip) && ingress.ip !== "") fallback(ingress, "ipMode", "VIP");
    }
  },
  prepare: (object, previous, context) => {
    allocate(as<V1Service>(object), previous === undefined ? undefined : as<V1Service>(previous), context);
    const spec = within(as<V1Service>(object), "spec");
    if (spec.type === "ExternalName") delete spec.internalTrafficPolicy;
  },
  validate: (object, { warn }) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsLabel, namespaced: true });
    addService(causes, as<V1Service>(object), undefined);
    warnOfService(as<V1Service>(object), warn);
    return causes;
  },
  validateUpdate: (object, previous, { warn }) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [service, before] = [as<V1Service>(object), as<V1Service>(previous)];
    warnOfService(service, warn);
    addServiceUpdate(causes, service.spec ?? {}, before.spec ?? {});
    addService(causes, service, before);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addLoadBalancerStatus(causes, as<V1Service>(object), as<V1Service>(previous));
    return causes;
  },
};
