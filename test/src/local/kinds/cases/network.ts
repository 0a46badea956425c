import type { Json } from "../../../../../src/model/json.ts";
import type { Change, Suite } from "../suite.ts";

const backend = { service: { name: "web", port: { number: 80 } } };
const path = { path: "/", pathType: "Prefix", backend };
const rule = (paths: Json[], host?: string): Json => ({
  ...(host === undefined ? {} : { host }),
  http: { paths },
});
const ports = [{ name: "http", port: 80, protocol: "TCP" }];
const peer = { podSelector: { matchLabels: { a: "b" } } };

const policyRules: Change[] = [
  { "spec.ingress": [{}] },
  { "spec.ingress": [{ from: [peer], ports: [{ port: 80 }] }] },
  { "spec.ingress": [{ ports: [{ port: 0 }] }] },
  { "spec.ingress": [{ ports: [{ port: "Not Valid" }] }] },
  { "spec.ingress": [{ ports: [{ port: 80, endPort: 90 }] }] },
  { "spec.ingress": [{ ports: [{ port: 80, endPort: 70 }] }] },
  { "spec.ingress": [{ ports: [{ port: "web", endPort: 90 }] }] },
  { "spec.ingress": [{ ports: [{ endPort: 90 }] }] },
  { "spec.ingress": [{ ports: [{ protocol: "ICMP", port: 1 }] }] },
  { "spec.ingress": [{ from: [{}] }] },
  { "spec.ingress": [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }] }] },
  { "spec.ingress": [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["11.1.0.0/16", "x"] } }] }] },
  { "spec.ingress": [{ from: [{ ipBlock: { cidr: "" } }] }] },
  { "spec.ingress": [{ from: [{ ipBlock: { cidr: "10.0.0.1" } }] }] },
  { "spec.ingress": [{ from: [{ ...peer, ipBlock: { cidr: "10.0.0.0/8" } }] }] },
  { "spec.ingress": [{ from: [{ namespaceSelector: { matchLabels: { "not valid": "b" } } }] }] },
  { "spec.egress": [{ to: [peer], ports: [{ protocol: "UDP", port: 53 }] }] },
  { "spec.policyTypes": ["Ingress", "Egress"] },
  { "spec.policyTypes": ["Ingress", "Other"] },
  { "spec.policyTypes": ["Ingress", "Egress", "Ingress"] },
  { "spec.podSelector": { matchLabels: { "not valid": "x" } } },
  { spec: undefined },
];

