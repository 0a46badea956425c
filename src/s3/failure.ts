/** What S3 servers answer when they refuse, and how connections fail, in words for people. Pure. */

import { type ErrorCode, ProviderError } from "../errors.ts";
import { parseXml, textAt } from "./xml.ts";

/** The server answered, and the answer is not a success. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** HTTP status code. */
  readonly status: number;
  /** The S3 error code, for example `NoSuchBucket`; the status as `HTTP 502` when the body names none. */
  readonly code: string;
  /** The region that the server says it has, on a request signed for another one. */
  readonly region: string | undefined;

  constructor(status: number, body: string) {
    const error = parseXml(body);
    super(textAt(error, "Message") ?? "");
    this.status = status;
    this.code = textAt(error, "Code") ?? STATUS_CODES[status] ?? `HTTP ${status}`;
    this.region = textAt(error, "Region");
  }
}

// An answer to HEAD, and one of a proxy, has no body.
const STATUS_CODES: Record<number, string> = {
  403: "AccessDenied",
  404: "NotFound",
  405: "MethodNotAllowed",
  501: "NotImplemented",
  503: "ServiceUnavailable",
};

/** No whole answer within the time that a request may take. */
export class RequestTimeout extends Error {
  override readonly name = "RequestTimeout";
  readonly code = "ETIMEDOUT";
  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`);
  }
}

/** What was asked, as messages name it. */
export interface Question {
  /** `Bucket origan` */
  object?: string;
  /** The permission that the request needs, for example `s3:PutBucketPolicy`. */
  action: string;
  /** What it acts on, as an ARN. */
  resource: string;
  /** What the user wanted by it: `encryption`. */
  feature?: string;
}

/** The server that was asked. */
export interface Asked extends Question {
  endpoint: string;
  /** How the server calls itself. */
  server: string;
  /** The region that the request was signed for. */
  region: string;
}

const RETRYABLE_CODES = new Set([
  "SlowDown",
  "InternalError",
  "ServiceUnavailable",
  "RequestTimeout",
  "XMinioServerNotInitialized",
]);
const RETRYABLE_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const RESET = new Set(["ECONNRESET", "EPIPE", "ConnectionClosed"]);

/** Whether the same request may succeed a moment later. */
export function isRetryable(failure: unknown): boolean {
  if (failure instanceof Refusal)
    return RETRYABLE_CODES.has(failure.code) || RETRYABLE_STATUS.has(failure.status);
  return RESET.has(systemCode(failure));
}

interface Meaning {
  code: ErrorCode;
  what: (asked: Asked, refusal: Refusal) => string;
  advice?: (asked: Asked, refusal: Refusal) => string;
}

const KEYS_ADVICE = () =>
  "Check MINIO_ACCESS_KEY and MINIO_SECRET_KEY (or accessKey and secretKey of the `minio` option), and that they belong to this server.";

const MEANINGS: readonly { codes: readonly string[]; meaning: Meaning }[] = [
  {
    codes: ["InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "InvalidSecurity"],
    meaning: {
      code: "credentials",
      what: (asked) => `${asked.endpoint} refused the credentials`,
      advice: KEYS_ADVICE,
    },
  },
  {
    codes: ["RequestTimeTooSkewed"],
    meaning: {
      code: "credentials",
      what: (asked) => `${asked.endpoint} refused the signature, because the clocks differ too much`,
      advice: () => "Set the clock of this machine or of the server.",
    },
  },
  {
    codes: ["AccessDenied", "AllAccessDisabled", "AccountProblem"],
    meaning: {
      code: "forbidden",
      what: (asked) => `the access key may not do ${asked.action} on ${asked.resource} at ${asked.endpoint}`,
      advice: (asked) => `Allow ${asked.action} in the policy of the access key.`,
    },
  },
  {
    codes: ["BucketAlreadyExists", "BucketAlreadyOwnedByYou"],
    meaning: {
      code: "not-owned",
      what: (asked) => `a bucket of this name exists already at ${asked.endpoint}`,
      advice: () => "Set `adopt: true` to take it over, or choose another `name`.",
    },
  },
  {
    codes: ["NotImplemented", "MethodNotAllowed", "KMSNotConfigured", "XMinioKMSNotConfigured"],
    meaning: {
      code: "unsupported",
      what: (asked, refusal) =>
        `${asked.server} at ${asked.endpoint} does not support ${asked.feature ?? asked.action}${said(refusal)}`,
      advice: (asked) =>
        asked.feature === undefined
          ? "Use a server that does."
          : `Leave \`${asked.feature}\` out, or use a server that has it.`,
    },
  },
  {
    codes: [
      "AuthorizationHeaderMalformed",
      "InvalidRegion",
      "InvalidLocationConstraint",
      "IllegalLocationConstraintException",
    ],
    meaning: {
      code: "usage",
      what: (asked, refusal) =>
        `the region ${asked.region} is not the one of ${asked.endpoint}${refusal.region === undefined ? said(refusal) : `, which is ${refusal.region}`}`,
      advice: (_, refusal) => `Set \`region\`${refusal.region === undefined ? "" : ` to ${refusal.region}`}.`,
    },
  },
  {
    codes: ["PermanentRedirect", "TemporaryRedirect", "MovedPermanently", "HTTP 301", "HTTP 307"],
    meaning: {
      code: "usage",
      what: (asked) => `${asked.endpoint} says that the bucket is at another address or in another region`,
      advice: () => "Set `endpoint` and `region` of the bucket.",
    },
  },
  {
    codes: ["BucketNotEmpty"],
    meaning: { code: "bucket-not-empty", what: () => "it is not empty" },
  },
  {
    codes: ["NoSuchBucket"],
    meaning: {
      code: "api",
      what: (asked) => `there is no such bucket at ${asked.endpoint}`,
      advice: () => "Somebody deleted it a moment ago: run again.",
    },
  },
  {
    codes: ["InvalidStorageClass"],
    meaning: {
      code: "invalid",
      what: (asked) => `${asked.server} knows no storage class of that name`,
      advice: () =>
        "On MinIO a transition needs a tier: create it with `mc ilm tier add`, then name it as storageClass.",
    },
  },
];

