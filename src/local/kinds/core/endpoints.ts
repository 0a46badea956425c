/** Rules of Endpoints. */

import type { V1EndpointAddress, V1Endpoints, CoreV1EndpointPort } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { addAddress, addEndpointAddress } from "../addresses.ts";
import { addInvalid, addUnsupported, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain, portNumber, qualifiedName } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

export const PROTOCOLS = ["SCTP", "TCP", "UDP"];

export const endpointsRules: KindRules = {
  defaults: (object) => {
    for (const { ports = [] } of as<V1Endpoints>(object).subsets ?? [])
      for (const port of ports) fallback(port, "protocol", "TCP");
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSubsets(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    if (!sameJson(object["subsets"], previous["subsets"])) addSubsets(causes, object);
    return causes;
  },
};

function addSubsets(to: Causes, object: object): void {
  for (const [index, subset] of (as<V1Endpoints>(object).subsets ?? []).entries()) {
    const at = `subsets[${index}]`;
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    if (addresses.length === 0 && notReadyAddresses.length === 0)
      to.push(required(at, "must specify `addresses` or `notReadyAddresses`"));
    for (const [name, list] of Object.entries({ addresses, notReadyAddresses }))
      for (const [one, address] of list.entries()) addOne(to, `${at}.${name}[${one}]`, address);
    for (const [one, port] of ports.entries())
      addPort(to, `${at}.ports[${one}]`, { port, isNamed: ports.length > 1 });
  }
}

function addOne(
  to: Causes,
  field: string,
  { ip = "", hostname = "", nodeName }: Fields<V1EndpointAddress>,
): void {
  addAddress(to, `${field}.ip`, { value: ip });
  if (hostname !== "") addInvalid(to, `${field}.hostname`, { value: hostname, wrong: dnsLabel(hostname) });
  if (isSet(nodeName))
    addInvalid(to, `${field}.nodeName`, { value: nodeName, wrong: dnsSubdomain(nodeName) });
  addEndpointAddress(to, `${field}.ip`, ip);
}

function addPort(
  to: Causes,
  field: string,
  { port, isNamed }: { port: Fields<CoreV1EndpointPort>; isNamed: boolean },
): void {
  const { name = "", port: number = 0, protocol, appProtocol } = port;
  if (name === "") {
    if (isNamed) to.push(required(`${field}.name`));
  } else addInvalid(to, `${field}.name`, { value: name, wrong: dnsLabel(name) });
  addInvalid(to, `${field}.port`, { value: number, wrong: portNumber(number) });
  addUnsupported(to, `${field}.protocol`, { value: protocol, supported: PROTOCOLS });
  if (isSet(appProtocol))
    addInvalid(to, `${field}.appProtocol`, { value: appProtocol, wrong: qualifiedName(appProtocol) });
}