/** Ingresses, network policies, endpoints, addresses. */
export const network: Suite = {
  bases: {
    ingress: {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      spec: { rules: [{ host: "a.example.com", http: { paths: [path] } }] },
    },
    "ingress-full": {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
      spec: {
        ingressClassName: "nginx",
        defaultBackend: { service: { name: "fallback", port: { name: "http" } } },
        tls: [{ hosts: ["a.example.com"], secretName: "tls" }],
        rules: [
          { host: "a.example.com", http: { paths: [path, { path: "/x", pathType: "Exact", backend }] } },
          { host: "*.example.com" },
        ],
      },
    },
    "ingress-class": {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      spec: { controller: "example.com/c" },
    },
    "network-policy": {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      spec: { podSelector: {} },
    },
    endpoints: {
      apiVersion: "v1",
      kind: "Endpoints",
      subsets: [{ addresses: [{ ip: "192.0.2.10" }], ports: [{ port: 80 }] }],
    },
    "endpoint-slice": {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      addressType: "IPv4",
      ports,
      endpoints: [{ addresses: ["192.0.2.10"] }],
    },
    "198.18.3.4": {
      apiVersion: "networking.k8s.io/v1",
      kind: "IPAddress",
      spec: { parentRef: { group: "example.com", resource: "gateways", name: "none" } },
    },
    "kinds-cidr": {
      apiVersion: "networking.k8s.io/v1",
      kind: "ServiceCIDR",
      spec: { cidrs: ["2001:db8::/112"] },
    },
  },
  creates: {
    ingress: [
      { spec: undefined },
      { "spec.rules": [] },
      { "spec.rules": [rule([], "a.example.com")] },
      { "spec.rules": [rule([{ ...path, pathType: undefined }])] },
      { "spec.rules": [rule([{ pathType: "Prefix", path: "x", backend }])] },
      { "spec.rules": [rule([{ pathType: "Other", path: "/", backend }])] },
      { "spec.rules": [rule([{ pathType: "Exact", path: "", backend }])] },
      { "spec.rules": [rule([{ pathType: "Prefix", path: "/a//b", backend }])] },
      { "spec.rules": [rule([{ pathType: "Prefix", path: "/a/../b", backend }])] },
      { "spec.rules": [rule([{ pathType: "Prefix", path: "/a%2fb", backend }])] },
      { "spec.rules": [rule([{ pathType: "ImplementationSpecific", backend }])] },
      { "spec.rules": [rule([{ pathType: "ImplementationSpecific", path: "x", backend }])] },
      { "spec.rules": [rule([{ pathType: "Prefix", path: "/", backend: {} }])] },
      {
        "spec.rules": [
          rule([{ pathType: "Prefix", path: "/", backend: { service: { name: "", port: {} } } }]),
        ],
      },
      {
        "spec.rules": [
          rule([
            { pathType: "Prefix", path: "/", backend: { service: { name: "Web", port: { number: 0 } } } },
          ]),
        ],
      },
      {
        "spec.rules": [
          rule([
            { pathType: "Prefix", path: "/", backend: { service: { name: "web", port: { number: 70000 } } } },
          ]),
        ],
      },
      {
        "spec.rules": [
          rule([
            {
              pathType: "Prefix",
              path: "/",
              backend: { service: { name: "web", port: { name: "Not Valid" } } },
            },
          ]),
        ],
      },
      {
        "spec.rules": [
          rule([
            {
              pathType: "Prefix",
              path: "/",
              backend: { service: { name: "web", port: { name: "http", number: 80 } } },
            },
          ]),
        ],
      },
      {
        "spec.rules": [
          rule([{ pathType: "Prefix", path: "/", backend: { resource: { kind: "Bucket", name: "b" } } }]),
        ],
      },
      {
        "spec.rules": [
          rule([{ pathType: "Prefix", path: "/", backend: { resource: { kind: "", name: "" } } }]),
        ],
      },
      {
        "spec.rules": [
          rule([
            {
              pathType: "Prefix",
              path: "/",
              backend: { ...backend, resource: { kind: "Bucket", name: "b" } },
            },
          ]),
        ],
      },
      { "spec.rules": [rule([path], "1.2.3.4")] },
      { "spec.rules": [rule([path], "Not Valid")] },
      { "spec.rules": [rule([path], "*.example.com")] },
      { "spec.rules": [rule([path], "a.*.com")] },
      { "spec.tls": [{ hosts: ["Not Valid"], secretName: "Not Valid" }] },
      { "spec.tls": [{ hosts: ["*.example.com"] }] },
      { "spec.ingressClassName": "Not Valid" },
      { "spec.ingressClassName": "a", "metadata.annotations": { "kubernetes.io/ingress.class": "a" } },
      { "spec.ingressClassName": "a", "metadata.annotations": { "kubernetes.io/ingress.class": "b" } },
      { "spec.defaultBackend": {} },
    ],
    "ingress-class": [
      { "spec.controller": "" },
      { "spec.controller": "nope" },
      { "spec.controller": "a/" + "b".repeat(260) },
      { "spec.parameters": { kind: "", name: "" } },
      { "spec.parameters": { apiGroup: "example.com", kind: "P", name: "p" } },
      { "spec.parameters": { kind: "P", name: "p", scope: "Namespace" } },
      { "spec.parameters": { kind: "P", name: "p", scope: "Cluster", namespace: "x" } },
      { "spec.parameters": { kind: "P", name: "p", scope: "Other" } },
      { "metadata.name": "Not Valid" },
    ],
    "network-policy": policyRules,
    endpoints: [
      { subsets: [{ addresses: [{ ip: "127.0.0.1" }], ports: [{ port: 80 }] }] },
      { subsets: [{ addresses: [{ ip: "x" }] }] },
      { subsets: [{ ports: [{ port: 80 }] }] },
      {
        subsets: [
          { addresses: [{ ip: "192.0.2.1", hostname: "Not Valid" }], ports: [{ port: 0 }, { port: 1 }] },
        ],
      },
      {
        subsets: [
          {
            addresses: [{ ip: "192.0.2.1" }],
            ports: [
              { port: 1, name: "a" },
              { port: 2, name: "A B", protocol: "X" },
            ],
          },
        ],
      },
      { subsets: undefined },
    ],
    "endpoint-slice": [
      { addressType: "IPv5" },
      { addressType: undefined },
      { addressType: "FQDN", endpoints: [{ addresses: ["a.example.com"] }] },
      { addressType: "IPv6" },
      { endpoints: [{ addresses: [] }] },
      { endpoints: [{ addresses: ["127.0.0.1"] }] },
      { endpoints: [{ addresses: ["x"], hostname: "Not Valid" }] },
      {
        endpoints: [
          {
            addresses: ["192.0.2.1"],
            conditions: { ready: true },
            nodeName: "n",
            zone: "z",
            hints: { forZones: [{ name: "z" }] },
          },
        ],
      },
      { endpoints: [{ addresses: ["192.0.2.1"], hints: { forZones: [{ name: "z" }, { name: "z" }] } }] },
      { endpoints: [{ addresses: ["192.0.2.1"], deprecatedTopology: { "not valid": "x" } }] },
      {
        ports: [
          { name: "a", port: 1 },
          { name: "a", port: 2 },
        ],
      },
      { ports: [{ name: "Not Valid", protocol: "X" }] },
      { ports: [{}] },
      { ports: undefined, endpoints: [] },
    ],
    "198.18.3.4": [
      { "metadata.name": "not-an-address" },
      { "metadata.name": "198.18.03.4" },
      { "spec.parentRef": undefined },
      { "spec.parentRef": { resource: "", name: "" } },
    ],
    "kinds-cidr": [
      { "spec.cidrs": [] },
      { "spec.cidrs": ["x"] },
      { "spec.cidrs": ["10.1.0.0/16", "10.2.0.0/16"] },
      { "spec.cidrs": ["10.1.0.1/16"] },
      { "spec.cidrs": ["10.1.0.0/16", "2001:db8::/112", "x"] },
    ],
  },
  updates: {
    ingress: [
      { "spec.rules": [rule([path], "b.example.com")] },
      { "spec.rules": [] },
      { "spec.ingressClassName": "x" },
      { "metadata.annotations": { a: "b" } },
    ],
    "ingress-class": [
      { "spec.controller": "example.com/other" },
      { "spec.parameters": { kind: "P", name: "p" } },
    ],
    "network-policy": [
      { "spec.podSelector": { matchLabels: { a: "b" } } },
      { "spec.policyTypes": ["Other"] },
      { "spec.egress": [{}] },
    ],
    endpoints: [{ "subsets.0.addresses.0.ip": "192.0.2.11" }, { "subsets.0.addresses.0.ip": "x" }],
    "endpoint-slice": [
      { addressType: "IPv6" },
      { "endpoints.0.addresses": ["192.0.2.11"] },
      { "endpoints.0.addresses": ["x"] },
    ],
    "198.18.3.4": [{ "spec.parentRef.name": "other" }, { "metadata.labels": { a: "b" } }],
    "kinds-cidr": [{ "spec.cidrs": ["2001:db8:1::/112"] }, { "metadata.labels": { a: "b" } }],
  },
  statuses: {
    ingress: [
      { "status.loadBalancer": { ingress: [{ ip: "x" }] } },
      { "status.loadBalancer": { ingress: [{ ip: "1.2.3.4" }] } },
    ],
  },
};
