import { afterEach, expect, test } from "bun:test";
import { K3sApi } from "../../../src/client/k3s-api.ts";
import { VERSION } from "../../../src/model/version.ts";
import { failure, json, serve } from "./loopback.ts";

const NAMES = ["K3S_API_URL", "K3S_TOKEN"] as const;
const before = NAMES.map((name) => process.env[name]);

afterEach(() => {
  for (const [index, name] of NAMES.entries()) {
    const value = before[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

test("sends what it is given, with our name and the token, and returns what comes", async () => {
  const { url, seen } = await serve((answer) => json(answer, 503, failure(503, "ServiceUnavailable", "no")));
  const api = new K3sApi({ baseUrl: `${url}/`, token: "t0ken" });
  const body = JSON.stringify({ a: 1 });
  const response = await api.fetch("/api/v1/x?y=z", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  expect(response.status).toBe(503);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    method: "POST",
    url: "/api/v1/x?y=z",
    body,
    headers: {
      "content-type": "application/json",
      authorization: "Bearer t0ken",
      "user-agent": `alchemy-kubernetes/${VERSION}`,
    },
  });
});

test("takes server and token from the environment", async () => {
  const { url, seen } = await serve((answer) => json(answer, 200, {}));
  process.env["K3S_API_URL"] = url;
  process.env["K3S_TOKEN"] = "from-env";
  const api = new K3sApi();
  expect([api.baseUrl, api.token]).toEqual([url, "from-env"]);
  await api.fetch("/version");
  expect(seen[0]?.headers.authorization).toBe("Bearer from-env");
});

test("without anything it means the k3s server of this machine", () => {
  for (const name of NAMES) delete process.env[name];
  expect(new K3sApi()).toMatchObject({ baseUrl: "https://localhost:6443", token: "" });
});

test.each([
  ["a string", "text"],
  ["bytes", new TextEncoder().encode("text")],
  ["a Blob", new Blob(["text"])],
])("sends %s as body", async (_name, body) => {
  const { url, seen } = await serve((answer) => json(answer, 200, {}));
  await new K3sApi({ baseUrl: url }).fetch("/", { method: "PUT", body });
  expect(seen[0]?.body).toBe("text");
});
