/** What the tests see and do on the cluster beside the program under test, as the administrator or somebody else. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiAccess } from "../control-plane/environment.ts";
import { adminAccess, randomNamespace, until, variable } from "../support/control-plane.ts";
import { later } from "./cleanup.ts";

/** A live object, as far as the tests read it. */
export interface Live {
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    deletionTimestamp?: string;
    finalizers?: string[];
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: { manager: string; operation: string }[];
  };
  data?: Record<string, string>;
  spec?: Record<string, unknown>;
  [field: string]: unknown;
}

/** Collections by kind, below the namespace. */
const collections = {
  ConfigMap: ["/api/v1", "configmaps"],
  Event: ["/api/v1", "events"],
  Secret: ["/api/v1", "secrets"],
  Service: ["/api/v1", "services"],
  ServiceAccount: ["/api/v1", "serviceaccounts"],
  PersistentVolumeClaim: ["/api/v1", "persistentvolumeclaims"],
  Pod: ["/api/v1", "pods"],
  ResourceQuota: ["/api/v1", "resourcequotas"],
  Deployment: ["/apis/apps/v1", "deployments"],
  StatefulSet: ["/apis/apps/v1", "statefulsets"],
  Job: ["/apis/batch/v1", "jobs"],
  Role: ["/apis/rbac.authorization.k8s.io/v1", "roles"],
  RoleBinding: ["/apis/rbac.authorization.k8s.io/v1", "rolebindings"],
} as const;

export type KnownKind = keyof typeof collections;

/** One namespace, through the eyes of the administrator. */
export interface World {
  name: string;
  /** The object, `undefined` when there is none. */
  live(kind: KnownKind, name: string): Promise<Live | undefined>;
  /** Names of all objects of a kind, the cluster's own left out. */
  names(kind: KnownKind): Promise<string[]>;
  /** Creates an object as somebody else. */
  make(kind: KnownKind, name: string, body?: Record<string, unknown>): Promise<Live>;
  /** Changes an object by a merge patch as somebody else. */
  edit(
    kind: KnownKind,
    name: string,
    patch: unknown,
    options?: { manager?: string; subresource?: string },
  ): Promise<Live>;
  /** Deletes an object and waits until it is gone. */
  drop(kind: KnownKind, name: string): Promise<void>;
  /** Path of a collection, as the audit log has it. */
  path(kind: KnownKind): string;
}

/** One request as administrator. @throws Error for an answer that is no success, but 404 */
export async function api<T = Live>(
  path: string,
  {
    access = adminAccess(),
    ...init
  }: { access?: ApiAccess; method?: string; body?: unknown; contentType?: string } = {},
): Promise<T | undefined> {
  const { method = "GET", body, contentType = "application/json" } = init;
  const answer = await fetch(access.server + path, {
    method,
    headers: {
      Authorization: `Bearer ${access.token}`,
      "Content-Type": contentType,
      "User-Agent": "somebody-else/1",
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    tls: { ca: access.ca },
  });
  const text = await answer.text();
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} does not exist`);
  return value;
}

/** A namespace that is deleted after the file's tests. */
export async function newWorld(name = randomNamespace("e2e")): Promise<World> {
  const access = adminAccess();
  await api("/api/v1/namespaces", { access, method: "POST", body: { metadata: { name } } });
  later(() => api(`/api/v1/namespaces/${name}`, { access, method: "DELETE" }));
  return worldOf(name, access);
}

/** A namespace by name, which need not exist. */
export function worldOf(name: string, access: ApiAccess = adminAccess()): World {
  const path = (kind: KnownKind): string =>
    `${collections[kind][0]}/namespaces/${name}/${collections[kind][1]}`;
  const live = (kind: KnownKind, object: string): Promise<Live | undefined> =>
    api(`${path(kind)}/${object}`, { access });
  return {
    name,
    path,
    live,
    names: async (kind) => {
      const list = await api<{ items: Live[] }>(path(kind), { access });
      const names = (list?.items ?? []).map((item) => item.metadata.name);
      return names.filter((item) => item !== "kube-root-ca.crt" && item !== "default").sort();
    },
    make: async (kind, object, body = {}) => {
      const made = await api(`${path(kind)}?fieldManager=somebody`, {
        access,
        method: "POST",
        body: { metadata: { name: object }, ...body },
      });
      return found(made, kind);
    },
    edit: async (kind, object, patch, { manager = "somebody", subresource = "" } = {}) => {
      const edited = await api(`${path(kind)}/${object}${subresource}?fieldManager=${manager}`, {
        access,
        method: "PATCH",
        contentType: "application/merge-patch+json",
        body: patch,
      });
      return found(edited, `${kind} ${object}`);
    },
    drop: async (kind, object) => {
      await api(`${path(kind)}/${object}`, {
        access,
        method: "DELETE",
        body: { propagationPolicy: "Background" },
      });
      await until(`${kind} ${object} is gone`, async () => (await live(kind, object)) === undefined);
    },
  };
}

/** What a kubeconfig says, each part with the control plane's own as default. */
export interface KubeconfigParts {
  server?: string;
  ca?: string;
  token?: string;
  context?: string;
  namespace?: string;
  user?: Record<string, unknown>;
}

/** Writes a kubeconfig with one context; it is deleted after the file's tests. @returns its path */
export async function writeKubeconfig(parts: KubeconfigParts, path?: string): Promise<string> {
  const { server = variable("CONTROL_PLANE_SERVER"), ca = variable("CONTROL_PLANE_CA_FILE") } = parts;
  const { token = variable("CONTROL_PLANE_TOKEN"), context: name = "control-plane", namespace } = parts;
  const file = path ?? join(await temporaryFolder(), "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority": ca } }],
    users: [{ name, user: parts.user ?? { token } }],
    contexts: [
      { name, context: { cluster: name, user: name, ...(namespace !== undefined && { namespace }) } },
    ],
    "current-context": name,
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** A folder that is deleted after the file's tests. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "e2e-"));
  later(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One rule of a Role. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** A ServiceAccount that may do only this in the namespace. */
export interface RestrictedUser {
  token: string;
  /** Changes what it may do. */
  allow(rules: Rule[]): Promise<void>;
}

/** Makes a ServiceAccount with these permissions in the namespace and no others. */
export async function restrictedUser(
  world: World,
  rules: Rule[],
  expirationSeconds = 3600,
): Promise<RestrictedUser> {
  await world.make("ServiceAccount", "restricted");
  await world.make("Role", "restricted", { rules });
  await world.make("RoleBinding", "restricted", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "restricted" },
    subjects: [{ kind: "ServiceAccount", name: "restricted", namespace: world.name }],
  });
  const answer = await api<{ status: { token: string } }>(
    `${world.path("ServiceAccount")}/restricted/token`,
    {
      method: "POST",
      body: { spec: { expirationSeconds } },
    },
  );
  return {
    token: found(answer, "the token").status.token,
    allow: async (next) => {
      await world.edit("Role", "restricted", { rules: next });
      // The authorizer learns of it by a watch.
      await Bun.sleep(300);
    },
  };
}
