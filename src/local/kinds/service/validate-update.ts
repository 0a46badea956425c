/** What an update of a Service may not change. Pure. */

import { forbiddenCause, invalid, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import type { ServiceSpec } from "./service.ts";
import { addClass, isHeadless, needsHealthCheck } from "./validate.ts";

const UNCHANGEABLE = "may not change once set";

export function addServiceUpdate(to: Causes, spec: ServiceSpec, before: ServiceSpec): void {
  if (spec.type !== "ExternalName" && before.type !== "ExternalName") {
    if (!isHeadless(spec) || !isHeadless(before)) addAddresses(to, spec, before);
    if (!isHeadless(spec) && !isHeadless(before)) addFamilies(to, spec, before);
  }
  const { loadBalancerClass: now } = spec;
  if (
    spec.type === "LoadBalancer" &&
    before.type === "LoadBalancer" &&
    (now ?? null) !== (before.loadBalancerClass ?? null)
  )
    to.push(invalid("spec.loadBalancerClass", now ?? null, UNCHANGEABLE));
  addClass(to, spec);
  if (
    needsHealthCheck(before) &&
    needsHealthCheck(spec) &&
    spec.healthCheckNodePort !== before.healthCheckNodePort
  )
    to.push(forbiddenCause("spec.healthCheckNodePort", "field is immutable"));
}

function addAddresses(to: Causes, spec: ServiceSpec, before: ServiceSpec): void {
  const [now, old] = [spec.clusterIPs ?? [], before.clusterIPs ?? []];
  const shown = isSet(spec.clusterIPs) ? now : null;
  if (now.length === old.length)
    for (const [index, address] of old.entries())
      if (address !== now[index]) to.push(invalid(`spec.clusterIPs[${index}]`, shown, UNCHANGEABLE));
  if (now.length === old.length) return;
  if (now.length === 0) to.push(invalid("spec.clusterIPs[0]", shown, "primary clusterIP can not be unset"));
  if (old.length > 0 && now.length > 0 && now[0] !== old[0])
    to.push(invalid("spec.clusterIPs[0]", shown, UNCHANGEABLE));
  if (old.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== "SingleStack")
    to.push(
      invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy ?? null,
        "must be set to 'SingleStack' when releasing the secondary clusterIP",
      ),
    );
}

function addFamilies(to: Causes, spec: ServiceSpec, before: ServiceSpec): void {
  const [now, old] = [spec.ipFamilies ?? [], before.ipFamilies ?? []];
  if (now.length === old.length) {
    for (const [index, family] of old.entries())
      if (family !== now[index]) to.push(invalid("spec.ipFamilies[0]", now, UNCHANGEABLE));
    return;
  }
  if (old.length > 0 && now.length > 0 && now[0] !== old[0])
    to.push(invalid("spec.ipFamilies[0]", spec.clusterIPs ?? [], UNCHANGEABLE));
  if (old.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== "SingleStack")
    to.push(
      invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy ?? null,
        "must be set to 'SingleStack' when releasing the secondary ipFamily",
      ),
    );
}
