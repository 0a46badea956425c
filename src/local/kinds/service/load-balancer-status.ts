/** Validation of the addresses that load balancers report. Pure. */

import type { V1Ingress, V1Service } from "@kubernetes/client-node";
import { addAddress, familyOf } from "../addresses.ts";
import { addInvalid, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { dnsSubdomain } from "../names.ts";

interface Point {
  ip?: string;
  hostname?: string;
  ipMode?: string;
}

function addPoint(to: Causes, field: string, { ip = "", hostname = "" }: Point): void {
  if (ip !== "") addAddress(to, `${field}.ip`, { value: ip });
  if (hostname === "") return;
  addInvalid(to, `${field}.hostname`, { value: hostname, wrong: dnsSubdomain(hostname) });
  if (familyOf(hostname) !== 0)
    to.push(invalid(`${field}.hostname`, hostname, "must be a DNS name, not an IP address"));
}

/** Of a Service. */
export function addLoadBalancerStatus(
  to: Causes,
  service: Fields<V1Service>,
  before: Fields<V1Service>,
): void {
  const points: Point[] = service.status?.loadBalancer?.ingress ?? [];
  const field = "status.loadBalancer.ingress";
  if (service.spec?.type !== "LoadBalancer" && points.length > 0)
    return void to.push(forbiddenCause(field, "may only be used when `spec.type` is 'LoadBalancer'"));
  const known = (before.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip ?? "");
  for (const [index, point] of points.entries()) {
    const at = `${field}[${index}]`;
    const { ip = "", ipMode } = point;
    if (ip !== "") addAddress(to, `${at}.ip`, { value: ip, before: known });
    if (!isSet(ipMode)) {
      if (ip !== "") to.push(required(`${at}.ipMode`, "must be specified when `ip` is set"));
    } else if (ip === "")
      to.push(forbiddenCause(`${at}.ipMode`, "may not be specified when `ip` is not set"));
    else if (ipMode !== "VIP" && ipMode !== "Proxy")
      to.push(notSupported(`${at}.ipMode`, ipMode, ["Proxy", "VIP"]));
    addPoint(to, at, { ...point, ip: "" });
  }
}

/** Of an Ingress. */
export function addIngressStatus(to: Causes, ingress: Fields<V1Ingress>): void {
  for (const [index, point] of (ingress.status?.loadBalancer?.ingress ?? []).entries())
    addPoint(to, `status.loadBalancer.ingress[${index}]`, point);
}
