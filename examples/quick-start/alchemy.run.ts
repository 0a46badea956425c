import alchemy from "alchemy";
import { ConfigMap, Deployment, Namespace, Secret, Service } from "alchemy-kubernetes";

const app = await alchemy("shop", { destroyStrategy: "parallel" });
const namespace = await Namespace("shop", { metadata: { name: "shop" } });
const config = await ConfigMap("web", { metadata: { namespace }, data: { MODE: "fast" } });
const key = await Secret("web", { metadata: { namespace }, stringData: { KEY: alchemy.secret("s3cret") } });
const envFrom = [{ configMapRef: { name: config.name } }, { secretRef: { name: key.name } }];
const containers = [{ name: "web", image: "nginx:1.29", envFrom }];
const labels = { app: "web" };
const web = await Deployment("web", {
  metadata: { namespace },
  rollOnChange: [config, key],
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
});
const ports = [{ port: 80 }];
const service = await Service("web", { metadata: { namespace }, spec: { selector: labels, ports } });

await app.finalize();
console.log(`${web.kind} ${web.namespace}/${web.name} is ready behind ${service.clusterIP}`);