const BY_CODE = new Map(
  MEANINGS.flatMap(({ codes, meaning }) => codes.map((code) => [code, meaning] as const)),
);

// TLS errors of OpenSSL and BoringSSL that say: the certificate is not trusted.
const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/;

/**
 * Says what went wrong.
 * @param failure a {@link Refusal}, or what the transport threw
 */
export function translate(failure: unknown, asked: Asked): ProviderError {
  if (failure instanceof ProviderError) return failure;
  return failure instanceof Refusal ? translateRefusal(failure, asked) : translateConnection(failure, asked);
}

function translateRefusal(refusal: Refusal, asked: Asked): ProviderError {
  const object = asked.object;
  const meaning = BY_CODE.get(refusal.code);
  if (meaning !== undefined) {
    return new ProviderError(meaning.code, meaning.what(asked, refusal), {
      object,
      advice: meaning.advice?.(asked, refusal),
    });
  }
  const what = `${asked.server} at ${asked.endpoint} refused ${asked.feature ?? asked.action}: ${refusal.code}${said(refusal)}`;
  return new ProviderError(refusal.status === 400 || refusal.status === 409 ? "invalid" : "api", what, {
    object,
    advice: refusal.code.startsWith("HTTP")
      ? "Is this the address of an S3 API, and not of its web console?"
      : undefined,
  });
}

function translateConnection(failure: unknown, asked: Asked): ProviderError {
  const code = systemCode(failure);
  const reason = failure instanceof Error && failure.message !== "" ? failure.message : code;
  if (TLS.test(code)) {
    return new ProviderError(
      "unreachable",
      `the certificate of ${asked.endpoint} is not trusted (${reason})`,
      {
        object: asked.object,
        advice: "Start the program with NODE_EXTRA_CA_CERTS set to the file of the authority that signed it.",
      },
    );
  }
  return new ProviderError("unreachable", `${asked.endpoint} cannot be reached (${reason})`, {
    object: asked.object,
    advice:
      "Check that the server runs, and set MINIO_ENDPOINT (or `endpoint`) to an address that this machine can reach.",
  });
}

function said(refusal: Refusal): string {
  return refusal.message === "" ? "" : ` (${refusal.message.replace(/\.$/, "")})`;
}

function systemCode(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  if ("code" in failure && typeof failure.code === "string") return failure.code;
  return failure.message.includes("socket hang up") ? "ECONNRESET" : failure.name;
}
