/** A program that deploys a bit of everything to wherever the environment variable SHOP and the command line say. */

import alchemy from "alchemy";
import { Bucket, ConfigMap, Deployment, Namespace, Secret } from "alchemy-kubernetes";
import { KroResourceGraphDefinition } from "alchemy-kubernetes/kro";
import { Client } from "minio";
import { graph } from "./graph.ts";
import type { Shop } from "./shop.ts";

const shop = JSON.parse(process.env["SHOP"] ?? "{}") as Shop;
const { only = ["objects", "bucket", "kro", "direct"], app: options, cluster } = shop;

const app = await alchemy("shop", { stage: "local", ...options });
const own = cluster === undefined ? {} : { cluster };
const outputs: Record<string, unknown> = {};

if (only.includes("objects")) {
  const namespace = await Namespace("shop", { metadata: { name: "shop" }, ...own });
  const metadata = { namespace: namespace.name };
  const labels = { app: "web" };
  const data = { MODE: shop.mode ?? "fast" };
  const [config] = await Promise.all([
    ConfigMap("web", { metadata: { ...metadata, name: "web" }, data, ...own }),
    Secret("key", { metadata: { ...metadata, name: "key" }, stringData: { KEY: "s3cret-v4lue" }, ...own }),
    Deployment("web", {
      metadata: { ...metadata, name: "web" },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "web", image: "registry.test/web:1" }] },
        },
      },
      ...own,
    }),
  ]);
  outputs["config"] = config.uid;
}
for (let number = 0; number < (shop.many ?? 0); number += 1)
  await ConfigMap(`many-${number}`, { metadata: { namespace: "default" }, data: { number: String(number) } });
if (only.includes("bucket")) {
  const { endpoint, name } = await Bucket("assets", { forceDelete: true, versioning: true, ...shop.bucket });
  outputs["endpoint"] = endpoint;
  if (shop.put !== undefined) {
    const { hostname, port } = new URL(endpoint);
    const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, ...shop.put });
    await client.putObject(name, "index.html", "<html></html>");
  }
}
if (only.includes("kro")) {
  const create = await KroResourceGraphDefinition("pages", { factory: graph, allowDataLoss: true, ...own });
  const page = await create({ name: "home", namespace: "default", spec: { title: "Home" }, ...own });
  outputs["kro"] = (page as { status?: unknown }).status;
}
if (only.includes("direct")) {
  const direct = graph.factory("direct", { namespace: "default", ...own });
  outputs["direct"] = (await direct.deploy({ title: "Direct" }, { name: "straight" })).status;
}
if (shop.hold === true) {
  console.log("HOLDING");
  const alive = setInterval(() => undefined, 2 ** 30);
  await new Promise((resolve) => process.once("SIGUSR2", resolve));
  clearInterval(alive);
}
await app.finalize();
console.log(`OUTPUTS ${JSON.stringify(outputs)}`);
