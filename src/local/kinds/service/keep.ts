/** What an updated Service keeps although the client left it out, and loses because its type does not need it. Changes what it is given. */

import { sameJson } from "../../../model/json.ts";
import { isBlank, isSet } from "../fields.ts";
import type { ServiceSpec } from "./service.ts";

const needsAddress = (spec: ServiceSpec): boolean => spec.type !== "ExternalName";
const needsPorts = (spec: ServiceSpec): boolean => spec.type === "NodePort" || spec.type === "LoadBalancer";
const needsCheck = (spec: ServiceSpec): boolean =>
  spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
const isExternal = (spec: ServiceSpec): boolean =>
  needsPorts(spec) || (spec.type === "ClusterIP" && (spec.externalIPs ?? []).length > 0);

export function keepAllocated(spec: ServiceSpec, before: ServiceSpec): void {
  if (needsAddress(spec) && needsAddress(before)) {
    if (isBlank(spec.clusterIP) && !isBlank(before.clusterIP)) spec.clusterIP = before.clusterIP;
    if ((spec.clusterIPs ?? []).length === 0 && isSet(before.clusterIPs))
      spec.clusterIPs = [...before.clusterIPs];
  }
  if (needsPorts(spec) && needsPorts(before)) keepPorts(spec, before);
  if (needsCheck(spec) && needsCheck(before) && (spec.healthCheckNodePort ?? 0) === 0)
    spec.healthCheckNodePort = before.healthCheckNodePort;
  alignAddresses(spec, before);
}

function keepPorts({ ports = [] }: ServiceSpec, before: ServiceSpec): void {
  const used = new Set(ports.map(({ nodePort = 0 }) => nodePort));
  const old = new Map((before.ports ?? []).map(({ name = "", nodePort = 0 }) => [name, nodePort]));
  for (const port of ports) {
    if ((port.nodePort ?? 0) !== 0) continue;
    const kept = old.get(port.name ?? "") ?? 0;
    if (kept !== 0 && !used.has(kept)) port.nodePort = kept;
  }
}

/** `clusterIP` and `clusterIPs` say the same: whichever the client changed decides. */
function alignAddresses(spec: ServiceSpec, before: ServiceSpec): void {
  const isSame = sameJson(spec.clusterIPs ?? [], before.clusterIPs ?? []);
  if ((spec.clusterIP ?? "") === (before.clusterIP ?? "")) return;
  if (!isSame) return;
  if (!isBlank(before.clusterIP) && isBlank(spec.clusterIP)) delete spec.clusterIPs;
  else spec.clusterIPs = [spec.clusterIP ?? ""];
}

export function dropUnneeded(spec: ServiceSpec, before: ServiceSpec): void {
  if (needsAddress(before) && !needsAddress(spec)) {
    if (spec.clusterIP === before.clusterIP && sameJson(spec.clusterIPs, before.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    dropSame(spec, before, ["ipFamilies", "ipFamilyPolicy"]);
  }
  if (needsPorts(before) && !needsPorts(spec)) dropPorts(spec, before);
  if (needsCheck(before) && !needsCheck(spec)) dropSame(spec, before, ["healthCheckNodePort"]);
  if (before.type === "LoadBalancer" && spec.type !== "LoadBalancer")
    dropSame(spec, before, ["allocateLoadBalancerNodePorts", "loadBalancerClass"]);
  if (isExternal(before) && !isExternal(spec)) dropSame(spec, before, ["externalTrafficPolicy"]);
}

function dropSame(spec: ServiceSpec, before: ServiceSpec, names: readonly (keyof ServiceSpec)[]): void {
  for (const name of names) if (sameJson(spec[name] ?? null, before[name] ?? null)) delete spec[name];
}

function dropPorts({ ports = [] }: ServiceSpec, before: ServiceSpec): void {
  const old = new Set((before.ports ?? []).map(({ nodePort = 0 }) => nodePort));
  if (!ports.every(({ nodePort = 0 }) => nodePort === 0 || old.has(nodePort))) return;
  for (const port of ports) delete port.nodePort;
}
