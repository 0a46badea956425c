/**
 * The program under faults: objects of many kinds, a kro graph with an instance, and a bucket.
 * FAULTS_NAME makes everything it touches its own; FAULTS_VERSION=2 is the program after its author changed it.
 */

import alchemy from "alchemy";
import * as k8s from "alchemy-kubernetes/kubernetes";
import { Bucket } from "alchemy-kubernetes/minio";
import { settings } from "../settings.ts";
import { shopGraph } from "./graph.ts";

const { name, version, requestTimeout, timeout } = settings(process.env);
const app = await alchemy("faults", {
  stage: "test",
  destroyStrategy: "parallel",
  kubernetes: { requestTimeout, timeout },
  minio: { requestTimeout },
});
const changed = version === 2;

try {
  const namespace = await k8s.Namespace("all", { metadata: { name } });
  const metadata = { namespace };
  await Promise.all([configuration(metadata), access(metadata), extension(metadata), graph(name), bucket()]);
  await app.finalize();
  console.log("DONE");
} catch (error) {
  const { name: type, code, message } = error as { name?: string; code?: string; message?: string };
  console.log(`FAILED ${JSON.stringify({ type, code, message })}`);
  process.exit(1);
}

interface Metadata {
  namespace: k8s.Namespace;
}

/** What pods need, then the pods, then what leads to them. */
async function configuration(metadata: Metadata): Promise<void> {
  const [config, key, disk] = await Promise.all([
    k8s.ConfigMap("config", {
      metadata: named("config", metadata),
      data: { MODE: changed ? "slow" : "fast" },
    }),
    k8s.Secret("key", {
      metadata: named("key", metadata),
      stringData: { KEY: alchemy.secret(changed ? "second" : "first") },
    }),
    k8s.PersistentVolumeClaim("disk", {
      metadata: named("disk", metadata),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
    }),
    // In the second program it is gone, and Alchemy prunes it.
    ...(changed ? [] : [k8s.ConfigMap("former", { metadata: named("former", metadata), data: { a: "1" } })]),
  ]);
  await Promise.all([
    k8s.Deployment("web", {
      metadata: named("web", metadata),
      rollOnChange: [config, key],
      spec: {
        selector: { matchLabels: { app: "web" } },
        template: pod("web", {
          volumes: [{ name: "disk", persistentVolumeClaim: { claimName: disk.name } }],
        }),
      },
    }),
    k8s.StatefulSet("db", {
      metadata: named("db", metadata),
      // Immutable, and the selector stays: replaced with its pods kept.
      spec: {
        serviceName: "db",
        podManagementPolicy: changed ? "Parallel" : "OrderedReady",
        selector: { matchLabels: { app: "db" } },
        template: pod("db"),
      },
    }),
    k8s.Job("migrate", {
      metadata: named("migrate", metadata),
      // Immutable: deleted and created.
      spec: { template: pod("migrate", { restartPolicy: "Never" }, changed ? "2" : "1") },
    }),
  ]);
  const service = await k8s.Service("web", {
    metadata: named("web", metadata),
    spec: { selector: { app: "web" }, ports: [{ port: changed ? 81 : 80 }] },
  });
  await k8s.Ingress("web", {
    // Another name: another object, and the former one goes at the end of the run.
    metadata: named(changed ? "public" : "web", metadata),
    spec: { defaultBackend: { service: { name: service.name, port: { number: changed ? 81 : 80 } } } },
    wait: "applied",
  });
}

async function access(metadata: Metadata): Promise<void> {
  const [account, role] = await Promise.all([
    k8s.ServiceAccount("runner", { metadata: named("runner", metadata) }),
    k8s.Role("runner", {
      metadata: named("runner", metadata),
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }],
    }),
    // It is there already, made by somebody else.
    k8s.ClusterRole("adopted", {
      metadata: { name: `${name}-adopted` },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: changed ? ["get", "list"] : ["get"] }],
      adopt: true,
    }),
    // And this one stays theirs.
    k8s.ClusterRolePatch("patched", {
      metadata: { name: `${name}-patched`, labels: { tier: changed ? "back" : "front" } },
    }),
  ]);
  await k8s.RoleBinding("runner", {
    metadata: named("runner", metadata),
    // Immutable: replaced.
    roleRef: changed
      ? { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" }
      : { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.name },
    subjects: [{ kind: "ServiceAccount", name: account.name, namespace: name }],
  });
}

/** A definition and an object of its kind. */
async function extension(metadata: Metadata): Promise<void> {
  const group = `${name}.example.com`;
  const schema = {
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
  };
  await k8s.CustomResourceDefinition("widgets", {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  const Widget = k8s.CustomResource(`${group}/v1`, "Widget");
  await Widget("small", { metadata: named("small", metadata), spec: { size: changed ? 2 : 1 } });
}

async function graph(namespace: string): Promise<void> {
  const create = await shopGraph({ name, changed });
  await create({ name: "eu", namespace, spec: { mode: changed ? "slow" : "fast" } });
}

async function bucket(): Promise<void> {
  await Bucket("files", {
    name,
    versioning: changed,
    tags: { mode: changed ? "slow" : "fast" },
  });
}

function named(object: string, { namespace }: Metadata): { name: string; namespace: k8s.Namespace } {
  return { name: object, namespace };
}

function pod(app: string, spec: object = {}, tag = "1"): { metadata: object; spec: never } {
  const containers = [{ name: "main", image: `registry.test/${app}:${tag}` }];
  return {
    metadata: { labels: { app } },
    spec: { containers, terminationGracePeriodSeconds: 0, ...spec } as never,
  };
}
