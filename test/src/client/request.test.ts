import { expect, test } from "bun:test";
import { ApiError, ProviderError } from "../../../src/errors.ts";
import { request } from "../../../src/client/request.ts";
import type { RequestOptions } from "../../../src/client/request.ts";
import { VERSION } from "../../../src/model/version.ts";
import packageJson from "../../../package.json" with { type: "json" };
import { clientOf, errorOf, failure, json, serve } from "./loopback.ts";
import type { Handler } from "./loopback.ts";

const GET: RequestOptions = { method: "GET", path: "/api/v1/namespaces/shop" };
const PATCH: RequestOptions = {
  method: "PATCH",
  path: "/apis/apps/v1/namespaces/shop/deployments/web",
  body: { kind: "Deployment" },
  object: "Deployment shop/web",
};
const POST: RequestOptions = { method: "POST", path: "/apis/x", body: {} };

const ok: Handler = (answer) => json(answer, 200, { ok: true });
const lose: Handler = (answer) => void answer.socket?.destroy();
const status =
  (code: number, reason: string | undefined, message = "no", headers?: Record<string, string>): Handler =>
  (answer) =>
    json(answer, code, failure(code, reason, message), headers);
const text =
  (code: number, body: string): Handler =>
  (answer) =>
    void answer.writeHead(code, { "content-type": "text/plain" }).end(body);
const truncated: Handler = (answer) =>
  void answer.writeHead(200, { "content-type": "application/json" }).end('{"kind":"Depl');
const shortBody: Handler = (answer) => {
  answer.writeHead(200, { "content-type": "application/json", "content-length": "500" });
  answer.write('{"kind":"Depl', () => answer.socket?.destroy());
};

/** Answers the first request with one handler and all others with success. */
const once =
  (first: Handler): Handler =>
  (answer, seen, number) =>
    number === 0 ? first(answer, seen, number) : ok(answer, seen, number);

const QUOTA = "/api/v1/namespaces/shop/resourcequotas/q";
const QUOTA_RACE = status(
  409,
  "Conflict",
  'Operation cannot be fulfilled on resourcequotas "q": the object has been modified',
);

const RETRIES: readonly (readonly [
  name: string,
  request: RequestOptions,
  first: Handler,
  outcome: "final" | "again" | "lost",
])[] = [
  ["429", PATCH, status(429, "TooManyRequests"), "again"],
  ["429 as text", GET, text(429, "Too many requests, please try again later."), "again"],
  ["429 of a POST", POST, status(429, "TooManyRequests"), "again"],
  ["a webhook that is down", PATCH, status(500, "InternalError", "failed calling webhook"), "lost"],
  ["a timeout", PATCH, status(504, "Timeout"), "lost"],
  ["no server behind an aggregated API", GET, text(503, "service unavailable"), "lost"],
  ["a proxy without server", GET, text(502, "<html>Bad gateway</html>"), "lost"],
  ["etcd's leader changed", PATCH, status(500, undefined, "etcdserver: leader changed"), "lost"],
  ["quota counted by somebody else at the same time", PATCH, QUOTA_RACE, "again"],
  ["quota counted by somebody else at the same time, on a POST", POST, QUOTA_RACE, "again"],
  ["a quota of ours that somebody else wrote", { ...PATCH, path: QUOTA }, QUOTA_RACE, "final"],
  ["a lost answer", PATCH, lose, "lost"],
  ["truncated JSON", GET, truncated, "lost"],
  ["a body shorter than announced", GET, shortBody, "lost"],
  ["a lost answer of a POST", POST, lose, "final"],
  ["a webhook that is down for a POST", POST, status(500, "InternalError"), "final"],
  [
    "a bad manifest",
    PATCH,
    status(
      500,
      undefined,
      "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.x: field not declared in schema",
    ),
    "final",
  ],
  ["409 exists", PATCH, status(409, "Conflict"), "final"],
  ["409 already exists", POST, status(409, "AlreadyExists"), "final"],
  ["403", GET, status(403, "Forbidden"), "final"],
  ["404", GET, status(404, "NotFound"), "final"],
  ["422", PATCH, status(422, "Invalid"), "final"],
  ["an HTML page", GET, text(200, "<html>Log in</html>"), "final"],
];

