/** Rules of the addresses that Services are given: ServiceCIDR and IPAddress. */

import type { V1IPAddress, V1ServiceCIDR } from "@kubernetes/client-node";
import { addAddress, addRange, rangeOf } from "../addresses.ts";
import { addInvalid, invalid, required, type Causes } from "../cause.ts";
import { as, isBlank, isSet } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate, IMMUTABLE } from "../metadata.ts";
import { dnsSubdomain, pathSegment } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

/** What is wrong with a name that must be an address. */
function addressName(name: string): readonly string[] {
  const causes: Causes = [];
  addAddress(causes, "", { value: name });
  return causes.map(({ message = "" }) => message.slice(message.indexOf(": ", "Invalid value: ".length) + 2));
}

export const ipAddressRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    const { metadata, spec } = as<V1IPAddress>(object);
    addMetadata(causes, metadata, { name: addressName, namespaced: false });
    if (!isSet(spec?.parentRef)) {
      causes.push(required("spec.parentRef"));
      return causes;
    }
    const { group = "", resource = "", name = "", namespace = "" } = spec.parentRef;
    if (group !== "")
      addInvalid(causes, "spec.parentRef.group", { value: group, wrong: dnsSubdomain(group) });
    for (const [part, value] of Object.entries({ resource, name })) {
      if (isBlank(value)) causes.push(required(`spec.parentRef.${part}`));
      else addInvalid(causes, `spec.parentRef.${part}`, { value, wrong: pathSegment(value) });
    }
    if (namespace !== "")
      addInvalid(causes, "spec.parentRef.namespace", { value: namespace, wrong: pathSegment(namespace) });
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [now, before] = [
      as<V1IPAddress>(object).spec?.parentRef,
      as<V1IPAddress>(previous).spec?.parentRef,
    ];
    const shown = {
      Group: now?.group ?? "",
      Resource: now?.resource ?? "",
      Namespace: now?.namespace ?? "",
      Name: now?.name ?? "",
    };
    addImmutable(causes, "spec.parentRef", { value: now, before, shown });
    return causes;
  },
};

export const serviceCidrRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: false });
    addRanges(causes, as<V1ServiceCIDR>(object).spec?.cidrs ?? []);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [now, before] = [
      as<V1ServiceCIDR>(object).spec?.cidrs ?? [],
      as<V1ServiceCIDR>(previous).spec?.cidrs ?? [],
    ];
    const grows = before.length === 1 && now.length === 2;
    if (now.length !== before.length && !grows) causes.push(invalid("spec.cidrs", now, IMMUTABLE));
    else
      for (const [index, range] of before.entries())
        if (range !== now[index]) causes.push(invalid(`spec.cidrs[${index}]`, now[index] ?? "", IMMUTABLE));
    if (grows) addRanges(causes, now);
    return causes;
  },
};

function addRanges(to: Causes, ranges: readonly string[]): void {
  if (ranges.length === 0) to.push(required("spec.cidrs", "at least one CIDR required"));
  if (ranges.length > 2)
    return void to.push(invalid("spec.cidrs", { CIDRs: ranges }, "may only hold up to 2 values"));
  for (const [index, range] of ranges.entries()) addRange(to, `spec.cidrs[${index}]`, { value: range });
  const [first, second] = ranges.map((range) => rangeOf(range)?.family);
  if (ranges.length === 2 && first !== undefined && first === second)
    to.push(
      invalid(
        "spec.cidrs",
        ranges,
        "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64",
      ),
    );
}
