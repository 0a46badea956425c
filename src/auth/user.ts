/** Users of a kubeconfig as credentials, with the precedence of client-go. */

import type { JsonObject } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { Credentials } from "./access.ts";
import { authProvider } from "./auth-provider.ts";
import {
  bearer,
  clientCertificate,
  combined,
  fixedHeaders,
  tokenFile,
  type TextSource,
} from "./credentials.ts";
import { badEntry, decoded, flag, mapping, nameOf, path, relativeTo, text, texts } from "./entry.ts";
import { ExecCredentials, type ExecPlugin, type InteractiveMode } from "./exec.ts";
import { RotatingFile } from "./files.ts";
import type { Entry } from "./kubeconfig.ts";

/** What a user's credentials depend on besides the user. */
export interface UserContext {
  env: Record<string, string | undefined>;
  /** The cluster as an exec plugin is told about it; asked only when one wants it. */
  clusterInfo: () => JsonObject;
}

/**
 * Opens the credentials of a user: a client certificate, one way of saying who one is, and whom to impersonate.
 * @throws ProviderError `bad-kubeconfig` for fields that contradict each other or are not understood
 */
export function userCredentials(user: Entry, context: UserContext): Credentials {
  const parts = [certificateOf(user), identityOf(user, context), impersonation(user)];
  return combined(parts.filter((part) => part !== undefined));
}

function certificateOf(user: Entry): Credentials | undefined {
  const cert = source(user, "client-certificate");
  const key = source(user, "client-key");
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined) throw badEntry(user, "client-key without client-certificate");
  if (key === undefined) throw badEntry(user, "client-certificate without client-key");
  return clientCertificate(cert, key, nameOf(user));
}

/** `X-data`, which overrides, or the file `X`. */
function source(user: Entry, field: string): TextSource | undefined {
  const data = decoded(user, `${field}-data`);
  return data ?? file(user, field);
}

function file(user: Entry, field: string): RotatingFile | undefined {
  const name = path(user, field);
  return name === undefined
    ? undefined
    : new RotatingFile(name, { object: nameOf(user), field, code: "credentials" });
}

function identityOf(user: Entry, context: UserContext): Credentials | undefined {
  const token = text(user, "token");
  const tokens = file(user, "tokenFile");
  const [username, password] = [text(user, "username"), text(user, "password")];
  const hasToken = token !== undefined || tokens !== undefined;
  if (hasToken && (username !== undefined || password !== undefined)) {
    throw badEntry(user, "has both a token and a username or password", "Keep one of them.");
  }
  const plugin = mapping(user, "exec");
  if (plugin !== undefined && user.fields["auth-provider"] !== undefined) {
    throw badEntry(user, "has both an exec plugin and an auth-provider", "Keep the exec plugin.");
  }
  if (tokens !== undefined) return tokenFile(tokens, token);
  if (token !== undefined) return fixedHeaders(bearer(token, nameOf(user)));
  if (username !== undefined || password !== undefined) return basic(username ?? "", password ?? "");
  if (plugin !== undefined) return new ExecCredentials(execPlugin(user, plugin, context));
  return user.fields["auth-provider"] === undefined ? undefined : authProvider(user);
}

function basic(username: string, password: string): Credentials {
  const pair = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
  return fixedHeaders({ authorization: `Basic ${pair}` });
}

const API_VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
const INTERACTIVE_MODES: readonly InteractiveMode[] = ["Never", "IfAvailable", "Always"];

function execPlugin(user: Entry, fields: JsonObject, { env, clusterInfo }: UserContext): ExecPlugin {
  const command = text(user, "command", fields);
  if (command === undefined) throw badEntry(user, "exec has no command");
  const apiVersion = text(user, "apiVersion", fields) ?? "";
  if (!API_VERSIONS.includes(apiVersion)) {
    throw badEntry(
      user,
      `exec has the apiVersion "${apiVersion}"`,
      `Use a plugin for ${API_VERSIONS.join(" or ")}.`,
    );
  }
  const mode = text(user, "interactiveMode", fields) ?? "IfAvailable";
  const interactiveMode = INTERACTIVE_MODES.find((known) => known === mode);
  if (interactiveMode === undefined) throw badEntry(user, `exec has the interactiveMode ${mode}`);
  const plugin: ExecPlugin = {
    command: command.includes("/") ? relativeTo(user, command) : command,
    args: texts(user, "args", fields),
    env: { ...env, ...variables(user, fields) },
    apiVersion,
    interactiveMode,
    object: nameOf(user),
  };
  const hint = text(user, "installHint", fields);
  if (hint !== undefined) plugin.installHint = hint;
  if (flag(user, "provideClusterInfo", fields)) plugin.cluster = clusterInfo();
  return plugin;
}

function variables(user: Entry, fields: JsonObject): Record<string, string> {
  const list = fields["env"] ?? [];
  if (!Array.isArray(list)) throw badEntry(user, "exec.env is not a list");
  return Object.fromEntries(
    list.map((item) => {
      const name = isJsonObject(item) ? text(user, "name", item) : undefined;
      if (!isJsonObject(item) || name === undefined)
        throw badEntry(user, "exec.env has an entry without a name");
      return [name, text(user, "value", item) ?? ""];
    }),
  );
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/ */
function impersonation(user: Entry): Credentials | undefined {
  const name = text(user, "as");
  const uid = text(user, "as-uid");
  const groups = texts(user, "as-groups");
  const extra = mapping(user, "as-user-extra") ?? {};
  const repeated = new Map([["group", groups]]);
  for (const key of Object.keys(extra)) repeated.set(extraHeader(key), texts(user, key, extra));
  if (name === undefined) {
    if (uid === undefined && groups.length === 0 && repeated.size === 1) return undefined;
    throw badEntry(user, "impersonates a uid, groups or extra without a user", "Add `as`.");
  }
  const headers: Record<string, string> = { "impersonate-user": name };
  if (uid !== undefined) headers["impersonate-uid"] = uid;
  for (const [header, values] of repeated) {
    // Each value needs a header line of its own, and fetch joins lines of one name: the server would read one group `a, b`.
    if (values.length > 1) {
      throw badEntry(
        user,
        `impersonates several values of ${header}, and fetch can send only one`,
        "Name one of them.",
      );
    }
    if (values[0] !== undefined) headers[`impersonate-${header}`] = values[0];
  }
  return fixedHeaders(headers);
}

/** Keys are lower case on the server; what a header name cannot hold is percent-encoded there. */
function extraHeader(key: string): string {
  return `extra-${encodeURIComponent(key.toLowerCase())}`;
}
