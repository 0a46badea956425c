import alchemy from "alchemy";
import { Namespace, Secret } from "alchemy-kubernetes";
import { Database } from "./database.ts";
import { Gateway } from "./gateway.ts";
import { WebApp } from "./web-app.ts";

// The same graphs in both modes: "kro" needs kro on the cluster, "direct" nothing but the cluster.
const mode = process.env["GRAPH_MODE"] === "kro" ? "kro" : "direct";

const app = await alchemy("graphs");
const namespace = await Namespace("graphs", {
  metadata: { name: process.env["GRAPH_NAMESPACE"] ?? "graphs" },
});
const password = alchemy.secret(process.env["DATABASE_PASSWORD"] ?? "only-for-development");
const secret = await Secret("database", { metadata: { namespace }, stringData: { password } });

const options = { namespace };
const database = await Database.factory(mode, options).deploy({ name: "orders", secretName: secret.name });
const web = await WebApp.factory(mode, options).deploy({ name: "shop", database: database.metadata.name });
const gateway = await Gateway.factory(mode, options).deploy({
  name: "gateway",
  image: "origan/gateway:latest",
  bucket: { url: "http://minio:9000" },
});

console.log(`database ${database.status.connectionString} (port ${database.status.port})`);
console.log(`web app  ${web.status.url}, ${web.status.replicas} available`);
console.log(`gateway  ${gateway.status.url}, ${gateway.status.ready} ready`);
await app.finalize();
