/** Errors of fetch, under Bun and Node, in words for people. Pure. */

import { ProviderError } from "../errors.ts";
import type { Connection } from "../model/connection.ts";
import type { Failure, Loss } from "./failure.ts";

interface Cause {
  code: RegExp;
  loss: Loss;
  words: string;
  advice: string;
}

const CAUSES: readonly Cause[] = [
  {
    code: /^(ECONNREFUSED|ConnectionRefused)$/,
    loss: "refused",
    words: "the connection was refused",
    advice: "Check that the cluster runs and that the address and port are right.",
  },
  {
    code: /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|DNS\w*)$/,
    loss: "unresolved",
    words: "the host name cannot be resolved",
    advice: "Check the host name, and the network or VPN.",
  },
  {
    code: /^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|FailedToOpenSocket|ConnectionTimeout)$/,
    loss: "refused",
    words: "no connection could be made",
    advice: "Check the address, and the network or VPN.",
  },
  {
    code: /CERT|^ERR_(TLS|SSL)|^UNABLE_TO|SELF_SIGNED|^EPROTO$|ISSUER|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH/,
    loss: "untrusted",
    words: "the TLS connection failed",
    advice:
      "Check the certificate authority (certificate-authority-data, K3S_CA_FILE) and that the address is one the certificate names.",
  },
  {
    code: /^(ERR_INVALID_URL|ERR_INVALID_ARG\w*|ERR_INVALID_PROTOCOL|ERR_INVALID_CHAR)$/,
    loss: "unusable",
    words: "the request cannot be sent",
    advice: "Check the server's address.",
  },
];

const BROKEN: Omit<Cause, "code"> = {
  loss: "broken",
  words: "the connection broke off",
  advice: "Check that the cluster is healthy, then run again.",
};

/** Reads why fetch failed. */
export function connectionFailure(error: unknown, connection: Connection, object?: string): Failure {
  const root = rootOf(error);
  const code = codeOf(root);
  const { words, advice, loss } = CAUSES.find((cause) => cause.code.test(code)) ?? BROKEN;
  return {
    by: "connection",
    loss,
    error: unreachable(connection, `${words} (${detail(root, code, loss)})`, {
      advice,
      object,
      cause: error,
    }),
  };
}

/** The cluster did not answer in time. */
export function timedOut(connection: Connection, ms: number, object?: string): ProviderError {
  const advice = "Check that the cluster is healthy, and the network between.";
  return unreachable(connection, `no answer within ${ms / 1_000} s`, { advice, object, cause: undefined });
}

interface Circumstances {
  advice: string;
  object: string | undefined;
  cause: unknown;
}

function unreachable(
  { server, description }: Connection,
  what: string,
  { advice, object, cause }: Circumstances,
): ProviderError {
  const message = `cannot reach the cluster at ${server} (${description}): ${what}`;
  return new ProviderError(
    "unreachable",
    message,
    object === undefined ? { advice, cause } : { advice, cause, object },
  );
}

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  // Node tries several addresses and reports them together.
  return root instanceof AggregateError && root.errors.length > 0 ? (root.errors[0] as unknown) : root;
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** Where our words say it all, the runtime's add only confusion. */
function detail(error: unknown, code: string, loss: Loss): string {
  if (loss === "refused" || loss === "unresolved") return code;
  const message = error instanceof Error ? error.message : String(error);
  return code === "" || message.includes(code) ? message : `${code}: ${message}`;
}
