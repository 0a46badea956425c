/** Rules of NetworkPolicies. */

import type {
  V1NetworkPolicy,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
  V1NetworkPolicySpec,
} from "@kubernetes/client-node";
import { addRange, isStrictlyInside, rangeOf } from "../addresses.ts";
import { addInvalid, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, portName, portNumber } from "../names.ts";
import { addSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";

type Spec = Fields<V1NetworkPolicySpec>;

const PROTOCOLS = ["TCP", "UDP", "SCTP"];
const TYPES = ["Ingress", "Egress"];

export const networkPolicyRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const spec = within(as<V1NetworkPolicy>(object), "spec");
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of rule.ports ?? []) fallback(port, "protocol", "TCP");
    if ((spec.policyTypes ?? []).length === 0)
      spec.policyTypes = (spec.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V1NetworkPolicy>(object).spec ?? {}, []);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSpec(
      causes,
      as<V1NetworkPolicy>(object).spec ?? {},
      rangesOf(as<V1NetworkPolicy>(previous).spec ?? {}),
    );
    return causes;
  },
};

function rangesOf({ ingress = [], egress = [] }: Spec): string[] {
  const peers = [...ingress.flatMap((rule) => rule.from ?? []), ...egress.flatMap((rule) => rule.to ?? [])];
  return peers.flatMap(({ ipBlock }) =>
    isSet(ipBlock) ? [ipBlock.cidr ?? "", ...(ipBlock.except ?? [])] : [],
  );
}

function addSpec(to: Causes, spec: Spec, known: readonly string[]): void {
  addSelector(to, "spec.podSelector", spec.podSelector);
  for (const [index, rule] of (spec.ingress ?? []).entries())
    addRule(to, `spec.ingress[${index}]`, {
      ports: rule.ports ?? [],
      side: "from",
      peers: rule.from ?? [],
      known,
    });
  for (const [index, rule] of (spec.egress ?? []).entries())
    addRule(to, `spec.egress[${index}]`, {
      ports: rule.ports ?? [],
      side: "to",
      peers: rule.to ?? [],
      known,
    });
  const { policyTypes = [] } = spec;
  if (policyTypes.length > TYPES.length)
    to.push(invalid("spec.policyTypes", policyTypes, "may not specify more than two policyTypes"));
  for (const [index, type] of policyTypes.entries())
    if (!TYPES.includes(type)) to.push(notSupported(`spec.policyTypes[${index}]`, type, TYPES));
}

interface Rule {
  ports: Fields<V1NetworkPolicyPort>[];
  side: "from" | "to";
  peers: Fields<V1NetworkPolicyPeer>[];
  known: readonly string[];
}

function addRule(to: Causes, field: string, { ports, side, peers, known }: Rule): void {
  for (const [index, port] of ports.entries()) addPort(to, `${field}.ports[${index}]`, port);
  for (const [index, peer] of peers.entries()) addPeer(to, `${field}.${side}[${index}]`, { peer, known });
}

function addPort(to: Causes, field: string, { protocol, port, endPort }: Fields<V1NetworkPolicyPort>): void {
  if (isSet(protocol) && !PROTOCOLS.includes(protocol))
    to.push(notSupported(`${field}.protocol`, protocol, PROTOCOLS));
  if (typeof port === "number") {
    addInvalid(to, `${field}.port`, { value: port, wrong: portNumber(port) });
    if (!isSet(endPort)) return;
    if (endPort < port) to.push(invalid(`${field}.endPort`, port, "must be greater than or equal to `port`"));
    addInvalid(to, `${field}.endPort`, { value: endPort, wrong: portNumber(endPort) });
  } else if (isSet(port)) {
    if (isSet(endPort))
      to.push(invalid(`${field}.endPort`, endPort, "may not be specified when `port` is non-numeric"));
    addInvalid(to, `${field}.port`, { value: port, wrong: portName(port) });
  } else if (isSet(endPort))
    to.push(invalid(`${field}.endPort`, endPort, "may not be specified when `port` is not specified"));
}

function addPeer(
  to: Causes,
  field: string,
  { peer, known }: { peer: Fields<V1NetworkPolicyPeer>; known: readonly string[] },
): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  addSelector(to, `${field}.podSelector`, podSelector);
  addSelector(to, `${field}.namespaceSelector`, namespaceSelector);
  const selectors = [podSelector, namespaceSelector].filter(isSet).length;
  if (isSet(ipBlock)) addBlock(to, `${field}.ipBlock`, { ...ipBlock, known });
  else if (selectors === 0) to.push(required(field, "must specify a peer"));
  if (isSet(ipBlock) && selectors > 0)
    to.push(forbiddenCause(field, "may not specify both ipBlock and another peer"));
}

function addBlock(
  to: Causes,
  field: string,
  { cidr = "", except = [], known }: { cidr?: string; except?: string[]; known: readonly string[] },
): void {
  if (cidr === "") return void to.push(required(`${field}.cidr`));
  addRange(to, `${field}.cidr`, { value: cidr, before: known });
  const outer = rangeOf(cidr);
  if (outer === undefined) return;
  for (const [index, one] of except.entries()) {
    addRange(to, `${field}.except[${index}]`, { value: one, before: known });
    const inner = rangeOf(one);
    if (inner !== undefined && !isStrictlyInside(inner, outer))
      to.push(invalid(`${field}.except[${index}]`, one, "must be a strict subset of `cidr`"));
  }
}
