/** The owner chain, both ways. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { get } from "../../../src/client/verbs.ts";
import { kindOf } from "../../../src/client/discovery.ts";
import { belongingsOf, controllersOf, flatten, type ObjectTree } from "../../../src/diagnosis/owners.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import { eventually } from "../../support/control-plane.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";
import { put, workload } from "./workloads.ts";

setDefaultTimeout(60_000);

const client = liveClient();
const namespace = await newNamespace(client);

/** `Deployment(ReplicaSet(Pod Pod))` */
function shape({ object, children }: ObjectTree): string {
  const inner = children.map(shape).sort().join(" ");
  return inner === "" ? object.kind : `${object.kind}(${inner})`;
}

function settles(object: LiveObject, wanted: string): Promise<ObjectTree> {
  return eventually(`it is ${wanted}`, async () => {
    const kind = await kindOf(client, object.apiVersion, object.kind);
    const live = await get(client, kind, object.metadata);
    const { tree, unseen } = await belongingsOf(client, live ?? object, { current: true });
    expect(unseen).toEqual([]);
    return shape(tree) === wanted ? tree : undefined;
  });
}

test("a Deployment's pods are those of its present revision", async () => {
  const made = await put(client, namespace, workload("Deployment", "web", { spec: { replicas: 2 } }));
  const before = await settles(made, "Deployment(ReplicaSet(Pod Pod))");
  const stuck = workload("Deployment", "web", { fault: "image-pull", spec: { replicas: 2 } });
  await put(client, namespace, stuck);
  const after = await settles(made, "Deployment(ReplicaSet(Pod))");
  const ids = new Set(flatten(before).map(({ metadata }) => metadata.uid));
  expect(flatten(after).filter(({ metadata }) => ids.has(metadata.uid))).toHaveLength(1);
  // For a deletion all of it counts.
  const { tree } = await belongingsOf(client, after.object);
  expect(tree.children).toHaveLength(2);
  const [pod] = flatten(after).slice(-1);
  const owners = await controllersOf(client, pod ?? after.object);
  expect(owners.map(({ kind }) => kind)).toEqual(["ReplicaSet", "Deployment"]);
});

test("other kinds have what belongs to them", async () => {
  const claim = {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  };
  const job = { backoffLimit: 0 };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "db" },
    spec: { selector: { app: "db" }, ports: [{ port: 80 }] },
  };
  const backend = { service: { name: "db", port: { number: 80 } } };
  const ingress = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "db" },
    spec: { defaultBackend: backend },
  };
  const rows = [
    [
      workload("StatefulSet", "db", { spec: { serviceName: "db", volumeClaimTemplates: [claim] } }),
      "StatefulSet(PersistentVolumeClaim(PersistentVolume StorageClass) Pod)",
    ],
    [workload("DaemonSet", "agent"), "DaemonSet(Pod)"],
    [workload("Job", "task", { fault: "exit-1", spec: job }), "Job(Pod)"],
    [ingress, "Ingress(Service(EndpointSlice Pod))"],
  ] as const;
  await put(client, namespace, service);
  const made = await Promise.all(rows.map(([manifest]) => put(client, namespace, manifest)));
  await Promise.all(made.map((object, index) => settles(object, rows[index]?.[1] ?? "")));
});
