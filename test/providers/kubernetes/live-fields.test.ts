import { expect, test } from "bun:test";
import { liveFields } from "../../../providers/kubernetes/live-fields.ts";

const service = { group: "", kind: "Service" };
const claim = { group: "", kind: "PersistentVolumeClaim" };
const ingress = { group: "networking.k8s.io", kind: "Ingress" };
const definition = { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" };
const none = { nodePorts: [], addresses: [] };

test.each([
  ["a cluster IP", service, { spec: { clusterIP: "10.0.0.7" } }, { ...none, clusterIP: "10.0.0.7" }],
  ["a headless service", service, { spec: { clusterIP: "None" } }, { ...none, clusterIP: "None" }],
  ["an external name", service, { spec: { type: "ExternalName" } }, { ...none, clusterIP: "" }],
  [
    "node ports in the order of the ports",
    service,
    {
      spec: {
        clusterIP: "10.0.0.7",
        ports: [{ port: 80, nodePort: 30777 }, { port: 81 }, { nodePort: 30001 }],
      },
    },
    { ...none, clusterIP: "10.0.0.7", nodePorts: [30777, 30001] },
  ],
  [
    "addresses of a load balancer, each once",
    service,
    {
      spec: { clusterIP: "10.0.0.7" },
      status: {
        loadBalancer: { ingress: [{ ip: "192.0.2.1" }, { hostname: "lb.example.com" }, { ip: "192.0.2.1" }] },
      },
    },
    { ...none, clusterIP: "10.0.0.7", addresses: ["192.0.2.1", "lb.example.com"] },
  ],
  ["a bound claim", claim, { spec: { volumeName: "pvc-1" } }, { volumeName: "pvc-1" }],
  ["a claim that waits for its first consumer", claim, { spec: {} }, {}],
  [
    "hosts of an ingress, each once",
    ingress,
    {
      spec: {
        rules: [
          { host: "b.example.com" },
          { http: {} },
          { host: "a.example.com" },
          { host: "b.example.com" },
        ],
      },
    },
    { hosts: ["b.example.com", "a.example.com"] },
  ],
  ["an ingress without rules", ingress, { spec: {} }, { hosts: [] }],
  [
    "a custom resource definition",
    definition,
    { spec: { group: "example.com", names: { plural: "databases" } } },
    { group: "example.com", plural: "databases" },
  ],
  ["a kind without fields", { group: "apps", kind: "Deployment" }, { status: { replicas: 3 } }, {}],
  ["a custom resource of the same name", { group: "serving.knative.dev", kind: "Service" }, { spec: {} }, {}],
])("%s", (_, kind, object, fields) => {
  expect(liveFields(kind, object)).toEqual(fields);
});
