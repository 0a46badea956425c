import { expect, test } from "bun:test";
import { renameSync, symlinkSync, unlinkSync } from "node:fs";
import type { Access } from "../../../src/auth/access.ts";
import { resolveAccess } from "../../../src/auth/resolve.ts";
import { certificates } from "./certificates.ts";
import { kubeconfig, rejection, workspace, type Workspace } from "./workspace.ts";

async function open(space: Workspace, user: object): Promise<Access> {
  space.write("home/.kube/config", kubeconfig("a", {}, user));
  return resolveAccess({}, space.environment());
}

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const jwt = (claims: object): string =>
  ["{}", JSON.stringify(claims), "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");
const VALID = jwt({ exp: Date.now() / 1000 + 600 });
const { client, renewed, expired } = certificates();

const ROWS: [string, object, Record<string, string>][] = [
  ["no credentials", {}, {}],
  ["token", { token: "t" }, { authorization: "Bearer t" }],
  [
    "tokenFile, which wins over token",
    { token: "t", tokenFile: "token" },
    { authorization: "Bearer from-file" },
  ],
  [
    "token, as long as the file cannot be read",
    { token: "t", tokenFile: "none" },
    { authorization: "Bearer t" },
  ],
  ["basic", { username: "u", password: "pä" }, { authorization: `Basic ${base64("u:pä")}` }],
  [
    "oidc while its id-token is valid",
    { "auth-provider": { name: "oidc", config: { "id-token": VALID } } },
    { authorization: `Bearer ${VALID}` },
  ],
  [
    "impersonation",
    {
      token: "t",
      as: "jane",
      "as-uid": "7",
      "as-groups": ["dev"],
      "as-user-extra": { Scopes: ["view"], "a/b": ["c"] },
    },
    {
      authorization: "Bearer t",
      "impersonate-user": "jane",
      "impersonate-uid": "7",
      "impersonate-group": "dev",
      "impersonate-extra-scopes": "view",
      "impersonate-extra-a%2Fb": "c",
    },
  ],
];

test.each(ROWS)("%s", async (_what, user, headers) => {
  const space = workspace();
  space.write("home/.kube/token", "from-file\n");
  const { credentials } = await open(space, user);
  expect(await credentials.get()).toEqual({ headers });
});

test("certificates: data wins over files, files are relative to the kubeconfig", async () => {
  const space = workspace();
  space.write("home/.kube/c.crt", client.cert);
  space.write("home/.kube/c.key", client.key);
  const files = { "client-certificate": "c.crt", "client-key": "c.key" };
  expect((await (await open(space, files)).credentials.get()).certificate).toEqual({
    cert: client.cert.trim(),
    key: client.key.trim(),
  });
  const data = { "client-certificate-data": base64(renewed.cert), "client-key-data": base64(renewed.key) };
  const both = await open(space, { ...files, ...data, token: "t" });
  expect(await both.credentials.get()).toEqual({
    headers: { authorization: "Bearer t" },
    certificate: renewed,
  });
});

const REFUSED: [string, object, RegExp][] = [
  [
    "token and password",
    { token: "canary", username: "u", password: "canary" },
    /both a token and a username/,
  ],
  ["exec and auth-provider", { exec: {}, "auth-provider": {} }, /both an exec plugin and an auth-provider/],
  ["a token that YAML reads as a number", { token: 123 }, /token is not a string\. Put the value in quotes/],
  ["a token with a line break", { token: "can\nary" }, /white space or control characters/],
  ["a key without certificate", { "client-key-data": "x" }, /client-key without client-certificate/],
  ["a certificate without key", { "client-certificate-data": "x" }, /client-certificate without client-key/],
  ["impersonated groups without user", { "as-groups": ["dev"] }, /without a user\. Add `as`/],
  [
    "several impersonated groups",
    { as: "jane", "as-groups": ["a", "b"] },
    /several values of group, and fetch/,
  ],
  [
    "gcp",
    { "auth-provider": { name: "gcp" } },
    /unsupported auth-provider gcp\. Use .+: gke-gcloud-auth-plugin/,
  ],
  ["oidc without token", { "auth-provider": { name: "oidc", config: {} } }, /unsupported auth-provider oidc/],
  ["exec without command", { exec: {} }, /exec has no command/],
  [
    "an old plugin",
    { exec: { command: "x", apiVersion: "client.authentication.k8s.io/v1alpha1" } },
    /apiVersion "client.+v1alpha1"/,
  ],
];

test.each(REFUSED)("refused: %s", async (_what, user, message) => {
  const error = await rejection(open(workspace(), user));
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^user a of .+\/config: /);
  expect(error.message).not.toContain("canary");
});

const UNUSABLE: [string, object, RegExp][] = [
  ["a file that is not there", { tokenFile: "none" }, /tokenFile .+none cannot be read \(ENOENT\)/],
  [
    "a key of another certificate",
    { "client-certificate-data": base64(client.cert), "client-key-data": base64(renewed.key) },
    /do not belong together/,
  ],
  [
    "a key that is none",
    { "client-certificate-data": base64(client.cert), "client-key-data": base64("canary") },
    /the client key is not PEM/,
  ],
  [
    "a certificate that is none",
    { "client-certificate-data": base64("canary"), "client-key-data": base64(client.key) },
    /the client certificate is not PEM/,
  ],
  [
    "an expired id-token",
    { "auth-provider": { name: "oidc", config: { "id-token": jwt({ exp: 0 }) } } },
    /id-token expired on 1970-.+Run any kubectl command/,
  ],
];

test.each(UNUSABLE)("unusable: %s", async (_what, user, message) => {
  const { credentials } = await open(workspace(), user);
  const error = await rejection(credentials.get());
  expect(error).toMatchObject({ code: "credentials" });
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("canary");
});

test("a token file is read again when it changes, as the kubelet changes it", async () => {
  const space = workspace();
  space.write("home/.kube/v1/token", "one");
  space.write("home/.kube/v2/token", "two");
  symlinkSync("v1", space.path("home/.kube/data"));
  const { credentials } = await open(space, { tokenFile: "data/token" });
  const token = async (): Promise<string | undefined> => (await credentials.get()).headers["authorization"];
  expect(await token()).toBe("Bearer one");
  expect(await credentials.refresh()).toBe(false);
  symlinkSync("v2", space.path("home/.kube/next"));
  renameSync(space.path("home/.kube/next"), space.path("home/.kube/data"));
  expect(await token()).toBe("Bearer two");
  space.write("home/.kube/v2/token", "six");
  expect(await credentials.refresh()).toBe(true);
  expect(await token()).toBe("Bearer six");
  unlinkSync(space.path("home/.kube/v2/token"));
  expect(await rejection(credentials.get())).toMatchObject({ code: "credentials" });
  expect(await credentials.refresh()).toBe(false);
});

test("certificate files are read again when they are renewed", async () => {
  const space = workspace();
  const write = (pair: { cert: string; key: string }): void => {
    space.write("home/.kube/c.crt", pair.cert);
    space.write("home/.kube/c.key", pair.key);
  };
  write(expired);
  const { credentials } = await open(space, { "client-certificate": "c.crt", "client-key": "c.key" });
  expect((await credentials.get()).certificate?.cert).toBe(expired.cert.trim());
  const error = await rejection(credentials.refresh());
  expect(error.message).toMatch(/the client certificate expired on \d{4}-.+Renew it/);
  write(renewed);
  expect(await credentials.refresh()).toBe(true);
  expect((await credentials.get()).certificate?.cert).toBe(renewed.cert.trim());
  expect(await credentials.refresh()).toBe(false);
});
