import { describe, expect, test } from "bun:test";
import type { Status } from "../../../src/errors.ts";
import { apiError, parseStatus, statusOfText } from "../../../src/client/api-error.ts";
import { connectionFailure } from "../../../src/client/connection-error.ts";
import { parseRetryAfter } from "../../../src/client/retry-after.ts";
import { scrub, scrubEchoes, secretValues } from "../../../src/client/scrub.ts";
import { parseWarnings } from "../../../src/client/warnings.ts";

const connection = {
  name: "k3s",
  server: "http://10.0.0.1:6443",
  source: { from: "inline" },
  description: "context k3s",
} as const;

const denied = (tail: string): Status => ({
  message: `x is forbidden: User "system:serviceaccount:a:b" cannot ${tail}`,
});

describe("the server's answers as errors", () => {
  const ROWS: readonly (readonly [
    status: number,
    body: Status | string,
    code: string,
    advice: RegExp | undefined,
  ])[] = [
    [
      401,
      { message: "Unauthorized", reason: "Unauthorized" },
      "credentials",
      /credentials of context k3s were refused/,
    ],
    [
      403,
      denied('patch resource "deployments" in API group "apps" in the namespace "shop"'),
      "forbidden",
      /allows: patch deployments\.apps in namespace shop\./,
    ],
    [
      403,
      denied('list resource "nodes" in API group "" at the cluster scope'),
      "forbidden",
      /allows: list nodes\./,
    ],
    [
      403,
      denied('patch resource "deployments/scale" in API group "apps" in the namespace "shop"'),
      "forbidden",
      /patch deployments\/scale\.apps/,
    ],
    [
      403,
      { message: 'forbidden: User "system:anonymous" cannot get path "/"' },
      "credentials",
      /no valid credentials/,
    ],
    [403, { message: 'forbidden: User "jane" cannot get path "/metrics"' }, "forbidden", undefined],
    [
      403,
      { message: "x is forbidden: user is attempting to grant RBAC permissions not currently held" },
      "forbidden",
      /escalate/,
    ],
    [
      403,
      {
        message:
          "x is forbidden: unable to create new content in namespace shop because it is being terminated",
        details: { causes: [{ reason: "NamespaceTerminating" }] },
      },
      "api",
      /being deleted/,
    ],
    [403, { message: "x is forbidden: exceeded quota: q" }, "api", undefined],
    [
      404,
      { message: 'namespaces "shop" not found', details: { kind: "namespaces", name: "shop" } },
      "api",
      /Create the namespace shop first/,
    ],
    [
      404,
      { message: 'deployments.apps "web" not found', details: { kind: "deployments" } },
      "api",
      undefined,
    ],
    [404, "404 page not found", "api", /does not serve \/apis\/x/],
    [
      409,
      { message: "conflict", details: { causes: [{ reason: "FieldManagerConflict", field: ".spec" }] } },
      "conflict",
      undefined,
    ],
    [409, { message: "exists", reason: "Conflict" }, "api", undefined],
    [422, { message: "bad", reason: "Invalid" }, "invalid", undefined],
    [
      500,
      { message: "failed to create typed patch object (…): .spec.x: field not declared in schema" },
      "invalid",
      /Correct the manifest/,
    ],
    [
      500,
      { message: "failed to convert new object (…): illegal base64 data at input byte 4" },
      "invalid",
      /Correct the manifest/,
    ],
    [500, { message: "failed calling webhook", reason: "InternalError" }, "api", /health/],
    [400, "Client sent an HTTP request to an HTTPS server.", "unreachable", /Use https:\/\/10\.0\.0\.1:6443/],
    [200, "<html>Log in</html>", "api", /address of a Kubernetes API server/],
    [413, "request entity too large", "invalid", /too large/],
  ];
  for (const [status, body, code, advice] of ROWS) {
    const text = typeof body === "string" ? body : (body.message ?? "");
    test(`${status} ${text.slice(0, 60)} is "${code}"`, () => {
      const isStatus = typeof body !== "string";
      const refusal = {
        status,
        body: isStatus ? body : statusOfText(status, body),
        isStatus,
        request: { method: "PATCH", path: "/apis/x?force=true" },
        connection,
      };
      const error = apiError({ ...refusal, object: "Deployment shop/web" });
      expect(error.code).toBe(code as typeof error.code);
      if (advice === undefined) expect(error.advice).toBeUndefined();
      else expect(error.advice).toMatch(advice);
      expect(error.message).toStartWith("Deployment shop/web: ");
    });
  }

  test("a body is a Status only when it says so", () => {
    expect(parseStatus('{"kind":"Status","code":404}')).toMatchObject({ code: 404 });
    for (const text of ["", "404 page not found", "{}", "[]", "null", '{"kind":"Pod"}'])
      expect(parseStatus(text)).toBeUndefined();
  });
});

