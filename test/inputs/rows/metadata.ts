/** Ids, names, namespaces, labels and the rest of metadata. */

import { type Input, kinds, named } from "../input.ts";
import { spoilt } from "../shapes.ts";

const name = (value: unknown) => spoilt("ConfigMap", { "metadata.name": value });
const label = (key: string, value: unknown) => spoilt("ConfigMap", { "metadata.labels": { [key]: value } });

export const metadata: Input[] = [
  { what: "id: empty", code: "usage", deploy: (place) => kinds.ConfigMap("", { metadata: named(place) }) },
  {
    what: "id: with a slash",
    code: "usage",
    deploy: (place) => kinds.ConfigMap("a/b", { metadata: named(place) }),
  },
  {
    what: "id: with a colon",
    code: "usage",
    deploy: (place) => kinds.ConfigMap("a:b", { metadata: named(place) }),
  },
  { what: "name: upper case", code: "invalid", deploy: name("Web") },
  { what: "name: underscore", code: "invalid", deploy: name("my_web") },
  { what: "name: space", code: "invalid", deploy: name("my web") },
  { what: "name: hyphen first", code: "invalid", deploy: name("-web") },
  { what: "name: dot last", code: "invalid", deploy: name("web.") },
  { what: "name: 254 letters", code: "invalid", deploy: name("a".repeat(254)) },
  { what: "name: empty", code: "usage", deploy: name("") },
  { what: "name: slash", code: "usage", deploy: name("a/b") },
  { what: "name: two dots, which lead elsewhere in a path", code: "usage", deploy: name("..") },
  { what: "name: number", code: "usage", deploy: name(7) },
  { what: "name: letter that is none of ASCII", code: "invalid", deploy: name("wéb") },
  { what: "name: emoji", code: "invalid", deploy: name("web🚀") },
  { what: "name: escape sequence of a terminal", code: "invalid", deploy: name("\u001B[2Jweb") },
  { what: "name: line break", code: "invalid", deploy: name("web\nweb") },
  { what: "name: NUL", code: "invalid", deploy: name("web\u0000") },
  {
    what: "name of a Service: dot",
    code: "invalid",
    deploy: spoilt("Service", { "metadata.name": "web.eu" }),
  },
  {
    what: "name of a Service: 64 letters",
    code: "invalid",
    deploy: spoilt("Service", { "metadata.name": "a".repeat(64) }),
  },
  {
    what: "name of a CronJob: 53 letters",
    code: "invalid",
    deploy: spoilt("CronJob", { "metadata.name": "a".repeat(53) }),
  },
  {
    what: "name of a Namespace: dot",
    code: "invalid",
    deploy: ({ namespace }) => kinds.Namespace("web", { metadata: { name: `${namespace}.eu` } }),
  },
  {
    what: "name of a Namespace: 64 letters",
    code: "invalid",
    deploy: () => kinds.Namespace("web", { metadata: { name: "a".repeat(64) } }),
  },
  {
    what: "generateName without a name",
    code: "usage",
    deploy: spoilt("ConfigMap", { "metadata.name": undefined, "metadata.generateName": "web-" }),
  },
  {
    what: "namespace: does not exist",
    code: "api",
    deploy: ({ namespace }) =>
      kinds.ConfigMap("web", { metadata: { name: "web", namespace: `${namespace}-not` } }),
  },
  {
    what: "namespace: upper case",
    code: "usage",
    deploy: spoilt("ConfigMap", { "metadata.namespace": "Shop" }),
  },
  { what: "namespace: empty", code: "usage", deploy: spoilt("ConfigMap", { "metadata.namespace": "" }) },
  { what: "namespace: number", code: "usage", deploy: spoilt("ConfigMap", { "metadata.namespace": 7 }) },
  { what: "namespace: slash", code: "usage", deploy: spoilt("ConfigMap", { "metadata.namespace": "a/b" }) },
  {
    what: "namespace: a resource of another kind",
    code: "usage",
    deploy: spoilt("ConfigMap", {
      "metadata.namespace": { kind: "ConfigMap", apiVersion: "v1", name: "web", uid: "1" },
    }),
  },
  {
    what: "namespace: of an object of the whole cluster",
    code: "usage",
    deploy: spoilt("PriorityClass", { "metadata.namespace": "shop" }),
  },
  { what: "metadata: text", code: "usage", deploy: () => kinds.ConfigMap("web", { metadata: "web" }) },
  { what: "metadata: list", code: "usage", deploy: () => kinds.ConfigMap("web", { metadata: ["web"] }) },
  {
    what: "metadata: unknown field",
    code: "invalid",
    deploy: spoilt("ConfigMap", { "metadata.label": { app: "web" } }),
  },
  { what: "labels: list", code: "usage", deploy: spoilt("ConfigMap", { "metadata.labels": ["app"] }) },
  { what: "label: boolean, which YAML makes of `true`", code: "invalid", deploy: label("enabled", true) },
  { what: "label: number, which YAML makes of `1.10`", code: "invalid", deploy: label("version", 1.1) },
  { what: "label: 64 letters", code: "invalid", deploy: label("app", "a".repeat(64)) },
  { what: "label: space", code: "invalid", deploy: label("app", "my web") },
  { what: "label: line break", code: "invalid", deploy: label("app", "web\n") },
  { what: "label key: 64 letters", code: "invalid", deploy: label("a".repeat(64), "1") },
  { what: "label key: two slashes", code: "invalid", deploy: label("a/b/c", "1") },
  { what: "label key: prefix that is no domain", code: "invalid", deploy: label("A_b/c", "1") },
  { what: "label key: empty", code: "invalid", deploy: label("", "1") },
  {
    what: "annotations: 300 KiB",
    code: "invalid",
    deploy: spoilt("ConfigMap", { "metadata.annotations": { a: "x".repeat(300 * 1024) } }),
  },
  {
    what: "annotation: object",
    code: "invalid",
    deploy: spoilt("ConfigMap", { "metadata.annotations": { a: { b: 1 } } }),
  },
  {
    what: "annotation key: space",
    code: "invalid",
    deploy: spoilt("ConfigMap", { "metadata.annotations": { "a b": "1" } }),
  },
  {
    what: "finalizer: without a domain",
    code: "invalid",
    deploy: spoilt("ConfigMap", { "metadata.finalizers": ["mine"] }),
  },
  {
    what: "owner reference without a uid",
    code: "invalid",
    deploy: spoilt("ConfigMap", {
      "metadata.ownerReferences": [{ apiVersion: "v1", kind: "ConfigMap", name: "a" }],
    }),
  },
  {
    what: "two owner references that both control",
    code: "invalid",
    deploy: spoilt("ConfigMap", {
      "metadata.ownerReferences": ["a", "b"].map((owner) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        name: owner,
        uid: owner,
        controller: true,
      })),
    }),
  },
];
