/**
 * Credentials made of parts: what never changes, files that rotate, and several of them together.
 * A part that a plugin gives is in exec.ts.
 */

import { ProviderError } from "../errors.ts";
import type { Credentials, RequestCredentials } from "./access.ts";
import type { RotatingFile } from "./files.ts";
import { checkKeyPair, expiryOf } from "./pem.ts";

/**
 * The headers of a bearer token.
 * @param object who gives it, for the message
 * @throws ProviderError `credentials` for what no header can carry: fetch would quote the token in its own error
 */
export function bearer(token: string, object: string): Record<string, string> {
  if (/^[\x21-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw new ProviderError(
    "credentials",
    token === "" ? "the token is empty" : "the token holds white space or control characters",
    {
      object,
      advice: "Fetch the token again and store it on one line.",
    },
  );
}

/** Headers that stay the same as long as the program runs. */
export function fixedHeaders(headers: Record<string, string>): Credentials {
  const credentials: RequestCredentials = { headers };
  return { get: () => Promise.resolve(credentials), refresh: () => Promise.resolve(false) };
}

/**
 * A bearer token in a file, as the kubelet and cloud agents renew it.
 * @param fallback token to use as long as the file cannot be read
 */
export function tokenFile(file: RotatingFile, fallback?: string): Credentials {
  const read = async (): Promise<string> => {
    try {
      return await file.read();
    } catch (error) {
      if (fallback === undefined) throw error;
      return fallback;
    }
  };
  return {
    get: async () => ({ headers: bearer(await read(), file.use.object) }),
    // What is wrong with the file is what get() says, or the fallback covers.
    refresh: () => file.reread().catch(() => false),
  };
}

/** Text that is given, or that a file holds. */
export type TextSource = string | RotatingFile;

/**
 * A client certificate.
 * @param object who gives it, for messages
 */
export function clientCertificate(cert: TextSource, key: TextSource, object: string): Credentials {
  let checked = "";
  const get = async (): Promise<RequestCredentials> => {
    const certificate = { cert: await textOf(cert), key: await textOf(key) };
    const pair = certificate.cert + certificate.key;
    if (pair !== checked) checkKeyPair(certificate.cert, certificate.key, object);
    checked = pair;
    return { headers: {}, certificate };
  };
  const refresh = async (): Promise<boolean> => {
    const before = checked;
    const { certificate } = await get();
    if (certificate === undefined || certificate.cert + certificate.key !== before) return true;
    refuseExpired(certificate.cert, object);
    return false;
  };
  return { get, refresh };
}

/** The server is who decides; only once it has answered 401 does the date of the certificate explain why. */
function refuseExpired(cert: string, object: string): void {
  const expiry = expiryOf(cert);
  if (Number.isNaN(expiry) || expiry > Date.now()) return;
  throw new ProviderError(
    "credentials",
    `the client certificate expired on ${new Date(expiry).toISOString()}`,
    {
      object,
      advice: "Renew it (k3s renews its own when the server restarts) and fetch the kubeconfig again.",
    },
  );
}

function textOf(source: TextSource): Promise<string> {
  return typeof source === "string" ? Promise.resolve(source) : source.read();
}

/** Several parts as one; what a later part gives wins. */
export function combined(parts: readonly Credentials[]): Credentials {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    get: async (signal) => {
      const all = await Promise.all(parts.map((part) => part.get(signal)));
      const certificate = all.findLast((part) => part.certificate !== undefined)?.certificate;
      const headers = Object.assign({}, ...all.map((part) => part.headers)) as Record<string, string>;
      return certificate === undefined ? { headers } : { headers, certificate };
    },
    refresh: async () => (await Promise.all(parts.map((part) => part.refresh()))).includes(true),
  };
}
