/**
 * Legacy `auth-provider` entries, which kubectl replaced by exec plugins (1.26); only `oidc` is left there.
 * Of that the id-token is used as long as it is valid. It is not renewed here: the identity provider may answer with a new refresh
 * token, and a client that does not write it back into the kubeconfig (@kubernetes/client-node does not) logs kubectl out.
 */

import { ProviderError } from "../errors.ts";
import { isJsonObject, valueAt } from "../model/json.ts";
import type { Credentials } from "./access.ts";
import { bearer } from "./credentials.ts";
import { badEntry, nameOf, text } from "./entry.ts";
import type { Entry } from "./kubeconfig.ts";

const PLUGINS: Record<string, string> = {
  gcp: "gke-gcloud-auth-plugin",
  azure: "kubelogin",
  oidc: "kubelogin (kubectl oidc-login)",
};

/**
 * The credentials of a user with an `auth-provider`.
 * @throws ProviderError `bad-kubeconfig` for every provider but oidc
 */
export function authProvider(entry: Entry): Credentials {
  const provider = entry.fields["auth-provider"];
  const name = isJsonObject(provider) ? text(entry, "name", provider) : undefined;
  const config = isJsonObject(provider) ? provider["config"] : undefined;
  const advice = `Use an exec plugin instead${name !== undefined && name in PLUGINS ? `: ${PLUGINS[name]}` : ""}.`;
  const token = name === "oidc" && isJsonObject(config) ? text(entry, "id-token", config) : undefined;
  if (token === undefined) throw badEntry(entry, `unsupported auth-provider ${name ?? ""}`.trimEnd(), advice);
  const credentials = { headers: bearer(token, nameOf(entry)) };
  const expires = expiryOf(token);
  const expired = (): ProviderError =>
    new ProviderError("credentials", `the id-token expired on ${new Date(expires).toISOString()}`, {
      object: nameOf(entry),
      advice: `Run any kubectl command to renew it. ${advice}`,
    });
  return {
    get: () => (expires <= Date.now() ? Promise.reject(expired()) : Promise.resolve(credentials)),
    refresh: () => Promise.resolve(false),
  };
}

/** Milliseconds since 1970 from the claim `exp` of a JWT; infinity when it says nothing: the server decides. */
function expiryOf(token: string): number {
  try {
    const claims = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    ) as unknown;
    const exp = valueAt(claims, ["exp"]);
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
