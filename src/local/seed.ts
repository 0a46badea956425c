/** What a new cluster has before anybody wrote to it. Imports the contracts and the node and class of the controllers. */

import type { JsonObject } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";
import { seedWorkloads } from "./controllers/index.ts";
import type { Chance } from "./clock.ts";
import { createObjects } from "./objects/create-objects.ts";
import { decode } from "./objects/decode.ts";
import type { Environment } from "./objects/environment.ts";
import { NAMESPACES } from "./objects/namespace-lifecycle.ts";

/** Who makes these objects in a real cluster. */
const MANAGER = "kube-apiserver";

/** The namespace whose UID identifies a cluster. */
export const SYSTEM_NAMESPACE = "kube-system";

const NAMES = ["default", SYSTEM_NAMESPACE, "kube-public", "kube-node-lease"];

const OBJECTS: readonly Manifest[] = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { component: "apiserver", provider: "kubernetes" },
    },
    spec: {
      clusterIP: "10.0.0.1",
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
      sessionAffinity: "None",
      type: "ClusterIP",
    },
  },
  priorityClass("system-cluster-critical", {
    value: 2_000_000_000,
    description:
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  }),
  priorityClass("system-node-critical", {
    value: 2_000_001_000,
    description: "Used for system critical pods that must not be moved from their current node.",
  }),
];

function priorityClass(name: string, fields: { value: number; description: string }): Manifest {
  return { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, ...fields };
}

/**
 * Creates what is missing.
 * @param identity UID of `kube-system`
 * @param definitions CustomResourceDefinitions that the cluster comes with
 */
export function seed(environment: Environment, identity: string, definitions: readonly Manifest[]): void {
  for (const name of NAMES) {
    if (environment.store.get(NAMESPACES, undefined, name) !== undefined) continue;
    const chance: Chance =
      name === SYSTEM_NAMESPACE ? { ...environment.chance, uid: () => identity } : environment.chance;
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    ensure({ ...environment, chance }, namespace);
  }
  for (const manifest of [...OBJECTS, ...definitions]) ensure(environment, manifest);
  seedWorkloads({ ...environment, objects: createObjects(environment) });
}

/** Leaves what is there as it is: users may have changed it. */
function ensure(environment: Environment, manifest: Manifest): void {
  const kind = environment.kinds.byKind(manifest.apiVersion, manifest.kind);
  if (kind === undefined) throw new Error(`${manifest.kind} is not served`);
  const { namespace, name } = manifest.metadata;
  if (environment.store.get(kind.resource, namespace, name) !== undefined) return;
  // What the cluster brings along is right: to validate its definitions would take longer than all the rest of a start.
  const options = { manager: MANAGER, trusted: true } as const;
  createObjects(environment).create(
    kind,
    decode(kind, manifest as Manifest & JsonObject, { options }),
    options,
  );
}