describe("connections that fail", () => {
  const ROWS = [
    ["ECONNREFUSED", "refused"],
    ["ConnectionRefused", "refused"],
    ["UND_ERR_CONNECT_TIMEOUT", "refused"],
    ["ENOTFOUND", "unresolved"],
    ["EAI_AGAIN", "unresolved"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "untrusted"],
    ["CERT_HAS_EXPIRED", "untrusted"],
    ["UNKNOWN_CERTIFICATE_VERIFICATION_ERROR", "untrusted"],
    ["ECONNRESET", "broken"],
    ["UND_ERR_SOCKET", "broken"],
    ["EPIPE", "broken"],
    ["ERR_INVALID_URL", "unusable"],
  ] as const;
  test.each(ROWS)("%s is %s, also as a cause", (code, loss) => {
    const root = Object.assign(new Error("it failed"), { code });
    for (const error of [root, new TypeError("fetch failed", { cause: root })]) {
      const failure = connectionFailure(error, connection);
      expect(failure).toMatchObject({ loss, error: { code: "unreachable" } });
      expect(failure.error.message).toContain(`${connection.server} (context k3s)`);
      const isPlain = loss === "refused" || loss === "unresolved";
      expect(failure.error.message).toContain(isPlain ? `(${code})` : `(${code}: it failed)`);
    }
  });
});

describe("secrets in what the server says", () => {
  const secret = 'p@ss/w"ord';
  const FORMS: readonly (readonly [message: string, secrets: string[], expected: string])[] = [
    [`got ${secret} here`, [secret], "got (secret) here"],
    [`got ${JSON.stringify(secret)} here`, [secret], 'got "(secret)" here'],
    [`got ${btoa(secret)} here`, [secret], "got (secret) here"],
    [`got ${btoa(secret).replace(/=+$/, "")}… here`, [secret], "got (secret)… here"],
    ["line\\nbreak", ["line\nbreak"], "(secret)"],
    ["longer-value and longer", ["longer", "longer-value"], "(secret) and (secret)"],
    ["port 15432, value 42, v42", ["42"], "port 15432, value (secret), v42"],
    ["nothing here", [""], "nothing here"],
    ["a.c and abc", ["a.c"], "(secret) and abc"],
    ["grüße", ["grüße"], "(secret)"],
  ];
  test.each(FORMS)("%s", (message, secrets, expected) => {
    expect(scrub(message, secrets)).toBe(expected);
  });

  const ECHOES = [
    [
      ".data.pw: expected string, got &value.valueUnstructured{Value:1234567}",
      ".data.pw: expected string, got &value.valueUnstructured{Value:(secret)}",
    ],
    [
      'errors:\n  .data.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"x":"}y"}}\n  .data.b: expected string, got &value.valueUnstructured{Value:7}',
      "errors:\n  .data.a: expected string, got &value.valueUnstructured{Value:(secret)}\n  .data.b: expected string, got &value.valueUnstructured{Value:(secret)}",
    ],
    [
      'Secret "a" is invalid: data[b]: Invalid value: "hunter2": bad key',
      'Secret "a" is invalid: data[b]: Invalid value: (secret): bad key',
    ],
    [
      'json: error found in #10 byte of ...|a":123|..., bigger context ...|{"data":{"a":123}}|...',
      "json: error found (secret)",
    ],
  ] as const;
  test.each(ECHOES)("%s", (message, expected) => {
    expect(scrubEchoes(message)).toBe(expected);
  });

  test("the values of a Secret are known, whatever their type", () => {
    const data = { a: btoa("one"), b: 12345 };
    expect(
      secretValues({ apiVersion: "v1", kind: "Secret", data, stringData: { c: "three", d: null } }),
    ).toEqual(expect.arrayContaining(["one", btoa("one"), "12345", "three"]));
    expect(secretValues({ apiVersion: "v1", kind: "ConfigMap", data: { a: "one" } })).toEqual([]);
    expect(secretValues(undefined)).toEqual([]);
  });
});

describe("headers", () => {
  const NOW = Date.parse("2026-01-01T00:00:00Z");
  test.each([
    ["1", 1_000],
    ["0", 0],
    ["Thu, 01 Jan 2026 00:00:05 GMT", 5_000],
    ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
    ["soon", undefined],
    [null, undefined],
  ])("Retry-After: %s", (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  test.each([
    [null, []],
    ['299 - "one"', ["one"]],
    ['299 - "one, two", 299 - "three"', ["one, two", "three"]],
    ['299 - "say \\"hi\\" \\\\o/"', ['say "hi" \\o/']],
    ['299 kube "dated" "Thu, 01 Jan 2026 00:00:05 GMT", 299 - "next"', ["dated", "next"]],
    ['299 - "twice", 299 - "twice"', ["twice"]],
    ["nonsense", []],
  ])("Warning: %s", (header, expected) => {
    expect(parseWarnings(header)).toEqual(expected);
  });
});
