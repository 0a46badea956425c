/** All of Origan, in the order that its parts need each other. */

import { Namespace } from "alchemy-kubernetes";
import { deployAdminPanel } from "./admin-panel.ts";
import { deployBucket } from "./bucket.ts";
import { type Config, hostsOf, urlOf } from "./config.ts";
import { deployControlApi } from "./control-api.ts";
import { deployGateway } from "./gateway.ts";
import { deployNats } from "./nats.ts";
import { deployPostgres } from "./postgres.ts";
import { deployRunner } from "./runner.ts";

/** Deploys everything into the namespace of the app's `kubernetes` option. */
export async function deployOrigan(config: Config): Promise<void> {
  await Namespace("origan", { metadata: { name: config.namespace } });
  const [bucket] = await Promise.all([deployBucket(config), deployPostgres(config), deployNats(config)]);
  await deployControlApi(config, bucket);
  await Promise.all([deployGateway(config, bucket), deployAdminPanel(config), deployRunner(config, bucket)]);
}

/**
 * What to tell when it is done.
 * @param local it was deployed to the embedded cluster
 */
export function summary(config: Config, local = false): string[] {
  const { gateway, controlApi, adminPanel } = hostsOf(config);
  const urls = [
    "Deployment complete!",
    `Gateway: ${urlOf(config, gateway)}`,
    `Control API: ${urlOf(config, controlApi)}`,
    `Admin Panel: ${urlOf(config, adminPanel)}`,
  ];
  if (!local) return urls;
  const services = Object.entries(config.environment.replicas).map(
    ([name, replicas]) => `${name} ×${replicas}`,
  );
  return [
    ...urls,
    `On the embedded cluster, simulated: postgres, nats, ${services.join(", ")}, bucket ${config.bucketName}.`,
    `To look around: npm run local, and kubectl --kubeconfig .alchemy/local/kubeconfig -n ${config.namespace} get all`,
  ];
}
