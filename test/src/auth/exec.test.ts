import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Access } from "../../../src/auth/access.ts";
import { resolveAccess } from "../../../src/auth/resolve.ts";
import { createTransport } from "../../../src/auth/transport.ts";
import { certificates } from "./certificates.ts";
import { startLoopback } from "./loopback.ts";
import { kubeconfig, rejection, workspace, type Workspace } from "./workspace.ts";

const V1 = "client.authentication.k8s.io/v1";
const V1BETA1 = "client.authentication.k8s.io/v1beta1";

function answer(status: object, apiVersion = V1): string {
  return JSON.stringify({ apiVersion, kind: "ExecCredential", status });
}

async function open(space: Workspace, exec: object, cluster: object = {}): Promise<Access> {
  const user = { exec: { apiVersion: V1, command: "./plugin", ...exec } };
  space.write("home/.kube/config", kubeconfig("a", cluster, user));
  return resolveAccess({}, space.environment());
}

/** A plugin that counts its runs in a file and prints what `print` does. */
function plugin(space: Workspace, print: string): void {
  space.script(
    "home/.kube/plugin",
    `cd "$(dirname "$0")"\necho run >> runs\nn=$(grep -c run runs)\n${print}`,
  );
}

function runs(space: Workspace): number {
  return readFileSync(space.path("home/.kube/runs"), "utf8").split("\n").length - 1;
}

const NUMBERED = `echo '{"apiVersion":"${V1}","kind":"ExecCredential","status":{"token":"t'$n'"}}'`;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

test("a plugin gets its arguments, its environment and what it asks about the cluster", async () => {
  const space = workspace();
  plugin(
    space,
    `printf '%s\\n' "$@" > args; printf %s "$EXTRA" > extra; printf %s "$KUBERNETES_EXEC_INFO" > info; ${NUMBERED}`,
  );
  const cluster = {
    "certificate-authority-data": Buffer.from(certificates().authority).toString("base64"),
    "tls-server-name": "n",
    "proxy-url": "http://p",
    extensions: [
      { name: "other", extension: 1 },
      { name: "client.authentication.k8s.io/exec", extension: { audience: "x", port: 7 } },
    ],
  };
  const exec = { args: ["get token", "-x"], env: [{ name: "EXTRA", value: "e" }], provideClusterInfo: true };
  const { credentials } = await open(space, { ...exec, interactiveMode: "Never" }, cluster);
  expect(await credentials.get()).toEqual({ headers: { authorization: "Bearer t1" } });
  const read = (name: string): string => readFileSync(space.path(`home/.kube/${name}`), "utf8");
  expect(read("args")).toBe("get token\n-x\n");
  expect(read("extra")).toBe("e");
  expect(JSON.parse(read("info"))).toEqual({
    apiVersion: V1,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      cluster: {
        server: "https://a.example:6443",
        "certificate-authority-data": cluster["certificate-authority-data"],
        "tls-server-name": "n",
        "proxy-url": "http://p",
        config: { audience: "x", port: 7 },
      },
    },
  });
});

test("v1beta1, found on PATH, without cluster info", async () => {
  const space = workspace();
  space.script(
    "bin/my-plugin",
    `echo "$KUBERNETES_EXEC_INFO" > "${space.path("info")}"; echo '${answer({ token: "b" }, V1BETA1)}'`,
  );
  const exec = { apiVersion: V1BETA1, command: "my-plugin", args: null, env: null };
  space.write("home/.kube/config", kubeconfig("a", {}, { exec }));
  const environment = space.environment({ PATH: `${space.path("bin")}:${process.env["PATH"]}` });
  const { credentials } = await resolveAccess({}, environment);
  expect(await credentials.get()).toEqual({ headers: { authorization: "Bearer b" } });
  const info = JSON.parse(readFileSync(space.path("info"), "utf8")) as { apiVersion: string; spec: object };
  expect(info.apiVersion).toBe(V1BETA1);
  expect(info.spec).not.toHaveProperty("cluster");
});

test("calls at the same time share one run, and its answer is kept", async () => {
  const space = workspace();
  plugin(space, NUMBERED);
  const { credentials } = await open(space, {});
  const all = await Promise.all(Array.from({ length: 10 }, () => credentials.get()));
  expect(new Set(all.map(({ headers }) => headers["authorization"]))).toEqual(new Set(["Bearer t1"]));
  await credentials.get();
  expect(runs(space)).toBe(1);
  expect(await credentials.refresh()).toBe(true);
  expect((await credentials.get()).headers["authorization"]).toBe("Bearer t2");
});

test.each([
  ["is over: run again", -1_000, 2],
  ["is seconds away: run again", 5_000, 2],
  ["is minutes away: kept", 60_000, 1],
])("expiry %s", async (_what, ms, expected) => {
  const space = workspace();
  plugin(space, `echo '${answer({ token: "t", expirationTimestamp: inMs(ms) })}'`);
  const { credentials } = await open(space, {});
  await credentials.get();
  await credentials.get();
  expect(runs(space)).toBe(expected);
});

