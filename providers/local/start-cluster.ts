import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeconfigCluster } from "../../src/model/connection.ts";
import type { ManualClock } from "../../src/local/clock.ts";
import { defined } from "../../src/model/json.ts";

/** How a cluster for tests is to be. */
export interface StartClusterOptions {
  /** A clock that stands still until the test moves it, so that deadlines and ages need no waiting. @default the machine's clock */
  clock?: ManualClock;
  /**
   * Answers requests in the cluster's place: for tests of what a program does when the API server is slow, busy or broken.
   * @returns `undefined` lets the request through
   */
  intercept?: (request: Request) => Response | undefined | Promise<Response | undefined>;
}

/** A cluster for tests: in memory, and gone with `await using`. */
export interface StartedCluster extends AsyncDisposable {
  /** For `kubernetes: { cluster }` or the `cluster` of a resource; usable from other processes, too. */
  cluster: KubeconfigCluster;
  /** For the `minio` options of an app. */
  minio: { endpoint: string; accessKey: string; secretKey: string };
  /** Path of a kubeconfig, for kubectl. */
  kubeconfig: string;
  /**
   * Sends one request with the cluster's credentials, without the network.
   * @param path path and query, for example `/api/v1/namespaces`
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Resolves when the controllers have nothing left to do at the clock's present time. */
  settled(): Promise<void>;
}

/**
 * Starts an embedded cluster for a test.
 * @example
 * await using cluster = await startCluster();
 * const app = await alchemy("test", { kubernetes: { cluster: cluster.cluster } });
 * @see https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/local.md#in-tests
 */
export async function startCluster({ clock, intercept }: StartClusterOptions = {}): Promise<StartedCluster> {
  const [{ startHost }, { filesOf }] = await Promise.all([
    import("../../src/local/host/host.ts"),
    import("../../src/local/host/directory.ts"),
  ]);
  const files = filesOf(mkdtempSync(join(tmpdir(), "alchemy-kubernetes-")));
  const host = await startHost(files, {
    memory: true,
    ...defined({ clock, intercept }),
  });
  const { server, token, s3: endpoint, accessKey, secretKey } = host.address;
  return {
    cluster: { kubeconfig: files.kubeconfig },
    minio: { endpoint, accessKey, secretKey },
    kubeconfig: files.kubeconfig,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${token}`);
      return host.handle(new Request(server + path, { ...init, headers }));
    },
    settled: () => host.cluster.settled(),
    [Symbol.asyncDispose]: () => {
      host.close();
      rmSync(files.directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
