/** Rules of EndpointSlices. */

import type { DiscoveryV1EndpointPort, V1Endpoint, V1EndpointSlice } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { addAddress, addEndpointAddress, familyOf } from "../addresses.ts";
import { addInvalid, addUnsupported, duplicate, invalid, required, tooMany, type Causes } from "../cause.ts";
import { as, isSet, type Fields } from "../fields.ts";
import { addImmutable, addMetadata } from "../metadata.ts";
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName, type NameRule } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const TYPES = ["FQDN", "IPv4", "IPv6"];

export const endpointSliceRules: KindRules = {
  generation: "all",
  defaults: (object) => {
    for (const port of as<V1EndpointSlice>(object).ports ?? []) {
      port.name ??= "";
      port.protocol ??= "TCP";
    }
  },
  prepare: (object, previous) => {
    const { endpoints } = as<V1EndpointSlice>(object);
    if (previous !== undefined && sameJson(endpoints, previous["endpoints"])) return;
    for (const endpoint of endpoints ?? []) delete endpoint.deprecatedTopology;
  },
  validate: (object) => {
    const causes: Causes = [];
    addSlice(causes, object);
    addEndpoints(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addSlice(causes, object);
    if (!sameJson(object["endpoints"], previous["endpoints"])) addEndpoints(causes, object);
    addImmutable(causes, "addressType", { value: object["addressType"], before: previous["addressType"] });
    return causes;
  },
};

function addSlice(to: Causes, object: object): void {
  const { metadata, addressType, ports } = as<V1EndpointSlice>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  addUnsupported(to, "addressType", { value: addressType, supported: TYPES });
  addPorts(to, ports ?? []);
}

function addPorts(to: Causes, ports: readonly Fields<DiscoveryV1EndpointPort>[]): void {
  const names = new Set<string>();
  for (const [index, { name = "", protocol, appProtocol }] of ports.entries()) {
    const at = `ports[${index}]`;
    if (name !== "") addInvalid(to, `${at}.name`, { value: name, wrong: dnsLabel(name) });
    if (names.has(name)) to.push(duplicate(`${at}.name`, name));
    names.add(name);
    addUnsupported(to, `${at}.protocol`, { value: protocol, supported: PROTOCOLS });
    if (isSet(appProtocol))
      addInvalid(to, `${at}.appProtocol`, { value: appProtocol, wrong: qualifiedName(appProtocol) });
  }
}

function addEndpoints(to: Causes, object: object): void {
  const { endpoints, addressType } = as<V1EndpointSlice>(object);
  if ((endpoints ?? []).length > MAX_ENDPOINTS)
    to.push(tooMany("endpoints", (endpoints ?? []).length, MAX_ENDPOINTS));
  for (const [index, endpoint] of (endpoints ?? []).entries())
    addEndpoint(to, `endpoints[${index}]`, { endpoint, addressType });
}

function addEndpoint(
  to: Causes,
  field: string,
  { endpoint, addressType }: { endpoint: Fields<V1Endpoint>; addressType: string | undefined },
): void {
  const addresses = endpoint.addresses ?? [];
  if (addresses.length === 0) to.push(required(`${field}.addresses`, "must contain at least 1 address"));
  else if (addresses.length > MAX_ADDRESSES)
    to.push(tooMany(`${field}.addresses`, addresses.length, MAX_ADDRESSES));
  // Addresses of unknown types are not looked at.
  if (isSet(addressType) && TYPES.includes(addressType))
    for (const [index, address] of addresses.entries())
      addEndpointOfType(to, `${field}.addresses`, { index, address, addressType });
  const { nodeName, hostname, hints } = endpoint;
  if (isSet(nodeName))
    addInvalid(to, `${field}.nodeName`, { value: nodeName, wrong: dnsSubdomain(nodeName) });
  if (isSet(hostname)) addInvalid(to, `${field}.hostname`, { value: hostname, wrong: dnsLabel(hostname) });
  addHints(to, `${field}.hints.forZones`, { names: hints?.forZones ?? [], rule: labelValue });
  addHints(to, `${field}.hints.forNodes`, { names: hints?.forNodes ?? [], rule: dnsSubdomain });
}

function addEndpointOfType(
  to: Causes,
  field: string,
  { index, address, addressType }: { index: number; address: string; addressType: string },
): void {
  const at = `${field}[${index}]`;
  if (addressType === "FQDN") {
    const domain = address.replace(/\.$/, "");
    const wrong = dnsSubdomain(domain);
    if (wrong.length > 0) to.push(invalid(at, address, wrong.join(",")));
    else if (!domain.includes("."))
      to.push(invalid(at, address, "should be a domain with at least two segments separated by dots"));
    return;
  }
  const count = to.length;
  addAddress(to, at, { value: address });
  if (to.length > count) return;
  if (addressType !== `IPv${familyOf(address)}`)
    to.push(invalid(field, address, `must be an ${addressType} address`));
  addEndpointAddress(to, at, address);
}

function addHints(
  to: Causes,
  field: string,
  { names, rule }: { names: readonly { name?: string }[]; rule: NameRule },
): void {
  const seen = new Set<string>();
  for (const [index, { name = "" }] of names.entries()) {
    if (seen.has(name)) to.push(duplicate(`${field}[${index}].name`, name));
    seen.add(name);
    addInvalid(to, `${field}[${index}].name`, { value: name, wrong: rule(name) });
  }
}
