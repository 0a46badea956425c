import { secret } from "alchemy";
import { ProviderError } from "../../../src/errors.ts";
import { defined, isJsonObject } from "../../../src/model/json.ts";
import { describe, type LiveObject } from "../../../src/model/object.ts";
import type { AlchemySecret } from "../../secrets.ts";
import { Secret } from "../core.ts";
import { lookUpOf } from "./define-reference.ts";
import { identityOf, type LiveMetadata } from "./look-up.ts";

/**
 * A Secret that somebody else owns: a database operator's password, a certificate. Its values are handed out one by one, as
 * `alchemy.secret`; the object itself holds none, so nothing of them gets into state or logs by accident.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const db = await SecretRef({ name: "postgres-app", namespace: "shop", timeout: 60_000 });
 * await Secret("web", { metadata: { namespace: "shop" }, stringData: { PASSWORD: db.value("password") } });
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
export interface SecretRef extends Secret {
  type: string;
  /** The keys of its values, sorted. */
  keys: string[];
  metadata: LiveMetadata;
  /**
   * One of its values, as text.
   * @throws {ProviderError} `usage` for a key that it does not have
   */
  value(key: string): AlchemySecret;
}
export const SecretRef = lookUpOf<SecretRef>(Secret, (live) => ({
  ...withoutValues(live),
  value: (key: string) => valueOf(live, key),
}));

/** What of a live Secret is not secret. */
export function withoutValues(live: LiveObject): object {
  const { type = "Opaque", immutable } = live;
  return {
    ...identityOf(live),
    type,
    ...defined({ immutable }),
    keys: Object.keys(dataOf(live)).sort(),
  };
}

function dataOf(live: LiveObject): Record<string, unknown> {
  return isJsonObject(live["data"]) ? live["data"] : {};
}

function valueOf(live: LiveObject, key: string): AlchemySecret {
  const data = dataOf(live);
  const encoded = Object.hasOwn(data, key) ? data[key] : undefined;
  if (typeof encoded === "string") return secret(Buffer.from(encoded, "base64").toString("utf8"));
  const keys = Object.keys(data).sort();
  throw new ProviderError("usage", `it has no key ${key}`, {
    object: describe({ kind: live.kind, ...live.metadata }),
    advice: keys.length === 0 ? "It has none yet." : `It has ${keys.join(", ")}.`,
  });
}
