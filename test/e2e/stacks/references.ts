/**
 * A program that deploys onto what others own: into their namespace, following their ConfigMap, with their Secret's value.
 * SHARED names the namespace.
 */

import alchemy from "alchemy";
import {
  ConfigMapRef,
  CustomResourceDefinitionRef,
  Deployment,
  ManifestRef,
  NamespaceRef,
  Secret,
  SecretRef,
} from "alchemy-kubernetes/kubernetes";

const app = await alchemy("refs", { stage: "test", kubernetes: { namespace: process.env["SHARED"] ?? "" } });
const namespace = await NamespaceRef({ name: process.env["SHARED"] ?? "" });
const config = await ConfigMapRef({ name: "theirs" });
const credentials = await SecretRef({ name: "theirs", namespace, timeout: 20_000 });
const untyped = await ManifestRef({ apiVersion: "v1", kind: "Secret", name: "theirs" });
const absent = await CustomResourceDefinitionRef({ name: "absent.example.com", optional: true });

await Secret("copy", {
  metadata: { name: "copy", namespace },
  stringData: { password: credentials.value("password") },
});
const labels = { app: "web" };
const web = await Deployment("web", {
  metadata: { name: "web", namespace },
  rollOnChange: [config, credentials],
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: "main", image: config.data?.["image"] ?? "missing" }] },
    },
  },
});
console.log(credentials, untyped);
console.log(
  `OUTPUTS ${JSON.stringify({ namespace, config, credentials, untyped, web, absent: absent ?? {} })}`,
);
await app.finalize();
