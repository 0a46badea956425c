/**
 * Permissions that a stack gives to whoever runs it: deleted before the rest, nobody could delete the rest.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */

import { post } from "../../src/client/verbs.ts";
import type { Client } from "../../src/client/client.ts";
import type { Connection } from "../../src/model/connection.ts";
import { itemsAt, textAt, valueAt } from "../../src/model/json.ts";
import type { Manifest } from "../../src/model/object.ts";
import { clientOf } from "../connect.ts";
import { type Departure, manifestOf } from "./removal.ts";

interface Identity {
  username: string;
  groups: string[];
}

const BINDINGS = ["RoleBinding", "ClusterRoleBinding"];
const ACCESS = [...BINDINGS, "Role", "ClusterRole", "ServiceAccount"];

/** Whether an object is, or grants, the identity that deletes it: its own account, a binding of it, or a role bound to it. */
export async function isOwnAccess(departure: Departure, all: Iterable<Departure>): Promise<boolean> {
  const stored = departure.checkpoint?.refs.at(-1);
  if (stored === undefined || !ACCESS.includes(stored.ref.kind)) return false;
  const manifest = manifestOf(departure);
  if (manifest === undefined) return false;
  const identity = await identityAt(departure, stored.connection);
  if (identity === undefined) return false;
  const namespace = stored.ref.namespace ?? "";
  if (manifest.kind === "ServiceAccount")
    return identity.username === account(namespace, manifest.metadata.name);
  if (BINDINGS.includes(manifest.kind)) return binds(manifest, identity, namespace);
  const bindings = [...all].flatMap((other) => manifestOf(other) ?? []);
  return bindings.some(
    (binding) =>
      BINDINGS.includes(binding.kind) &&
      textAt(binding, ["roleRef", "kind"], "") === manifest.kind &&
      textAt(binding, ["roleRef", "name"], "") === manifest.metadata.name &&
      binds(binding, identity, binding.metadata.namespace ?? namespace),
  );
}

function account(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function binds(binding: Manifest, { username, groups }: Identity, namespace: string): boolean {
  return itemsAt(binding, ["subjects"]).some((subject) => {
    const name = textAt(subject, ["name"], "");
    switch (valueAt(subject, ["kind"])) {
      case "ServiceAccount":
        return username === account(textAt(subject, ["namespace"], namespace), name);
      case "Group":
        return groups.includes(name);
      default:
        return username === name;
    }
  });
}

const identities = new WeakMap<Client, Promise<Identity>>();

/** Who we are there; `undefined` when nobody tells: deleting itself meets whatever is wrong. */
async function identityAt(
  { scope, props, checkpoint }: Departure,
  connection: Connection,
): Promise<Identity | undefined> {
  try {
    const client = await clientOf(scope, connection, [props?.cluster, ...(checkpoint?.clusters ?? [])]);
    const known = identities.get(client) ?? whoAmI(client);
    identities.set(client, known);
    return await known;
  } catch {
    return undefined;
  }
}

const REVIEW = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };

async function whoAmI(client: Client): Promise<Identity> {
  const answer = await post(client, "/apis/authentication.k8s.io/v1/selfsubjectreviews", REVIEW);
  const groups = valueAt(answer, ["status", "userInfo", "groups"]);
  return {
    username: textAt(answer, ["status", "userInfo", "username"], ""),
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
  };
}
