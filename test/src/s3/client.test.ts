import { afterAll, expect, test } from "bun:test";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { hasCode, ProviderError } from "../../../src/errors.ts";
import { connect, normalEndpoint, type S3 } from "../../../src/s3/client.ts";
import { findBucket } from "../../../src/s3/bucket.ts";
import { converge, differences } from "../../../src/s3/converge.ts";
import { emptyBucket } from "../../../src/s3/emptying.ts";
import { proveBucket } from "../../../src/s3/proof.ts";

const keys = { accessKey: "CANARY-ACCESS", secretKey: "CANARY-SECRET" };
const servers: http.Server[] = [];

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers as told; an answer of `undefined` never comes. */
async function serve(
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Promise<string> {
  const server = http.createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function refuse(
  status: number,
  code: string,
  message = "It is so.",
): (_: unknown, response: http.ServerResponse) => void {
  return (_request, response) => {
    response.writeHead(status, { server: "Testing" });
    response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  };
}

async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error(`expected a ProviderError, got ${inspect(error)}`);
  return error;
}

function putPolicy(s3: S3): Promise<unknown> {
  return s3.send({
    method: "PUT",
    bucket: "origan",
    query: "policy",
    body: "{}",
    object: "Bucket origan",
    action: "s3:PutBucketPolicy",
    resource: "arn:aws:s3:::origan",
    feature: "policy",
    retries: 0,
  });
}

test.each([
  [403, "InvalidAccessKeyId", "credentials", ["refused the credentials", "MINIO_ACCESS_KEY"]],
  [403, "SignatureDoesNotMatch", "credentials", ["refused the credentials"]],
  [403, "RequestTimeTooSkewed", "credentials", ["clocks"]],
  [403, "AccessDenied", "forbidden", ["s3:PutBucketPolicy", "arn:aws:s3:::origan"]],
  [409, "BucketAlreadyExists", "not-owned", ["adopt: true"]],
  [409, "BucketAlreadyOwnedByYou", "not-owned", ["adopt: true"]],
  [409, "BucketNotEmpty", "bucket-not-empty", ["not empty"]],
  [501, "NotImplemented", "unsupported", ["Testing", "policy", "It is so"]],
  [405, "MethodNotAllowed", "unsupported", ["Testing", "policy"]],
  [400, "MalformedPolicy", "invalid", ["MalformedPolicy", "It is so"]],
  [400, "AuthorizationHeaderMalformed", "usage", ["us-east-1", "region"]],
  [404, "NoSuchBucket", "api", ["no such bucket"]],
  [503, "SlowDown", "api", ["SlowDown"]],
] as const)("%i %s is %s", async (status, answer, code, words) => {
  const s3 = await connect({ endpoint: await serve(refuse(status, answer)), ...keys });
  const error = await failureOf(putPolicy(s3));
  expect(error.code).toBe(code);
  expect(error.object).toBe("Bucket origan");
  for (const word of words) expect(error.message).toContain(word);
});

test("a key that the server repeats is in no message and no field", async () => {
  const echo = `The key ${keys.accessKey} signed with ${keys.secretKey} is unknown`;
  const s3 = await connect({ endpoint: await serve(refuse(400, "Strange", echo)), ...keys });
  const error = await failureOf(putPolicy(s3));
  expect(inspect(error, { depth: 10, showHidden: true }) + String(error.stack)).not.toMatch(/CANARY/);
  expect(error.message).toContain("The key *** signed with *** is unknown");
});

test("nobody listens", async () => {
  const s3 = await connect({ endpoint: "http://127.0.0.1:1", ...keys });
  const error = await failureOf(findBucket(s3, "origan"));
  expect(error.code).toBe("unreachable");
  expect(error.message).toContain("http://127.0.0.1:1");
  expect(error.message).toContain("MINIO_ENDPOINT");
});

test("a server that is no S3", async () => {
  const endpoint = await serve((_request, response) => response.writeHead(418).end("<html>teapot</html>"));
  const error = await failureOf(findBucket(await connect({ endpoint, ...keys }), "origan"));
  expect(error.message).toContain("HTTP 418");
  expect(error.message).toContain("console");
});

test.each<[string, (request: unknown, response: http.ServerResponse) => void]>([
  ["an answer that never begins", () => {}],
  [
    "an answer that never ends",
    (_request, response) => response.writeHead(200, { "content-length": "100" }).write("<a>"),
  ],
  [
    "a refusal that never ends",
    (_request, response) => response.writeHead(403, { "content-length": "100" }).write("<a>"),
  ],
])("%s ends with the timeout", async (_what, answer) => {
  const s3 = await connect({ endpoint: await serve(answer), ...keys, requestTimeout: 200 });
  const before = performance.now();
  const error = await failureOf(findBucket(s3, "origan"));
  expect(error.code).toBe("unreachable");
  expect(error.message).toContain("no answer within 0.2 s");
  expect(performance.now() - before).toBeLessThan(2_000);
});

test("tries again after an overload and after a reset, and not after a refusal", async () => {
  let requests = 0;
  const endpoint = await serve((request, response) => {
    requests += 1;
    if (requests === 1) return refuse(503, "SlowDown")(request, response);
    if (requests === 2) return request.socket.destroy();
    return response.end(
      "<R><Buckets><Bucket><Name>origan</Name><CreationDate>2030-01-01T00:00:00Z</CreationDate></Bucket></Buckets></R>",
    );
  });
  const s3 = await connect({ endpoint, ...keys });
  expect((await findBucket(s3, "origan")).created).toBe("2030-01-01T00:00:00Z");
  expect(requests).toBe(3);
  requests = 0;
  const refusing = await connect({
    endpoint: await serve(
      (request, response) => (requests++, refuse(403, "AccessDenied")(request, response)),
    ),
    ...keys,
  });
  expect((await failureOf(findBucket(refusing, "origan"))).code).toBe("forbidden");
  expect(requests).toBe(1);
});

test("a feature that the server lacks is an error only when it is wanted", async () => {
  const s3 = await connect({ endpoint: await serve(refuse(501, "NotImplemented")), ...keys });
  expect(await differences(s3, "origan", {})).toEqual([]);
  expect(
    await differences(s3, "origan", {
      tags: {},
      encryption: null,
      lifecycle: [],
      notification: [],
      policy: null,
    }),
  ).toEqual([]);
  const error = await failureOf(converge(s3, "origan", { encryption: { algorithm: "AES256" } }));
  expect(hasCode(error, "unsupported")).toBe(true);
  expect(error.message).toContain("`encryption`");
  expect(error.message).toContain("Testing");
});

test("a trial that may not be created names its permission, and is not deleted", async () => {
  const writes: string[] = [];
  const endpoint = await serve((request, response) => {
    if (request.method === "GET") return response.end("<R></R>");
    writes.push(request.method ?? "");
    return refuse(403, "AccessDenied")(request, response);
  });
  const notes: unknown[] = [];
  const note = async (trial: unknown): Promise<void> => void notes.push(trial);
  const error = await failureOf(
    proveBucket(await connect({ endpoint, ...keys }), "origan", { config: {}, note }),
  );
  expect(error.code).toBe("forbidden");
  expect(error.object).toBe("Bucket origan");
  expect(error.message).toContain("s3:CreateBucket on arn:aws:s3:::alchemy-trial-*");
  expect(writes).toEqual(["PUT"]);
  expect(notes).toEqual([expect.objectContaining({ since: expect.any(Number) }), undefined]);
});

test("a server that says that it deletes, and does not, is not asked for ever", async () => {
  const upload = "<R><Upload><Key>a%2Bb</Key><UploadId>1</UploadId></Upload></R>";
  const endpoint = await serve((request, response) =>
    response.end(request.method === "GET" && request.url?.includes("uploads") === true ? upload : "<R></R>"),
  );
  const error = await failureOf(emptyBucket(await connect({ endpoint, ...keys }), "origan"));
  expect(error.code).toBe("bucket-not-empty");
  expect(error.message).toContain("deleted 1 key, and still lists it, for example a%2Bb");
});

test.each(["minio:9000", "ftp://minio", "http://minio:9000/path", "http://user:CANARY@minio", ""])(
  "refuses the endpoint %p",
  (endpoint) => {
    expect(() => normalEndpoint(endpoint)).toThrow(/not the address of a server/);
    try {
      normalEndpoint(endpoint);
    } catch (error) {
      expect(String(error)).not.toContain("CANARY");
    }
  },
);

test("endpoints compare as strings", () => {
  expect(normalEndpoint("HTTP://MinIO:9000/")).toBe("http://minio:9000");
  expect(normalEndpoint("https://minio:443")).toBe("https://minio");
});