test("32 requests refused with 401 at once: the plugin is run once more, and its certificate is used", async () => {
  const { authority, server: pair, client, renewed } = certificates();
  await using server = await startLoopback(certificates(), pair);
  server.reply = ({ peer }) => ({ status: peer === "renewed" ? 200 : 401, body: peer ?? "" });
  const space = workspace();
  const status = ({ cert, key }: typeof client): string =>
    answer({ clientCertificateData: cert, clientKeyData: key });
  space.write("home/.kube/1.json", status(client));
  space.write("home/.kube/2.json", status(renewed));
  plugin(space, "cat $n.json");
  const cluster = {
    server: server.url,
    "certificate-authority-data": Buffer.from(authority).toString("base64"),
  };
  const send = createTransport(await open(space, {}, cluster));
  const answers = await Promise.all(Array.from({ length: 32 }, () => send(`${server.url}/x`, {})));
  expect(answers.map((response) => response.status)).toEqual(Array.from({ length: 32 }, () => 200));
  expect(runs(space)).toBe(2);
});

test("a caller that gives up does not end the run of the others; the last one does", async () => {
  const space = workspace();
  plugin(space, `sleep 0.2; ${NUMBERED}; echo over > over`);
  const { credentials } = await open(space, {});
  const abort = new AbortController();
  const impatient = rejection(credentials.get(abort.signal));
  const patient = credentials.get();
  abort.abort(new Error("enough"));
  expect((await impatient).message).toBe("enough");
  expect((await patient).headers["authorization"]).toBe("Bearer t1");

  const slow = workspace();
  // The child of the plugin outlives it and holds its stdout.
  plugin(slow, `sleep 3 & echo $$ > pid; wait; ${NUMBERED}`);
  const hanging = (await open(slow, {})).credentials;
  const started = performance.now();
  const timeout = AbortSignal.timeout(300);
  expect((await rejection(hanging.get(timeout))).name).toBe("TimeoutError");
  expect(performance.now() - started).toBeLessThan(1_500);
  await Bun.sleep(100);
  const pid = Number(readFileSync(slow.path("home/.kube/pid"), "utf8"));
  expect(() => process.kill(pid, 0)).toThrow();
});

interface Failure {
  what: string;
  print: string;
  exec?: object;
  message: RegExp;
}

const SECRET = "canary-secret";
const FAILURES: Failure[] = [
  {
    what: "fails",
    print: `echo ${SECRET}; echo sorry >&2; exit 3`,
    message: /ended with exit code 3; .+on stderr/,
  },
  { what: "prints no JSON", print: `echo 'Token: ${SECRET}'`, message: /printed no JSON object/ },
  {
    what: "prints half of it",
    print: `echo '{"status":{"token":"${SECRET}"'`,
    message: /printed no JSON object/,
  },
  {
    what: "prints another kind",
    print: `echo '{"kind":"List","token":"${SECRET}"}'`,
    message: /another kind than ExecC/,
  },
  {
    what: "answers in another version",
    print: `echo '${answer({ token: SECRET }, V1BETA1)}'`,
    message:
      /another apiVersion than the kubeconfig's\. The kubeconfig says client\.authentication\.k8s\.io\/v1:/,
  },
  { what: "gives nothing", print: `echo '${answer({})}'`, message: /neither a token nor a certificate/ },
  {
    what: "gives no status",
    print: `echo '{"apiVersion":"${V1}","kind":"ExecCredential"}'`,
    message: /neither a token/,
  },
  {
    what: "gives a certificate without key",
    print: `echo '${answer({ token: SECRET, clientCertificateData: SECRET })}'`,
    message: /a certificate without its key/,
  },
  {
    what: "gives a certificate that is none",
    print: `echo '${answer({ clientKeyData: SECRET, clientCertificateData: SECRET })}'`,
    message: /client certificate is not PEM/,
  },
  {
    what: "gives a token with a space",
    print: `echo '${answer({ token: `${SECRET} x` })}'`,
    message: /white space/,
  },
  {
    what: "gives a date that is none",
    print: `echo '${answer({ token: SECRET, expirationTimestamp: "soon" })}'`,
    message: /expirationTimestamp that is no date/,
  },
  {
    what: "does not exist",
    print: "",
    exec: { command: "no-such-plugin", installHint: "Install it from https://plugin.example\n" },
    message:
      /exec plugin no-such-plugin \(user a of .+config\): was not found\. Install it from https:\/\/plugin\.example/,
  },
  {
    what: "may not be run",
    print: "",
    exec: { command: "./config" },
    message: /could not be started \(EACCES\)/,
  },
];

test.each(FAILURES)("a plugin that $what", async ({ print, exec, message }) => {
  const space = workspace();
  plugin(space, print);
  const { credentials } = await open(space, exec ?? {});
  const error = await rejection(credentials.get());
  expect(error).toMatchObject({ code: "credentials" });
  expect(error.message).toMatch(message);
  expect(Bun.inspect(error)).not.toContain(SECRET);
  // The next call tries again.
  expect((await rejection(credentials.get())).message).toBe(error.message);
});

test("interactiveMode: Always without a terminal", async () => {
  const space = workspace();
  plugin(space, NUMBERED);
  const script = `
    import { resolveAccess } from ${JSON.stringify(require.resolve("../../../src/auth/resolve.ts"))};
    const access = await resolveAccess({}, ${JSON.stringify(space.environment())});
    await access.credentials.get().catch((error) => console.log(error.code, error.message));`;
  await open(space, { interactiveMode: "Always" });
  const child = Bun.spawn([process.execPath, "-e", script], { stdin: "ignore", stdout: "pipe" });
  const output = await new Response(child.stdout).text();
  expect(output).toMatch(/^credentials .+needs a terminal \(interactiveMode: Always\)/);
});
