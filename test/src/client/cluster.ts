/** Clients of the real control plane, and what live tests put into it. */

import { afterAll } from "bun:test";
import { createClient } from "../../../src/client/client.ts";
import type { Client } from "../../../src/client/client.ts";
import { apply, list, post, remove } from "../../../src/client/verbs.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Kind } from "../../../src/model/kind.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { adminAccess, eventually, randomNamespace } from "../../support/control-plane.ts";

export const NAMESPACE: Kind = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};
export const CONFIG_MAP: Kind = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};
export const SECRET: Kind = { group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true };
export const SERVICE: Kind = {
  group: "",
  version: "v1",
  kind: "Service",
  plural: "services",
  namespaced: true,
};
export const DEPLOYMENT: Kind = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};
const SERVICE_ACCOUNT: Kind = {
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  plural: "serviceaccounts",
  namespaced: true,
};
const ROLE: Kind = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "Role",
  plural: "roles",
  namespaced: true,
};
const ROLE_BINDING: Kind = { ...ROLE, kind: "RoleBinding", plural: "rolebindings" };

const MANAGER = { fieldManager: "test" };

/** A client with a token; the administrator's by default. */
export function liveClient(token = adminAccess().token): Client {
  const { server, ca } = adminAccess();
  const headers = { authorization: `Bearer ${token}` };
  return createClient({
    connection: {
      name: "control-plane",
      server,
      source: { from: "inline" },
      description: "the control plane of the tests",
    },
    tls: { certificateAuthority: ca },
    credentials: { get: () => Promise.resolve({ headers }), refresh: () => Promise.resolve(false) },
  });
}

/** A namespace that is deleted after the file's tests. */
export async function newNamespace(client: Client): Promise<string> {
  const name = randomNamespace("client");
  await apply(client, NAMESPACE, { apiVersion: "v1", kind: "Namespace", metadata: { name } }, MANAGER);
  afterAll(async () => {
    await remove(client, NAMESPACE, { name });
  });
  return name;
}

/** One rule of a Role. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** A client that may do only what the rules allow, in one namespace. */
export async function restrictedClient(
  admin: Client,
  namespace: string,
  rules: readonly Rule[],
): Promise<Client> {
  const name = randomNamespace("account");
  const metadata = { name, namespace };
  await apply(admin, SERVICE_ACCOUNT, { apiVersion: "v1", kind: "ServiceAccount", metadata }, MANAGER);
  await apply(
    admin,
    ROLE,
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata, rules },
    MANAGER,
  );
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata,
    subjects: [{ kind: "ServiceAccount", name, namespace }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
  };
  await apply(admin, ROLE_BINDING, binding, MANAGER);
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const answer = (await post(admin, path, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {},
  })) as JsonObject;
  return liveClient((answer["status"] as JsonObject)["token"] as string);
}

/** A ConfigMap. */
export function configMap(
  namespace: string,
  name: string,
  data: Record<string, string> = { a: "1" },
): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}

const DEFINITION: Kind = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};

/** A custom kind with `spec.size`, that is deleted after the file's tests. */
export async function newCustomKind(
  client: Client,
  scope: "Namespaced" | "Cluster" = "Namespaced",
): Promise<Kind> {
  const kind: Kind = {
    group: `${randomNamespace("g")}.example.com`,
    version: "v1",
    kind: "Box",
    plural: "boxes",
    namespaced: scope === "Namespaced",
  };
  const spec = { type: "object", properties: { size: { type: "integer" } } };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  const name = `${kind.plural}.${kind.group}`;
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: {
      group: kind.group,
      scope,
      names: { kind: kind.kind, plural: kind.plural },
      versions: [{ name: kind.version, served: true, storage: true, schema }],
    },
  };
  await apply(client, DEFINITION, definition, MANAGER);
  afterAll(async () => {
    await remove(client, DEFINITION, { name });
  });
  await eventually("the custom kind is served", () => list(client, kind).catch(() => undefined));
  return kind;
}
