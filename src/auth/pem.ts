/**
 * Certificates and keys, checked before they reach TLS: Bun ignores an authority that it cannot parse and reports a bad key as
 * a socket that failed to open. Pure; messages say which part is wrong and never quote it.
 */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { ProviderError } from "../errors.ts";

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Checks the authorities of a server.
 * @param object who gives them, for the message
 * @returns the same PEM
 * @throws ProviderError `bad-kubeconfig`
 */
export function checkAuthority(pem: string, object: string): string {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length > 0 && blocks.every((block) => parseCertificate(block) !== undefined)) return pem;
  throw new ProviderError("bad-kubeconfig", "the certificate authority is not PEM of certificates", {
    object,
    advice: "Give text with -----BEGIN CERTIFICATE-----, or base64 of it in a *-data field.",
  });
}

/**
 * Checks that a client certificate and its key are readable and belong together.
 * @throws ProviderError `credentials`
 */
export function checkKeyPair(cert: string, key: string, object: string): void {
  const certificate = parseCertificate(cert);
  if (certificate === undefined) throw unusable("the client certificate is not PEM of a certificate", object);
  const privateKey = parseKey(key);
  if (privateKey === undefined)
    throw unusable("the client key is not PEM of an unencrypted private key", object);
  if (!certificate.checkPrivateKey(privateKey)) {
    throw unusable("the client certificate and the client key do not belong together", object);
  }
}

/** When a certificate ends, in milliseconds since 1970; NaN when the PEM cannot be read. */
export function expiryOf(cert: string): number {
  return Date.parse(parseCertificate(cert)?.validTo ?? "");
}

function unusable(what: string, object: string): ProviderError {
  return new ProviderError("credentials", what, {
    object,
    advice: "Fetch the kubeconfig or the certificate again.",
  });
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function parseKey(pem: string): ReturnType<typeof createPrivateKey> | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
