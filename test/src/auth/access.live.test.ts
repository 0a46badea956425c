import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Access } from "../../../src/auth/access.ts";
import { resolveAccess } from "../../../src/auth/resolve.ts";
import { createTransport } from "../../../src/auth/transport.ts";
import { workspace, type Workspace } from "./workspace.ts";
import { onEmbedded } from "../../support/target.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run on the control plane`);
  return value;
}

interface Answer {
  status: number;
  /** As whom the API server knows us. */
  user?: { username: string; groups: string[]; uid?: string; extra?: Record<string, string[]> };
}

async function whoAmI(access: Access): Promise<Answer> {
  const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });
  const url = `${access.connection.server}/apis/authentication.k8s.io/v1/selfsubjectreviews`;
  const init = { method: "POST", body, headers: { "content-type": "application/json" } };
  const response = await createTransport(access)(url, init);
  const answer: Answer = { status: response.status };
  const review = (await response.json()) as { status?: { userInfo?: Answer["user"] } };
  if (review.status?.userInfo !== undefined) answer.user = review.status.userInfo;
  return answer;
}

/** The control plane by a user of our own. */
function as(space: Workspace, user: object): Promise<Access> {
  const cluster = {
    server: variable("CONTROL_PLANE_SERVER"),
    "certificate-authority": variable("CONTROL_PLANE_CA_FILE"),
  };
  const kubeconfig = space.write("config", {
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    clusters: [{ name: "a", cluster }],
    users: [{ name: "a", user }],
  });
  return resolveAccess({ kubeconfig }, space.environment());
}

test("the administrator's kubeconfig, by its client certificate", async () => {
  const answer = await whoAmI(await resolveAccess());
  expect(answer.status).toBe(201);
  expect(answer.user?.groups).toContain("system:masters");
});

test("K3S_API_URL, K3S_TOKEN and K3S_CA_FILE", async () => {
  const env = {
    K3S_API_URL: variable("CONTROL_PLANE_SERVER"),
    K3S_TOKEN: variable("CONTROL_PLANE_TOKEN"),
    K3S_CA_FILE: variable("CONTROL_PLANE_CA_FILE"),
  };
  const answer = await whoAmI(await resolveAccess({}, workspace().environment(env)));
  expect(answer.status).toBe(201);
  expect(answer.user?.groups).toContain("system:masters");
});

test("an inline server, with its authority as text", async () => {
  const access = await resolveAccess({
    server: variable("CONTROL_PLANE_SERVER"),
    token: variable("CONTROL_PLANE_TOKEN"),
    certificateAuthority: readFileSync(variable("CONTROL_PLANE_CA_FILE"), "utf8"),
  });
  expect((await whoAmI(access)).status).toBe(201);
});

test.skipIf(onEmbedded("permissions"))("impersonation", async () => {
  const user = {
    token: variable("CONTROL_PLANE_TOKEN"),
    as: "jane",
    "as-uid": "7",
    "as-groups": ["dev"],
    "as-user-extra": { Scopes: ["view"], "example.org/team": ["blue"] },
  };
  const answer = await whoAmI(await as(workspace(), user));
  expect(answer.user).toMatchObject({
    username: "jane",
    uid: "7",
    extra: { scopes: ["view"], "example.org/team": ["blue"] },
  });
  expect(answer.user?.groups).toContain("dev");
});

test("a wrong token is refused, and so is nobody", async () => {
  expect((await whoAmI(await as(workspace(), { token: "wrong" }))).status).toBe(401);
  expect((await whoAmI(await as(workspace(), {}))).user?.username ?? "nobody").toMatch(
    /^(nobody|system:anonymous)$/,
  );
});

/** What a plugin prints. */
function credential(token: string): string {
  const apiVersion = "client.authentication.k8s.io/v1";
  return JSON.stringify({ apiVersion, kind: "ExecCredential", status: { token } });
}

test("an exec plugin whose first token has been revoked is run again", async () => {
  const space = workspace();
  space.write("first", credential("revoked"));
  space.write("then", credential(variable("CONTROL_PLANE_TOKEN")));
  space.script("plugin", `cd "$(dirname "$0")"; if [ -e ran ]; then cat then; else touch ran; cat first; fi`);
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "./plugin",
    interactiveMode: "Never",
  };
  const answer = await whoAmI(await as(space, { exec }));
  expect(answer.status).toBe(201);
  expect(answer.user?.groups).toContain("system:masters");
});
