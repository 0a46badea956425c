/**
 * The volume provisioner of the default StorageClass: what a storage driver's provisioner does, without a driver.
 * A claim of our class gets a volume reserved for it, which the controller manager binds; a released volume is deleted.
 */

import { provisioner, storageClass } from "./documents.ts";
import { request, type ApiAccess } from "./environment.ts";

interface Claim {
  metadata: { name: string; namespace: string; uid: string; deletionTimestamp?: string };
  spec: {
    storageClassName?: string;
    volumeName?: string;
    accessModes: string[];
    volumeMode?: string;
    resources: { requests: { storage: string } };
  };
}

interface Volume {
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { persistentVolumeReclaimPolicy?: string };
  status?: { phase?: string };
}

/** Provisions until the signal aborts. */
export async function provision(api: ApiAccess, signal: AbortSignal): Promise<void> {
  await Promise.all([
    follow<Claim>(api, {
      path: "/api/v1/persistentvolumeclaims",
      signal,
      seen: (claim) => createVolume(api, claim),
    }),
    follow<Volume>(api, {
      path: "/api/v1/persistentvolumes",
      signal,
      seen: (volume) => deleteReleased(api, volume),
    }),
  ]);
}

async function createVolume(api: ApiAccess, { metadata, spec }: Claim): Promise<void> {
  const done = spec.volumeName !== undefined || metadata.deletionTimestamp !== undefined;
  if (done || spec.storageClassName !== storageClass.metadata.name) return;
  const name = `pvc-${metadata.uid}`;
  const { namespace, uid } = metadata;
  const body = {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { "pv.kubernetes.io/provisioned-by": provisioner } },
    spec: {
      storageClassName: spec.storageClassName,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      volumeMode: spec.volumeMode,
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name: metadata.name, namespace, uid },
      hostPath: { path: `/var/lib/control-plane/${name}` },
    },
  };
  const answer = await request(api, "/api/v1/persistentvolumes", { method: "POST", body });
  if (!answer.ok && answer.status !== 409) throw new Error(`creating volume ${name}: ${await answer.text()}`);
}

async function deleteReleased(api: ApiAccess, { metadata, spec, status }: Volume): Promise<void> {
  const ours = metadata.annotations?.["pv.kubernetes.io/provisioned-by"] === provisioner;
  if (!ours || status?.phase !== "Released" || spec.persistentVolumeReclaimPolicy !== "Delete") return;
  const answer = await request(api, `/api/v1/persistentvolumes/${metadata.name}`, { method: "DELETE" });
  if (!answer.ok && answer.status !== 404)
    throw new Error(`deleting volume ${metadata.name}: ${await answer.text()}`);
}

interface Following<T> {
  path: string;
  signal: AbortSignal;
  seen: (object: T) => Promise<void>;
}

/** A watch without a version starts with all objects that exist, so beginning anew after its end misses nothing. */
async function follow<T>(api: ApiAccess, { path, signal, seen }: Following<T>): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await request(api, `${path}?watch=1&timeoutSeconds=3600`, { signal });
      if (!answer.ok || answer.body === null) throw new Error(`watching ${path}: ${await answer.text()}`);
      for await (const line of lines(answer.body)) {
        const event = JSON.parse(line) as { type: string; object: T };
        if (event.type === "ADDED" || event.type === "MODIFIED") await seen(event.object);
      }
    } catch (error) {
      if (signal.aborted) return;
      process.stderr.write(`control plane: provisioner: ${String(error)}\n`);
      await Bun.sleep(1000);
    }
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
