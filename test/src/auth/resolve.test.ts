import { expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { ProviderError } from "../../../src/errors.ts";
import type { RemoteCluster, Connection } from "../../../src/model/connection.ts";
import { reopenAccess, resolveAccess } from "../../../src/auth/resolve.ts";
import { certificates } from "./certificates.ts";
import { kubeconfig, rejection, workspace, type Workspace } from "./workspace.ts";

const POD = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
const K3S = { K3S_API_URL: "https://k3s.example:6443/", K3S_TOKEN: "t" };

function writePod({ write }: Workspace): void {
  write("serviceaccount/token", "pod-token\n");
  write("serviceaccount/ca.crt", certificates().authority);
  write("serviceaccount/namespace", "shop\n");
}

interface Row {
  what: string;
  /** Kubeconfigs to write, and a pod's files. */
  there: ("home" | "named" | "k3s" | "pod" | "k3s-variables")[];
  options?: RemoteCluster;
  connection: Partial<Connection>;
  authorization?: string;
}

const ALL: Row["there"] = ["k3s-variables", "named", "home", "pod", "k3s"];

/** Each row takes the winner of the row before away. */
const ROWS: Row[] = [
  {
    what: "K3S_API_URL and K3S_TOKEN",
    there: ALL,
    connection: {
      name: "k3s.example:6443",
      server: "https://k3s.example:6443",
      source: { from: "environment" },
      description: "K3S_API_URL",
    },
    authorization: "Bearer t",
  },
  {
    what: "KUBECONFIG",
    there: ALL.slice(1),
    connection: {
      name: "named",
      server: "https://named.example:6443",
      source: { from: "kubeconfig", context: "named" },
    },
  },
  {
    what: "~/.kube/config",
    there: ALL.slice(2),
    connection: {
      source: { from: "kubeconfig", context: "home" },
      description: "context home of ~/.kube/config",
    },
  },
  {
    what: "the pod's service account",
    there: ALL.slice(3),
    connection: {
      name: "10.0.0.1:443",
      server: "https://10.0.0.1:443",
      source: { from: "in-cluster" },
      description: "service account of this pod",
      namespace: "shop",
    },
    authorization: "Bearer pod-token",
  },
  { what: "the kubeconfig of k3s", there: ALL.slice(4), connection: { name: "k3s" } },
  {
    what: "a context that the program names, in the usual files",
    there: ALL,
    options: { context: "second" },
    connection: { name: "second", namespace: "two", source: { from: "kubeconfig", context: "second" } },
  },
  {
    what: "a kubeconfig that the program names",
    there: ALL,
    options: { kubeconfig: "~/.kube/config" },
    connection: { name: "home", source: { from: "kubeconfig", context: "home", files: ["~/.kube/config"] } },
  },
  {
    what: "a server that the program names",
    there: ALL,
    options: { server: "https://inline.example", token: "i", namespace: "n" },
    connection: { name: "inline.example", source: { from: "inline" }, namespace: "n" },
    authorization: "Bearer i",
  },
  {
    what: "the pod, when the program names it",
    there: ALL,
    options: { inCluster: true },
    connection: { source: { from: "in-cluster" } },
    authorization: "Bearer pod-token",
  },
  {
    what: "the usual order, when the options say nothing",
    there: ALL.slice(1),
    options: { context: undefined, kubeconfig: undefined },
    connection: { name: "named" },
  },
];

test.each(ROWS)("$what", async ({ there, options, connection, authorization }) => {
  const space = workspace();
  const env: Record<string, string> = there.includes("k3s-variables") ? { ...K3S } : {};
  if (there.includes("home")) space.write("home/.kube/config", kubeconfig("home"));
  if (there.includes("k3s")) space.write("k3s.yaml", kubeconfig("k3s"));
  if (there.includes("named")) {
    const named = kubeconfig("named") as { contexts: object[] };
    named.contexts.push({ name: "second", context: { cluster: "named", namespace: "two" } });
    env["KUBECONFIG"] = `${space.path("none")}:${space.write("named", named)}`;
  }
  if (there.includes("pod")) {
    writePod(space);
    Object.assign(env, POD);
  }
  const environment = space.environment(env);
  const access = await resolveAccess(options, environment);
  expect(access.connection).toMatchObject(connection);
  const credentials = await access.credentials.get();
  expect(credentials.headers["authorization"]).toBe(authorization as string);

  const kept = JSON.parse(JSON.stringify(access.connection)) as Connection;
  const inline = options !== undefined && "server" in options ? options : undefined;
  const again = await reopenAccess(kept, inline, environment);
  expect(again.connection).toEqual(access.connection);
  expect(await again.credentials.get()).toEqual(credentials);
});

test("the k3s kubeconfig is found again although another file has a context of that name", async () => {
  const { write, environment, path } = workspace();
  write("k3s.yaml", kubeconfig("default", { server: "https://k3s" }));
  const first = await resolveAccess({}, environment());
  write("home/.kube/config", kubeconfig("default", { server: "https://other" }));
  expect((await resolveAccess({}, environment())).connection.server).toBe("https://other");
  const again = await reopenAccess(first.connection, undefined, environment());
  expect(again.connection).toMatchObject({ server: "https://k3s", source: { files: [path("k3s.yaml")] } });
});

test("no source: the error lists each and why it does not apply", async () => {
  const { environment, path } = workspace();
  const error = await rejection(resolveAccess(undefined, environment()));
  expect(error).toMatchObject({ code: "no-cluster" });
  const reasons = [
    "K3S_API_URL and K3S_TOKEN are not set",
    "KUBECONFIG is not set and ~/.kube/config does not exist",
    "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: not in a pod",
    `${path("k3s.yaml")} does not exist`,
  ];
  expect(error.message).toContain(`tried: ${reasons.join("; ")}. Set KUBECONFIG`);
  expect(error.message).not.toContain("localhost");
});

test("sources that are there and empty do not apply", async () => {
  const { environment, write, path } = workspace();
  write("home/.kube/config", "");
  write("k3s.yaml", "clusters: []\n");
  const error = await rejection(resolveAccess({}, environment({ ...POD, KUBECONFIG: "/dev/null" })));
  expect(error.message).toContain("; /dev/null defines no context; ");
  expect(error.message).toContain(`${path("serviceaccount/token")} does not exist`);
  expect(error.message).toContain(`${path("k3s.yaml")} defines no context`);
});

test.skipIf(process.getuid?.() === 0)("a k3s kubeconfig that only root may read is told", async () => {
  const { environment, write } = workspace();
  chmodSync(write("k3s.yaml", kubeconfig("k3s")), 0);
  const error = await rejection(resolveAccess({}, environment()));
  expect(error.message).toContain("may not be read by this user (EACCES)");
});

interface Refusal {
  what: string;
  env?: Record<string, string>;
  home?: object;
  options?: RemoteCluster;
  code: string;
  message: RegExp;
}

/** A source that somebody set and that is wrong never makes way for the next one. */
const REFUSALS: Refusal[] = [
  {
    what: "K3S_API_URL alone",
    env: { K3S_API_URL: "https://x" },
    code: "no-cluster",
    message: /K3S_API_URL is set and K3S_TOKEN is not\. Set K3S_TOKEN too/,
  },
  {
    what: "K3S_TOKEN alone",
    env: { K3S_TOKEN: "x" },
    code: "no-cluster",
    message: /K3S_API_URL is not\. Set K3S_API_URL/,
  },
  {
    what: "an unclear insecure switch",
    env: { ...K3S, K3S_INSECURE_SKIP_TLS_VERIFY: "yes" },
    code: "bad-kubeconfig",
    message: /neither true nor false/,
  },
  {
    what: "a CA file that is not there",
    env: { ...K3S, K3S_CA_FILE: "/none.crt" },
    code: "bad-kubeconfig",
    message: /^K3S_API_URL: K3S_CA_FILE \/none\.crt cannot be read \(ENOENT\)/,
  },
  {
    what: "a CA file and the insecure switch",
    env: { ...K3S, K3S_CA_FILE: "/none.crt", K3S_INSECURE_SKIP_TLS_VERIFY: "true" },
    code: "bad-kubeconfig",
    message: /contradicts/,
  },
  {
    what: "an address without scheme",
    env: { ...K3S, K3S_API_URL: "k3s:6443" },
    code: "bad-kubeconfig",
    message: /scheme/,
  },
  {
    what: "KUBECONFIG names files that do not exist",
    env: { KUBECONFIG: "/none/a:/none/b", ...POD },
    code: "bad-kubeconfig",
    message: /none of the kubeconfigs \/none\/a, \/none\/b exists\. Correct KUBECONFIG/,
  },
  {
    what: "contexts and no current one",
    home: { ...kubeconfig("a"), "current-context": "" },
    code: "bad-kubeconfig",
    message: /^kubeconfig ~\/\.kube\/config: no current-context is set\. Name one of these as context: a\./,
  },
  {
    what: "a current context that does not exist",
    home: { ...kubeconfig("a"), "current-context": "b" },
    code: "bad-kubeconfig",
    message: /there is no context b\. Name one of these as context: a\./,
  },
  {
    what: "a context that does not exist",
    home: kubeconfig("a"),
    options: { context: "b" },
    code: "bad-kubeconfig",
    message: /there is no context b/,
  },
  {
    what: "a kubeconfig that does not exist",
    home: kubeconfig("a"),
    options: { kubeconfig: "/none/a" },
    code: "bad-kubeconfig",
    message: /^kubeconfig \/none\/a does not exist\. Correct the path\./,
  },
  {
    what: "a context without its cluster",
    home: kubeconfig("a", {}, {}, { cluster: "gone" }),
    code: "bad-kubeconfig",
    message: /^context a of .+config: its cluster gone does not exist/,
  },
  {
    what: "a context without its user",
    home: kubeconfig("a", {}, {}, { user: "gone" }),
    code: "bad-kubeconfig",
    message: /its user gone does not exist/,
  },
  {
    what: "no server",
    home: kubeconfig("a", { server: "" }),
    code: "bad-kubeconfig",
    message: /cluster a .+no server/,
  },
  {
    what: "a server with a password",
    home: kubeconfig("a", { server: "https://u:canary@x" }),
    code: "bad-kubeconfig",
    message: /holds a user name or password/,
  },
  {
    what: "a SOCKS proxy",
    home: kubeconfig("a", { "proxy-url": "socks5://p:1" }),
    code: "bad-kubeconfig",
    message: /proxy-url has the unsupported scheme socks5:\/\/\. Use an http/,
  },
  {
    what: "an authority and the insecure switch",
    home: kubeconfig("a", { "certificate-authority": "ca", "insecure-skip-tls-verify": true }),
    code: "bad-kubeconfig",
    message: /certificate-authority contradicts insecure-skip-tls-verify/,
  },
  {
    what: "an authority that is no certificate",
    home: kubeconfig("a", { "certificate-authority-data": "Z2FyYmFnZQ==" }),
    code: "bad-kubeconfig",
    message: /cluster a of .+: the certificate authority is not PEM/,
  },
  {
    what: "a server that the program means to name and does not",
    home: kubeconfig("a"),
    options: { server: undefined as unknown as string },
    code: "bad-kubeconfig",
    message: /no server is given/,
  },
  {
    what: "inCluster outside of a pod",
    home: kubeconfig("a"),
    options: { inCluster: true },
    code: "no-cluster",
    message: /inCluster was asked for, and KUBERNETES_SERVICE_HOST/,
  },
];

test.each(REFUSALS)("refused: $what", async ({ env, home, options, code, message }) => {
  const { environment, write } = workspace();
  if (home) write("home/.kube/config", home);
  write("k3s.yaml", kubeconfig("k3s"));
  const error = await rejection(resolveAccess(options, environment(env)));
  expect(error).toBeInstanceOf(ProviderError);
  expect(error).toMatchObject({ code });
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("canary");
});

test("TLS and proxy of a cluster: paths start at the file that names them", async () => {
  const { environment, write, path } = workspace();
  write("deep/ca.crt", certificates().authority);
  const cluster = {
    "certificate-authority": "./ca.crt",
    "tls-server-name": "n",
    "proxy-url": "http://proxy:3128",
  };
  write("deep/config", kubeconfig("a", cluster));
  const { tls, proxyUrl } = await resolveAccess({ kubeconfig: path("deep/config") }, environment());
  expect(tls).toEqual({ certificateAuthority: certificates().authority, serverName: "n" });
  expect(proxyUrl).toBe("http://proxy:3128");
});

test("K3S_CA_FILE and K3S_INSECURE_SKIP_TLS_VERIFY", async () => {
  const { environment, write } = workspace();
  const file = write("ca.crt", certificates().authority);
  const withFile = await resolveAccess({}, environment({ ...K3S, K3S_CA_FILE: file }));
  expect(withFile.tls.certificateAuthority).toBe(certificates().authority);
  const insecure = await resolveAccess({}, environment({ ...K3S, K3S_INSECURE_SKIP_TLS_VERIFY: "true" }));
  expect(insecure.tls).toEqual({ insecureSkipTlsVerify: true });
});

test("an IPv6 address of the service gets its brackets", async () => {
  const space = workspace();
  writePod(space);
  const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
  expect((await resolveAccess({}, space.environment(env))).connection.server).toBe("https://[fd00::1]:443");
});

const GONE: [Connection["source"], string, RegExp][] = [
  [
    { from: "environment" },
    "no-cluster",
    /cluster c: K3S_API_URL and K3S_TOKEN are not set\. They were .+ https:\/\/s/,
  ],
  [{ from: "in-cluster" }, "no-cluster", /inCluster was asked for/],
  [{ from: "inline" }, "credentials", /cluster c: its credentials were given inline and are not in state/],
  [{ from: "kubeconfig", context: "x" }, "bad-kubeconfig", /~\/\.kube\/config does not exist/],
];

test.each(GONE)("a connection from %j that is not there any more", async (source, code, message) => {
  const { environment, write } = workspace();
  write("k3s.yaml", kubeconfig("x"));
  const connection: Connection = { name: "c", server: "https://s", source, description: "d" };
  const error = await rejection(reopenAccess(connection, undefined, environment()));
  expect(error).toMatchObject({ code });
  expect(error.message).toMatch(message);
});
