/** Validation of the addresses of Services inside the cluster. Pure. */

import { addAddress, familyOf } from "../addresses.ts";
import { duplicate, invalid, notSupported, required, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import type { ServiceSpec } from "./service.ts";

const FAMILIES = ["IPv4", "IPv6"];
const POLICIES = ["PreferDualStack", "RequireDualStack", "SingleStack"];

export function addClusterIps(to: Causes, spec: ServiceSpec, before: ServiceSpec | undefined): void {
  if (spec.type === "ExternalName") return;
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  addFirst(to, spec);
  for (const [index, family] of ipFamilies.entries()) {
    if (!FAMILIES.includes(family)) to.push(notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES));
    if (ipFamilies.indexOf(family) < index) to.push(duplicate(`spec.ipFamilies[${index}]`, family));
  }
  if (isSet(ipFamilyPolicy) && !POLICIES.includes(ipFamilyPolicy))
    to.push(notSupported("spec.ipFamilyPolicy", ipFamilyPolicy, POLICIES));
  if (!addEach(to, clusterIPs, before?.clusterIPs ?? [])) return;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size < clusterIPs.length)
    to.push(invalid("spec.clusterIPs", clusterIPs, "may specify no more than one IP for each IP family"));
  if (clusterIPs[0] !== "None") addFamilies(to, clusterIPs, ipFamilies);
}

function addFamilies(to: Causes, clusterIPs: readonly string[], ipFamilies: readonly string[]): void {
  for (const [index, address] of clusterIPs.entries()) {
    const family = ipFamilies[index];
    if (isSet(family) && FAMILIES.includes(family) && family !== `IPv${familyOf(address)}`)
      to.push(
        invalid(
          `spec.clusterIPs[${index}]`,
          address,
          `expected an ${family} value as indicated by \`ipFamilies[${index}]\``,
        ),
      );
  }
}

/** The old field for one address and the new one for several must agree. */
function addFirst(to: Causes, { clusterIP = "", clusterIPs = [] }: ServiceSpec): void {
  if (clusterIP !== "") {
    if (clusterIPs.length === 0) to.push(required("spec.clusterIPs"));
    else if (clusterIPs[0] !== clusterIP)
      to.push(invalid("spec.clusterIPs", clusterIPs, "first value must match `clusterIP`"));
  } else if (clusterIPs.length > 0)
    to.push(invalid("spec.clusterIPs", clusterIPs, "must be empty when `clusterIP` is not specified"));
}

/** @returns whether all of them are addresses */
function addEach(to: Causes, addresses: readonly string[], before: readonly string[]): boolean {
  const count = to.length;
  for (const [index, address] of addresses.entries()) {
    if (index > 0 || address !== "None")
      addAddress(to, `spec.clusterIPs[${index}]`, { value: address, before });
    else if (addresses.length > 1)
      to.push(invalid("spec.clusterIPs", addresses, "'None' must be the first and only value"));
  }
  const isFine = to.length === count;
  if (addresses.length > 2) to.push(invalid("spec.clusterIPs", addresses, "may only hold up to 2 values"));
  return isFine;
}
