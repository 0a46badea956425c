/** Asks the embedded cluster's own kinds, through its write path. */

import { manualClock, systemChance } from "../../../../src/local/clock.ts";
import { enforceQuota } from "../../../../src/local/controllers/index.ts";
import { kindRegistry } from "../../../../src/local/kind-registry.ts";
import { builtinServedKinds } from "../../../../src/local/kinds/index.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import type { Environment } from "../../../../src/local/objects/environment.ts";
import type { Objects, WriteOptions } from "../../../../src/local/objects/objects.ts";
import { StatusError } from "../../../../src/local/status.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { refusal, success, type Answer, type Recording } from "./answers.ts";
import { cases } from "./cases.ts";
import { another, isPrepared } from "./remote.ts";
import { ACCOUNTS, BOUND, LIMITED, SETUP } from "./setup.ts";
import { changed, type Case } from "./suite.ts";

const OPTIONS: WriteOptions = { manager: "test", fieldValidation: "Strict" };

/** What the test control plane has, as far as rules look at it. */
const THERE: readonly Manifest[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "kwok",
  },
  {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name: "system-node-critical" },
    value: 2000001000,
  },
];

/** A store with the kinds and their rules, and nothing else of a cluster. */
export async function kindsOnly(): Promise<{
  environment: Environment;
  objects: Objects;
  create: (manifest: Manifest) => LiveObject;
}> {
  const store = memoryStore();
  const kinds = kindRegistry(await builtinServedKinds());
  const environment: Environment = {
    store,
    kinds,
    clock: manualClock(Date.parse("2036-01-01T00:00:00Z")),
    chance: systemChance,
    admit: (resource, object, previous) => enforceQuota(resource, object, { store }, previous),
  };
  const objects = createObjects(environment);
  const create = (manifest: Manifest): LiveObject =>
    objects.create(served(environment, manifest), manifest, OPTIONS).object;
  return { environment, objects, create };
}

function served({ kinds }: Environment, { apiVersion, kind }: Manifest) {
  const found = kinds.byKind(apiVersion, kind);
  if (found === undefined) throw new Error(`${apiVersion} ${kind} is not served`);
  return found;
}

/** Answers to all cases. */
export async function askOurs(): Promise<Recording> {
  const { environment, objects, create } = await kindsOnly();
  // A name with a reserved beginning is the API server's own.
  for (const manifest of [...THERE, ...SETUP]) own(environment, objects, manifest);
  for (const namespace of ACCOUNTS)
    create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } });
  countQuota(environment);
  const lives = new Map<Manifest, LiveObject>();
  for (const { base } of cases.filter(isPrepared))
    if (!lives.has(base)) lives.set(base, bound(environment, create(base)));
  const ask = (row: Case): Answer => {
    const isNew = row.verb === "create" || row.verb === "make";
    const live = isNew ? undefined : lives.get(row.base);
    const sent = changed(live ?? row.base, row.change);
    const kind = served(environment, row.base);
    try {
      const options: WriteOptions = {
        ...OPTIONS,
        dryRun: row.verb !== "make",
        ...(row.verb === "status" ? { subresource: "status" } : {}),
      };
      const { object } =
        live === undefined
          ? objects.create(kind, another(row, sent), options)
          : objects.update(kind, sent, options);
      if (row.verb === "make")
        objects.delete(kind, { name: object.metadata.name, namespace: object.metadata.namespace ?? "" });
      return success(row, object, { sent, live });
    } catch (error) {
      if (error instanceof StatusError) return refusal(error.status, live);
      return { code: 0, message: String(error) };
    }
  };
  return Object.fromEntries(cases.map((row) => [row.id, ask(row)]));
}

/** Objects that nobody validates. */
function own(environment: Environment, objects: Objects, manifest: Manifest): void {
  objects.create(served(environment, manifest), manifest, { ...OPTIONS, trusted: true });
}

/** Says of a claim what its controller would. */
function bound({ store }: Environment, live: LiveObject): LiveObject {
  if (!BOUND.includes(live.metadata.name)) return live;
  const status = { phase: "Bound", accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" } };
  const annotations = { "pv.kubernetes.io/bind-completed": "yes" };
  return store.put("/persistentvolumeclaims", {
    ...live,
    metadata: { ...live.metadata, annotations },
    status,
  });
}

/** Says of the quota what its controller would. */
function countQuota({ store }: Environment): void {
  const quota = store.get("/resourcequotas", LIMITED, "quota");
  if (quota === undefined) throw new Error("there is no quota");
  const { hard } = quota["spec"] as { hard: Record<string, string> };
  const used = Object.fromEntries(Object.keys(hard).map((name) => [name, "0"]));
  store.put("/resourcequotas", { ...quota, status: { hard, used } });
}
