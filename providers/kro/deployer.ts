/** Deploying single manifests without Alchemy. */

import { ensure } from "../../src/apply/ensure.ts";
import type { Ownership } from "../../src/apply/ownership.ts";
import { remove } from "../../src/apply/remove.ts";
import { untilReady } from "../../src/apply/wait.ts";
import { defined } from "../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import { targetOf } from "../../src/run/observe.ts";
import { INSTANCE_TIMEOUT } from "../../src/run/timeouts.ts";
import { openClient } from "../connect.ts";
import type { ClusterProp } from "../kubernetes/options.ts";

/** Options of one deployment. */
export interface DeployerOptions {
  /** For a manifest that names none. @default the environment's, else `default` */
  namespace?: string;
  /** Whether to wait until it is ready. @default true */
  waitForReady?: boolean;
  /** How long to wait until it is ready or gone, in ms. @default 300_000 */
  timeout?: number;
}

/** Deploys and deletes single objects. */
export interface DirectTypeKroDeployer {
  /**
   * Brings an object to what its manifest says.
   * @throws {ProviderError} `not-owned`, `conflict`, `not-ready`, …
   */
  deploy(manifest: Manifest, options?: DeployerOptions): Promise<LiveObject>;
  /** Deletes an object that this deployer made, and waits until it is gone. */
  delete(manifest: Manifest, options?: DeployerOptions): Promise<void>;
}

const report = (): void => undefined;

/**
 * Makes a deployer for programs without Alchemy: it keeps nothing, its objects are known again by its name.
 * @param name who owns the objects; two deployers of one name share them
 * @param cluster @default what the environment says
 *
 * @example
 * const deployer = DirectTypeKroDeployer("shop");
 * const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "shop" }, data: { MODE: "fast" } };
 * const config = await deployer.deploy(manifest);
 * console.log(config.metadata.uid);
 * await deployer.delete(manifest);
 */
export function DirectTypeKroDeployer(name: string, cluster?: ClusterProp): DirectTypeKroDeployer {
  const ownership: Ownership = {
    id: `deployer/${name}`,
    fqn: `deployer/${name}`,
    app: name,
    stage: "direct",
  };
  const owner = cluster === undefined ? {} : { cluster };
  const open = async (manifest: Manifest, { namespace }: DeployerOptions) => {
    const client = await openClient(owner);
    const place = manifest.metadata.namespace ?? namespace ?? client.connection.namespace ?? "default";
    return targetOf(client, { ...manifest, name: manifest.metadata.name, namespace: place });
  };
  return {
    async deploy(manifest, options = {}) {
      const { timeout = INSTANCE_TIMEOUT, waitForReady = true } = options;
      const target = await open(manifest, options);
      const { namespace } = target;
      const metadata = { ...manifest.metadata, ...defined({ namespace }) };
      const { object } = await ensure(target, {
        manifest: { ...manifest, metadata },
        ownership,
        timeout,
        report,
        expect: "absent",
        adopt: false,
        conflicts: "fail",
        allowDataLoss: false,
        secrets: [],
      });
      return waitForReady
        ? (await untilReady(target, object, { rule: "ready", timeout, report })).object
        : object;
    },
    async delete(manifest, options = {}) {
      const { timeout = INSTANCE_TIMEOUT } = options;
      await remove(await open(manifest, options), { owner: ownership.id, timeout, report });
    },
  };
}
