/** Manifests of everything but workloads. */

import { type Change, type Input, kinds, named } from "../input.ts";
import { spoilt } from "../shapes.ts";

type Row = readonly [string, Change];

const services: readonly Row[] = [
  ["no ports", { "spec.ports": [] }],
  ["port: 0", { "spec.ports.0.port": 0 }],
  ["port: 65536", { "spec.ports.0.port": 65_536 }],
  ["port as text", { "spec.ports.0.port": "80" }],
  ["port twice", { "spec.ports": [{ port: 80 }, { port: 80 }] }],
  ["two ports, one without a name", { "spec.ports": [{ port: 80, name: "a" }, { port: 81 }] }],
  [
    "two ports of one name",
    {
      "spec.ports": [
        { port: 80, name: "a" },
        { port: 81, name: "a" },
      ],
    },
  ],
  ["port name: upper case", { "spec.ports.0.name": "HTTP" }],
  ["targetPort: 70000", { "spec.ports.0.targetPort": 70_000 }],
  ["targetPort: text that is no name", { "spec.ports.0.targetPort": "http port" }],
  ["nodePort of a ClusterIP", { "spec.ports.0.nodePort": 30_080 }],
  ["nodePort out of range", { "spec.type": "NodePort", "spec.ports.0.nodePort": 80 }],
  ["unknown type", { "spec.type": "Internal" }],
  ["unknown protocol", { "spec.ports.0.protocol": "HTTP" }],
  ["clusterIP: no address", { "spec.clusterIP": "10.0.0" }],
  ["clusterIP out of range", { "spec.clusterIP": "192.0.2.1" }],
  ["ExternalName without a name", { "spec.type": "ExternalName", "spec.selector": undefined }],
  ["headless NodePort", { "spec.type": "NodePort", "spec.clusterIP": "None" }],
  ["selector: labels as in a Deployment", { "spec.selector": { matchLabels: { app: "web" } } }],
  ["sessionAffinity: unknown", { "spec.sessionAffinity": "Cookie" }],
  [
    "loadBalancerSourceRanges: no network",
    { "spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["10.0.0.1/33"] },
  ],
  ["externalIPs: loopback", { "spec.externalIPs": ["127.0.0.1"] }],
];

const HTTP = "spec.rules.0.http.paths.0";

const others: readonly (readonly [Parameters<typeof spoilt>[0], ...Row])[] = [
  ["Ingress", "no rules", { "spec.rules": undefined }],
  ["Ingress", "path without a slash", { [`${HTTP}.path`]: "api" }],
  ["Ingress", "no pathType", { [`${HTTP}.pathType`]: undefined }],
  ["Ingress", "unknown pathType", { [`${HTTP}.pathType`]: "Regex" }],
  ["Ingress", "host with a port", { "spec.rules.0.host": "example.com:443" }],
  ["Ingress", "host that is an address", { "spec.rules.0.host": "10.0.0.1" }],
  ["Ingress", "wildcard in the middle", { "spec.rules.0.host": "a.*.example.com" }],
  ["Ingress", "backend without a port", { [`${HTTP}.backend.service.port`]: undefined }],
  ["Ingress", "port by number and name", { [`${HTTP}.backend.service.port`]: { number: 80, name: "http" } }],
  ["Ingress", "backend as it was in v1beta1", { [`${HTTP}.backend`]: { serviceName: "web" } }],
  ["NetworkPolicy", "unknown policyTypes", { "spec.policyTypes": ["In"] }],
  [
    "NetworkPolicy",
    "network that is none",
    { "spec.ingress": [{ from: [{ ipBlock: { cidr: "10.0.0.0" } }] }] },
  ],
  [
    "NetworkPolicy",
    "exception outside of the network",
    { "spec.ingress": [{ from: [{ ipBlock: { cidr: "10.0.0.0/24", except: ["10.1.0.0/28"] } }] }] },
  ],
  ["NetworkPolicy", "endPort without a port", { "spec.ingress": [{ ports: [{ endPort: 90 }] }] }],
  ["PersistentVolumeClaim", "no size", { "spec.resources": undefined }],
  ["PersistentVolumeClaim", "size: 0", { "spec.resources.requests.storage": "0" }],
  ["PersistentVolumeClaim", "size: 10GB", { "spec.resources.requests.storage": "10GB" }],
  ["PersistentVolumeClaim", "no accessModes", { "spec.accessModes": undefined }],
  ["PersistentVolumeClaim", "unknown access mode", { "spec.accessModes": ["RWO"] }],
  ["PersistentVolumeClaim", "unknown volumeMode", { "spec.volumeMode": "Disk" }],
  ["PersistentVolume", "no source", { "spec.hostPath": undefined }],
  ["PersistentVolume", "two sources", { "spec.nfs": { server: "a", path: "/" } }],
  ["PersistentVolume", "no capacity", { "spec.capacity": undefined }],
  ["StorageClass", "unknown reclaimPolicy", { reclaimPolicy: "Keep" }],
  ["StorageClass", "no provisioner", { provisioner: undefined }],
  ["Role", "rule without verbs", { "rules.0.verbs": undefined }],
  ["Role", "rules as an object", { rules: { verbs: ["get"] } }],
  ["Role", "nonResourceURLs", { rules: [{ nonResourceURLs: ["/healthz"], verbs: ["get"] }] }],
  ["RoleBinding", "no roleRef", { roleRef: undefined }],
  ["RoleBinding", "unknown kind of role", { "roleRef.kind": "Group" }],
  ["RoleBinding", "unknown kind of subject", { "subjects.0.kind": "Robot" }],
  ["ServiceAccount", "token mount as text", { automountServiceAccountToken: "no" }],
  ["ResourceQuota", "no quantity", { "spec.hard.pods": "many" }],
  ["ResourceQuota", "unknown resource", { "spec.hard": { pod: "10" } }],
  ["LimitRange", "most below least", { "spec.limits.0.max.cpu": "10m" }],
  ["LimitRange", "two limits of one type", { "spec.limits": [{ type: "Pod" }, { type: "Pod" }] }],
  ["PriorityClass", "value of the system", { value: 2_000_000_001 }],
  ["PriorityClass", "value as text", { value: "high" }],
  ["PriorityClass", "unknown preemptionPolicy", { preemptionPolicy: "Sometimes" }],
  [
    "CustomResourceDefinition",
    "name that is not plural and group",
    { "metadata.name": "widget.inputs.example.com" },
  ],
  [
    "CustomResourceDefinition",
    "two stored versions",
    {
      "spec.versions": ["v1", "v2"].map((name) => ({
        name,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object" } },
      })),
    },
  ],
  ["CustomResourceDefinition", "no schema", { "spec.versions.0.schema": undefined }],
  [
    "CustomResourceDefinition",
    "schema that is not structural",
    {
      "spec.versions.0.schema.openAPIV3Schema": {
        type: "object",
        properties: { spec: { properties: { a: { type: "string" } } } },
      },
    },
  ],
  [
    "CustomResourceDefinition",
    "rule that is no CEL",
    {
      "spec.versions.0.schema.openAPIV3Schema": {
        type: "object",
        "x-kubernetes-validations": [{ rule: "self.a ==" }],
      },
    },
  ],
  ["CustomResourceDefinition", "unknown scope", { "spec.scope": "Global" }],
  [
    "CustomResourceDefinition",
    "protected group",
    { "metadata.name": "widgets.inputs.k8s.io", "spec.group": "inputs.k8s.io" },
  ],
];

const manifest =
  (body: unknown): Input["deploy"] =>
  () =>
    kinds.Manifest("web", body);

export const manifests: Input[] = [
  ...services.map(([what, change]): Input => ({
    what: `Service: ${what}`,
    code: "invalid",
    deploy: spoilt("Service", change),
  })),
  ...others.map(([kind, what, change]): Input => ({
    what: `${kind}: ${what}`,
    code: "invalid",
    deploy: spoilt(kind, change),
  })),
  { what: "Manifest: no props", code: "usage", deploy: manifest(undefined) },
  { what: "Manifest: no manifest", code: "usage", deploy: manifest({}) },
  {
    what: "Manifest: a list of them",
    code: "usage",
    deploy: manifest({ manifest: [{ apiVersion: "v1", kind: "ConfigMap" }] }),
  },
  { what: "Manifest: text of a YAML file", code: "usage", deploy: manifest({ manifest: "apiVersion: v1" }) },
  { what: "Manifest: no kind", code: "usage", deploy: manifest({ manifest: { apiVersion: "v1" } }) },
  { what: "Manifest: no apiVersion", code: "usage", deploy: manifest({ manifest: { kind: "ConfigMap" } }) },
  {
    what: "Manifest: apiVersion as a number, which YAML makes of `1`",
    code: "usage",
    deploy: manifest({ manifest: { apiVersion: 1, kind: "ConfigMap" } }),
  },
  {
    what: "Manifest: apiVersion with two slashes",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "a/b/c", kind: "ConfigMap" } }),
  },
  {
    what: "Manifest: apiVersion that leads elsewhere in a path",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "../v1", kind: "ConfigMap" } }),
  },
  {
    what: "Manifest: unknown kind",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "v1", kind: "Confgmap" } }),
  },
  {
    what: "Manifest: kind whose case is wrong",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "v1", kind: "configmap" } }),
  },
  {
    what: "Manifest: plural instead of the kind",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "apps/v1", kind: "deployments" } }),
  },
  {
    what: "Manifest: version that is gone",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "extensions/v1beta1", kind: "Ingress" } }),
  },
  {
    what: "Manifest: group that there is not",
    code: "unknown-kind",
    deploy: manifest({ manifest: { apiVersion: "example.com/v1", kind: "Widget" } }),
  },
  {
    what: "Manifest: List",
    code: "usage",
    deploy: manifest({ manifest: { apiVersion: "v1", kind: "List", items: [] } }),
  },
  {
    what: "Manifest: a kind that is only asked, not kept",
    code: "api",
    deploy: (place) =>
      kinds.Manifest("web", {
        manifest: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "LocalSubjectAccessReview",
          metadata: named(place),
          spec: {},
        },
      }),
  },
];
