/** Cells of the kinds of networks and their addresses. Data by storage name. */

import type { Cell } from "./column.ts";
import {
  age,
  at,
  condition,
  items,
  labels,
  map,
  name,
  number,
  selector,
  shown,
  someOf,
  text,
  type Printed,
} from "./fields.ts";

/** What load balancers got, each once, sorted. */
function addresses(object: object): string[] {
  const all = items(object, "status.loadBalancer.ingress").map((one) =>
    text(one, "ip", text(one, "hostname")),
  );
  return [...new Set(all.filter((one) => one !== ""))].sort();
}

function externalIp(service: object): string {
  const external = items(service, "spec.externalIPs").map((one) => shown(one));
  const type = text(service, "spec.type");
  if (type === "ExternalName") return text(service, "spec.externalName");
  if (type === "LoadBalancer") return [...addresses(service), ...external].join(",") || "<pending>";
  if (type === "ClusterIP" || type === "NodePort") return external.join(",") || "<none>";
  return "<unknown>";
}

function ports(service: object): string {
  const all = items(service, "spec.ports").map((port) => {
    const node = number(port, "nodePort");
    return `${number(port, "port")}${node > 0 ? `:${node}` : ""}/${text(port, "protocol")}`;
  });
  return all.join(",") || "<none>";
}

function hosts(ingress: object): string {
  const rules = items(ingress, "spec.rules");
  const shown = rules
    .slice(0, 3)
    .map((rule) => text(rule, "host"))
    .filter((host) => host !== "");
  if (shown.length === 0) return "*";
  return `${shown.join(",")}${rules.length > 3 && shown.length === 3 ? ` + ${rules.length - 3} more...` : ""}`;
}

function parameters(ingressClass: object): string {
  if (at(ingressClass, "spec.parameters") === undefined) return "<none>";
  const group = text(ingressClass, "spec.parameters.apiGroup");
  return `${text(ingressClass, "spec.parameters.kind")}${group === "" ? "" : `.${group}`}/${text(ingressClass, "spec.parameters.name")}`;
}

function subsetAddresses(endpoints: object): string {
  const all = items(endpoints, "subsets").flatMap((subset) => {
    const ips = items(subset, "addresses").map((one) => text(one, "ip"));
    const numbers = items(subset, "ports").map((port) => number(port, "port"));
    return numbers.length === 0 ? ips : numbers.flatMap((port) => ips.map((ip) => `${ip}:${port}`));
  });
  return someOf(all, 3, "<none>");
}

function parent(address: object): string {
  const of = map(address, "spec.parentRef");
  if (Object.keys(of).length === 0) return "<none>";
  const group = text(of, "group");
  const namespace = text(of, "namespace");
  const resource = `${text(of, "resource")}${group === "" ? "" : `.${group}`}`.toLowerCase();
  return `${resource}${namespace === "" ? "" : `/${namespace}`}/${text(of, "name")}`;
}

function defaultName(printed: Printed, annotation: string): string {
  const isDefault = map(printed.object, "metadata.annotations")[annotation] === "true";
  return `${name(printed)}${isDefault ? " (default)" : ""}`;
}

function apiService(service: object): string {
  const backend = map(service, "spec.service");
  return Object.keys(backend).length === 0
    ? "Local"
    : `${text(backend, "namespace")}/${text(backend, "name")}`;
}

function available(service: object): string {
  const found = condition(service, "Available");
  if (found === undefined) return "Unknown";
  return text(found, "status") === "True" ? "True" : `${text(found, "status")} (${text(found, "reason")})`;
}

export const NETWORK_CELLS = {
  "/services": (printed) => [
    name(printed),
    text(printed.object, "spec.type"),
    shown(items(printed.object, "spec.clusterIPs")[0], "<none>"),
    externalIp(printed.object),
    ports(printed.object),
    age(printed),
    labels(printed.object, "spec.selector"),
  ],
  "/endpoints": (printed) => [name(printed), subsetAddresses(printed.object), age(printed)],
  "discovery.k8s.io/endpointslices": (printed) => [
    name(printed),
    text(printed.object, "addressType"),
    someOf(
      items(printed.object, "ports").map((port) => text(port, "port", text(port, "name", "*"))),
      3,
      "<unset>",
    ),
    someOf(
      items(printed.object, "endpoints").flatMap((one) => items(one, "addresses").map((one) => shown(one))),
      3,
      "<unset>",
    ),
    age(printed),
  ],
  "networking.k8s.io/ingresses": (printed) => [
    name(printed),
    text(printed.object, "spec.ingressClassName", "<none>"),
    hosts(printed.object),
    addresses(printed.object).join(","),
    items(printed.object, "spec.tls").length > 0 ? "80, 443" : "80",
    age(printed),
  ],
  "networking.k8s.io/ingressclasses": (printed) => [
    defaultName(printed, "ingressclass.kubernetes.io/is-default-class"),
    text(printed.object, "spec.controller"),
    parameters(printed.object),
    age(printed),
  ],
  "networking.k8s.io/networkpolicies": (printed) => [
    name(printed),
    selector(printed.object, "spec.podSelector"),
    age(printed),
  ],
  // Three cells for two columns: the API server does so too.
  "networking.k8s.io/ipaddresses": (printed) => [name(printed), parent(printed.object), age(printed)],
  "networking.k8s.io/servicecidrs": (printed) => [
    name(printed),
    items(printed.object, "spec.cidrs")
      .map((one) => shown(one))
      .join(","),
    age(printed),
  ],
  "apiregistration.k8s.io/apiservices": (printed) => [
    name(printed),
    apiService(printed.object),
    available(printed.object),
    age(printed),
  ],
  "storage.k8s.io/storageclasses": (printed) => [
    defaultName(printed, "storageclass.kubernetes.io/is-default-class"),
    text(printed.object, "provisioner"),
    text(printed.object, "reclaimPolicy", "Delete"),
    text(printed.object, "volumeBindingMode", "Immediate"),
    at(printed.object, "allowVolumeExpansion") === true,
    age(printed),
  ],
} satisfies Record<string, (printed: Printed) => Cell[]>;