for (const [name, options, first, outcome] of RETRIES) {
  test(`${outcome === "final" ? "gives up at once on" : "tries again after"} ${name}`, async () => {
    const { client, seen } = await serve(once(first));
    if (outcome === "final") {
      expect(await errorOf(request(client, options))).toBeInstanceOf(ProviderError);
      expect(seen).toHaveLength(1);
      return;
    }
    const reply = await request(client, options);
    expect(seen).toHaveLength(2);
    expect(reply).toEqual({ status: 200, body: { ok: true }, warnings: [], retried: outcome === "lost" });
    expect(seen[1]?.body).toBe(seen[0]?.body ?? "");
  });
}

test("gives up after six attempts with the server's own error", async () => {
  const { client, seen } = await serve(status(503, "ServiceUnavailable", "etcd is away"));
  const error = await errorOf(request(client, PATCH));
  expect(error).toBeInstanceOf(ApiError);
  expect(error.message).toContain("Deployment shop/web: etcd is away");
  expect(seen).toHaveLength(6);
}, 20_000);

test("waits as long as Retry-After says, in seconds", async () => {
  const { client } = await serve(once(status(429, "TooManyRequests", "slow down", { "retry-after": "1" })));
  const start = performance.now();
  await request(client, GET);
  expect(performance.now() - start).toBeWithin(1_000, 2_000);
});

test("does not wait when Retry-After lies behind the deadline", async () => {
  const { client, seen } = await serve(status(429, "TooManyRequests", "slow down", { "retry-after": "30" }));
  const start = performance.now();
  const error = await errorOf(request(client, { ...GET, timeout: 5_000 }));
  expect(error).toBeInstanceOf(ApiError);
  expect(error.message).toContain("overloaded");
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(seen).toHaveLength(1);
});

test("takes more than six 429s while there is time", async () => {
  const { client, seen } = await serve((answer, one, number) =>
    (number < 8 ? status(429, "TooManyRequests", "slow", { "retry-after": "0" }) : ok)(answer, one, number),
  );
  await request(client, GET);
  expect(seen).toHaveLength(9);
}, 30_000);

test.each(["before the headers", "in the body"])(
  "ends at the deadline when the server stalls %s",
  async (where) => {
    const { client } = await serve((answer) => {
      if (where === "in the body")
        answer.writeHead(200, { "content-type": "application/json" }).write('{"a":');
    });
    const start = performance.now();
    const error = await errorOf(request({ ...client, requestTimeout: 300 }, PATCH));
    expect(performance.now() - start).toBeWithin(290, 1_500);
    expect(error).toMatchObject({ code: "unreachable", object: "Deployment shop/web" });
    expect(error.message).toContain("no answer within 0.3 s");
  },
);

test("ends with the caller's signal and its reason, and closes the connection", async () => {
  const { client, sockets } = await serve(() => undefined);
  const abort = new AbortController();
  const running = errorOf(request(client, { ...GET, signal: abort.signal }));
  await Bun.sleep(50);
  expect(sockets.size).toBe(1);
  const reason = new Error("changed my mind");
  abort.abort(reason);
  expect(await running).toBe(reason);
  await Bun.sleep(50);
  expect(sockets.size).toBe(0);
  expect(client.limiter.active).toBe(0);
});

test("ends with the caller's signal while it waits for the next attempt", async () => {
  const { client } = await serve(status(429, "TooManyRequests", "slow", { "retry-after": "20" }));
  const reason = new Error("changed my mind");
  const abort = new AbortController();
  const running = errorOf(request(client, { ...GET, signal: abort.signal }));
  await Bun.sleep(50);
  abort.abort(reason);
  expect(await running).toBe(reason);
});

test("refreshes the credentials once on 401 and tries again", async () => {
  const loopback = await serve(once(status(401, "Unauthorized", "Unauthorized")));
  expect((await request(loopback.client, POST)).status).toBe(200);
  expect(loopback.refreshes).toBe(1);
});

test("401 is an error of the credentials", async () => {
  const loopback = await serve(status(401, "Unauthorized", "Unauthorized"));
  const error = await errorOf(request(loopback.client, GET));
  expect(error).toMatchObject({ code: "credentials", status: 401 });
  expect(error.message).toContain("The credentials of the test were refused");
});

