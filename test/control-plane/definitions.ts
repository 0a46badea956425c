/**
 * Definitions that hang: the API server counts the objects of a deleted definition, and where it cannot ("storage is
 * (re)initializing", as the definition was deleted soon after it was made) tries again after a time that doubles, up to 1,000 s.
 * A change of the definition makes it look at once.
 * @see https://github.com/kubernetes/apiextensions-apiserver/blob/master/pkg/controller/finalizer/crd_finalizer.go
 */

import { request, type ApiAccess } from "./environment.ts";

interface Definition {
  metadata: { name: string; annotations?: Record<string, string> };
  status?: { conditions?: { type: string; reason?: string }[] };
}

const TYPE = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
const PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** How often definitions are looked at, ms. */
const EVERY = 3_000;

/** Touches hanging definitions until the signal aborts. */
export async function touchHanging(api: ApiAccess, signal: AbortSignal): Promise<void> {
  for (;;) {
    await Bun.sleep(EVERY);
    if (signal.aborted) return;
    // The next turn comes soon: an API server that is starting, ending or busy is no failure.
    await touch(api).catch(() => undefined);
  }
}

async function touch(api: ApiAccess): Promise<void> {
  const answer = await request(api, PATH);
  if (!answer.ok) return;
  const { items } = (await answer.json()) as { items: Definition[] };
  for (const { metadata, ...definition } of items) {
    const conditions = definition.status?.conditions ?? [];
    if (!conditions.some(({ reason }) => reason === "InstanceDeletionFailed")) continue;
    const annotations = { ...metadata.annotations, "control-plane.test/touched": String(Date.now()) };
    const body = { ...TYPE, ...definition, metadata: { ...metadata, annotations } };
    await request(api, `${PATH}/${metadata.name}`, { method: "PUT", body });
  }
}
