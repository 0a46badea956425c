/** Validation of Services. Pure. */

import type { V1ServicePort } from "@kubernetes/client-node";
import { addAddress, addEndpointAddress, addRange } from "../addresses.ts";
import {
  addInvalid,
  addUnsupported,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { addLabels } from "../metadata.ts";
import { dnsLabel, dnsSubdomain, portNumber, qualifiedName } from "../names.ts";
import { addPort } from "../pod/probe.ts";
import { addClusterIps } from "./cluster-ips.ts";
import type { Service, ServiceSpec } from "./service.ts";

const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const DISTRIBUTIONS = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const MAX_AFFINITY = 86_400;

export const isHeadless = ({ clusterIPs }: ServiceSpec): boolean =>
  clusterIPs?.length === 1 && clusterIPs[0] === "None";
/** Whether health checks need a port on every node. */
export const needsHealthCheck = (spec: ServiceSpec): boolean =>
  spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";

/** @param before in updates */
export function addService(to: Causes, service: Service, before: Service | undefined): void {
  const { spec = {} } = service;
  const { type = "", ports = [] } = spec;
  if (ports.length === 0 && !isHeadless(spec) && type !== "ExternalName") to.push(required("spec.ports"));
  addType(to, spec);
  const names = new Set<string>();
  for (const [index, port] of ports.entries())
    addServicePort(to, `spec.ports[${index}]`, { port, names, isNamed: ports.length > 1 });
  addLabels(to, "spec.selector", spec.selector);
  addAffinity(to, spec);
  addClusterIps(to, spec, before?.spec);
  for (const [index, address] of (spec.externalIPs ?? []).entries()) {
    const [field, count] = [`spec.externalIPs[${index}]`, to.length];
    addAddress(to, field, { value: address, before: before?.spec?.externalIPs ?? [] });
    if (to.length === count) addEndpointAddress(to, field, address);
  }
  addUnsupported(to, "spec.type", { value: type, supported: TYPES });
  addPortRelations(to, spec);
  addSourceRanges(to, spec, before?.spec);
  addOldSourceRanges(to, service, before);
  addLoadBalancer(to, spec);
  addTraffic(to, spec);
}

function addType(to: Causes, spec: ServiceSpec): void {
  const { type, clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = "" } = spec;
  if ((type === "LoadBalancer" || type === "NodePort") && isHeadless(spec))
    to.push(invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${type} services`));
  if (type !== "ExternalName") return;
  if (clusterIPs.length > 0)
    to.push(forbiddenCause("spec.clusterIPs", "may not be set for ExternalName services"));
  if (ipFamilies.length > 0)
    to.push(forbiddenCause("spec.ipFamilies", "may not be set for ExternalName services"));
  if (isSet(ipFamilyPolicy))
    to.push(forbiddenCause("spec.ipFamilyPolicy", "may not be set for ExternalName services"));
  const name = externalName.replace(/\.$/, "");
  if (name === "") to.push(required("spec.externalName"));
  else addInvalid(to, "spec.externalName", { value: name, wrong: dnsSubdomain(name) });
}

function addServicePort(
  to: Causes,
  field: string,
  { port, names, isNamed }: { port: Fields<V1ServicePort>; names: Set<string>; isNamed: boolean },
): void {
  const { name = "", port: number = 0, protocol, targetPort, appProtocol } = port;
  if (name === "") {
    if (isNamed) to.push(required(`${field}.name`));
  } else {
    addInvalid(to, `${field}.name`, { value: name, wrong: dnsLabel(name) });
    if (names.has(name)) to.push(duplicate(`${field}.name`, name));
    names.add(name);
  }
  addInvalid(to, `${field}.port`, { value: number, wrong: portNumber(number) });
  addUnsupported(to, `${field}.protocol`, { value: protocol, supported: PROTOCOLS });
  addPort(to, `${field}.targetPort`, targetPort);
  if (isSet(appProtocol))
    addInvalid(to, `${field}.appProtocol`, { value: appProtocol, wrong: qualifiedName(appProtocol) });
}

function addAffinity(to: Causes, { sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): void {
  addUnsupported(to, "spec.sessionAffinity", { value: sessionAffinity, supported: ["ClientIP", "None"] });
  const field = "spec.sessionAffinityConfig";
  if (sessionAffinity === "ClientIP") {
    const seconds = config?.clientIP?.timeoutSeconds;
    if (isSet(seconds) && (seconds <= 0 || seconds > MAX_AFFINITY))
      to.push(
        invalid(
          `${field}.clientIP.timeoutSeconds`,
          seconds,
          `must be greater than 0 and less than ${MAX_AFFINITY}`,
        ),
      );
  } else if (sessionAffinity === "None" && isSet(config))
    to.push(forbiddenCause(field, "must not be set when session affinity is None"));
}

function addPortRelations(to: Causes, { type, ports = [] }: ServiceSpec): void {
  if (type === "ClusterIP")
    for (const [index, { nodePort = 0 }] of ports.entries())
      if (nodePort !== 0)
        to.push(
          forbiddenCause(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"),
        );
  const [nodePorts, numbers] = [new Set<string>(), new Set<string>()];
  for (const [index, { protocol = "", nodePort = 0 }] of ports.entries()) {
    if (nodePort === 0) continue;
    const key = `${protocol}/${nodePort}`;
    if (nodePorts.has(key)) to.push(duplicate(`spec.ports[${index}].nodePort`, nodePort));
    nodePorts.add(key);
  }
  for (const [index, { protocol = "", port = 0 }] of ports.entries()) {
    const shown = { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    if (numbers.has(`${protocol}/${port}`)) to.push(duplicate(`spec.ports[${index}]`, shown));
    numbers.add(`${protocol}/${port}`);
  }
}

function addSourceRanges(to: Causes, spec: ServiceSpec, before: ServiceSpec | undefined): void {
  const { loadBalancerSourceRanges: ranges = [], type } = spec;
  if (ranges.length === 0) return;
  const field = "spec.LoadBalancerSourceRanges";
  if (type !== "LoadBalancer")
    to.push(forbiddenCause(field, "may only be used when `type` is 'LoadBalancer'"));
  const known = (before?.loadBalancerSourceRanges ?? []).map((range) => range.trim());
  for (const [index, range] of ranges.entries())
    addRange(to, `${field}[${index}]`, { value: range.trim(), before: known });
}

const SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** Before there was a field there was an annotation, with commas. */
function addOldSourceRanges(to: Causes, { metadata, spec = {} }: Service, before: Service | undefined): void {
  const text = metadata?.annotations?.[SOURCE_RANGES];
  if (!isSet(text) || (spec.loadBalancerSourceRanges ?? []).length > 0) return;
  const field = `metadata.annotations[${SOURCE_RANGES}]`;
  if (spec.type !== "LoadBalancer")
    to.push(forbiddenCause(field, "may only be used when `type` is 'LoadBalancer'"));
  if (text === before?.metadata?.annotations?.[SOURCE_RANGES] || text.trim() === "") return;
  for (const range of text.split(",")) addRange(to, field, { value: range.trim() });
}

function addLoadBalancer(to: Causes, spec: ServiceSpec): void {
  if (isSet(spec.allocateLoadBalancerNodePorts) && spec.type !== "LoadBalancer")
    to.push(
      forbiddenCause("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'"),
    );
  addClass(to, spec);
}

/** Checks who balances the load. */
export function addClass(to: Causes, { type, loadBalancerClass }: ServiceSpec): void {
  if (!isSet(loadBalancerClass)) return;
  if (type === "LoadBalancer")
    addInvalid(to, "spec.loadBalancerClass", {
      value: loadBalancerClass,
      wrong: qualifiedName(loadBalancerClass),
    });
  else to.push(forbiddenCause("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'"));
}

function addTraffic(to: Causes, spec: ServiceSpec): void {
  const { type = "", externalTrafficPolicy: external = "", healthCheckNodePort: health = 0 } = spec;
  const isExternal =
    type === "LoadBalancer" ||
    type === "NodePort" ||
    (type === "ClusterIP" && (spec.externalIPs ?? []).length > 0);
  if (isExternal)
    addUnsupported(to, "spec.externalTrafficPolicy", { value: external, supported: ["Cluster", "Local"] });
  else if (external !== "")
    to.push(
      invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services"),
    );
  if (needsHealthCheck(spec)) {
    if (health === 0) to.push(required("spec.healthCheckNodePort"));
    else addInvalid(to, "spec.healthCheckNodePort", { value: health, wrong: portNumber(health) });
  } else if (health !== 0)
    to.push(
      invalid(
        "spec.healthCheckNodePort",
        health,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  const internal = spec.internalTrafficPolicy;
  if (isSet(internal) && internal !== "Cluster" && internal !== "Local")
    to.push(notSupported("spec.internalTrafficPolicy", internal, ["Cluster", "Local"]));
  const distribution = spec.trafficDistribution;
  if (isSet(distribution) && !DISTRIBUTIONS.includes(distribution))
    to.push(notSupported("spec.trafficDistribution", distribution, DISTRIBUTIONS));
}