test("a server that never answered is not asked twice, and the error says where and why", async () => {
  const { url, client, seen } = await serve(ok);
  const gone = clientOf(url.replace(/\d+$/, "1"));
  const error = await errorOf(request(gone, PATCH));
  expect(error).toMatchObject({ code: "unreachable", object: "Deployment shop/web" });
  expect(error.message).toContain(
    "cannot reach the cluster at http://127.0.0.1:1 (the test): the connection was refused",
  );
  expect(error.message).toContain("Check that the cluster runs");
  expect(seen).toHaveLength(0);
  expect(client.facts.reached).toBe(false);
});

test("a host that does not resolve", async () => {
  const error = await errorOf(request(clientOf("http://no-such-host.invalid"), GET));
  expect(error).toMatchObject({ code: "unreachable" });
  expect(error.message).toContain("http://no-such-host.invalid");
});

test("sends query, content type, our name and the credentials", async () => {
  const { client, seen } = await serve(ok);
  await request(client, {
    ...PATCH,
    query: { fieldManager: "a b", force: undefined },
    contentType: "application/apply-patch+yaml",
    accept: "application/json;as=Table",
  });
  expect(seen[0]).toMatchObject({
    method: "PATCH",
    url: "/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=a+b",
    headers: {
      "content-type": "application/apply-patch+yaml",
      accept: "application/json;as=Table",
      "user-agent": `alchemy-kubernetes/${VERSION}`,
      authorization: "Bearer test",
    },
  });
});

test("the version in the user agent is the package's", () => {
  expect(VERSION).toBe(packageJson.version);
});

test("returns the server's warnings", async () => {
  const { client } = await serve((answer) =>
    json(answer, 200, {}, { warning: '299 - "v1 Endpoints is deprecated"' }),
  );
  expect((await request(client, GET)).warnings).toEqual(["v1 Endpoints is deprecated"]);
});

test("no message shows a secret that the request carried", async () => {
  const { client } = await serve((answer, { body }) =>
    json(
      answer,
      422,
      failure(422, "Invalid", `invalid: ${body}`, { causes: [{ field: "data", message: `got ${body}` }] }),
      { warning: '299 - "hunter22"' },
    ),
  );
  const body = {
    apiVersion: "v1",
    kind: "Secret",
    data: { pw: btoa("hunter22") },
    stringData: { other: "canary-value" },
  };
  const error = (await errorOf(request(client, { method: "PATCH", path: "/x", body }))) as ApiError;
  const shown = JSON.stringify([error, error.message, error.stack, error.causes, error.serverMessage]);
  for (const value of ["hunter22", btoa("hunter22"), "canary-value"]) expect(shown).not.toContain(value);
  expect(error.message).toContain("(secret)");
});

test("no message shows a value that the caller registered as secret", async () => {
  const { client } = await serve((answer, { body }) =>
    json(answer, 400, failure(400, "BadRequest", `cannot read ${body}`)),
  );
  const body = { kind: "Deployment", spec: { env: "top-secret" } };
  const error = await errorOf(
    request(client, { method: "PATCH", path: "/x", body, secrets: ["top-secret"] }),
  );
  expect(error.message).toContain('{"kind":"Deployment","spec":{"env":"(secret)"}}');
});

test("the caller's own reason to try again", async () => {
  const { client, seen } = await serve(once(text(404, "404 page not found")));
  await request(client, { ...PATCH, transient: (error) => error.status === 404 });
  expect(seen).toHaveLength(2);
});

test("32 requests at once, fewer after a 429, all of them answered", async () => {
  let active = 0;
  let most = 0;
  const { client, seen } = await serve(async (answer, one, number) => {
    most = Math.max(most, ++active);
    await Bun.sleep(10);
    active--;
    if (number === 40)
      return status(429, "TooManyRequests", "slow", { "retry-after": "0" })(answer, one, number);
    return ok(answer, one, number);
  });
  const replies = await Promise.all(Array.from({ length: 100 }, () => request(client, GET)));
  expect(replies.every((reply) => reply.status === 200)).toBe(true);
  expect(seen).toHaveLength(101);
  expect(most).toBeWithin(30, 34);
  expect(client.limiter.limit).toBeWithin(16, 24);
  expect(client.limiter.active).toBe(0);
});

test("rides out a restart of a server that has answered before", async () => {
  const loopback = await serve(ok);
  await request(loopback.client, GET);
  await loopback.stop();
  const running = request(loopback.client, PATCH);
  await Bun.sleep(400);
  await loopback.start();
  expect(await running).toMatchObject({ status: 200, retried: false });
});
