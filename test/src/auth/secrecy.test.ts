import { expect, test } from "bun:test";
import { parseKubeconfig } from "../../../src/auth/kubeconfig.ts";
import { resolveAccess } from "../../../src/auth/resolve.ts";
import { createTransport } from "../../../src/auth/transport.ts";
import { TOKEN_IN_PATH } from "../../../src/model/connection.ts";
import { certificates } from "./certificates.ts";
import { kubeconfig, rejection, workspace } from "./workspace.ts";

const CANARY = "canary-3f9a1c";

/** An error as everything that may print it would: inspected with its causes, and as JSON. */
function printed(error: unknown): string {
  const own = JSON.stringify(error, (_key, value: unknown) =>
    value instanceof Error
      ? { fields: Object.entries(value), message: value.message, cause: value.cause }
      : value,
  );
  return Bun.inspect(error, { depth: 9 }) + own;
}

const BROKEN_FILES: [string, string][] = [
  ["a mapping in the wrong place", `users:\n- name: a\n  user: token: ${CANARY}\n`],
  ["an open quote", `users:\n- name: a\n  user:\n    token: "${CANARY}\n`],
  ["a key twice", `token: ${CANARY}\ntoken: ${CANARY}\n`],
  ["an unknown tag", `token: !secret ${CANARY}\n`],
  ["an unknown alias", `token: *${CANARY}\n`],
  ["a bare text", CANARY],
  ["a user that is a text", `users: [{ name: a, user: ${CANARY} }]`],
];

test.each(BROKEN_FILES)("the error of a kubeconfig with %s does not quote it", async (_what, text) => {
  const error = await rejection(parseKubeconfig(text, "config"));
  expect(error).toMatchObject({ code: "bad-kubeconfig" });
  expect(printed(error)).not.toContain(CANARY);
});

test("a connection and its errors hold no credentials", async () => {
  const { environment, write } = workspace();
  const user = { username: CANARY, password: CANARY };
  write("home/.kube/config", kubeconfig("a", { "proxy-url": `http://u:${CANARY}@127.0.0.1:1` }, user));
  const access = await resolveAccess({}, environment());
  expect(JSON.stringify(access.connection)).not.toContain(CANARY);
  const error = await rejection(createTransport(access)("https://127.0.0.1:1/x", {}));
  expect(printed(error)).not.toContain(CANARY);
});

test("a token in the server's path, there for kubectl, goes into no connection", async () => {
  const { environment, write } = workspace();
  const extensions = [{ name: TOKEN_IN_PATH, extension: {} }];
  const cluster = { server: `http://127.0.0.1:1/${CANARY}`, extensions };
  write("home/.kube/config", kubeconfig("a", cluster, { token: CANARY }));
  const access = await resolveAccess({}, environment());
  expect(access.connection.server).toBe("http://127.0.0.1:1");
  expect(JSON.stringify(access.connection)).not.toContain(CANARY);
  expect(await access.credentials.get()).toEqual({ headers: { authorization: `Bearer ${CANARY}` } });
});

test.each([`127.0.0.1:1/${CANARY}`, `http://:1/${CANARY}`])(
  "nor into the error of a server that is no address: %s",
  async (server) => {
    const { environment, write } = workspace();
    const extensions = [{ name: TOKEN_IN_PATH, extension: {} }];
    write("home/.kube/config", kubeconfig("a", { server, extensions }));
    const error = await rejection(resolveAccess({}, environment()));
    expect(error).toMatchObject({ code: "bad-kubeconfig" });
    expect(printed(error)).not.toContain(CANARY);
  },
);

test("options that are refused are not quoted", async () => {
  const { environment } = workspace();
  const options = { server: "https://127.0.0.1:1", token: CANARY, certificateAuthority: "" };
  expect(printed(await rejection(resolveAccess(options, environment())))).not.toContain(CANARY);
  const spaced = await rejection(resolveAccess({ ...options, token: `${CANARY}\t${CANARY}` }, environment()));
  expect(printed(spaced)).not.toContain(CANARY);
  const badProxy = {
    ...options,
    certificateAuthority: certificates().authority,
    proxyUrl: `socks5://u:${CANARY}@p`,
  };
  expect(printed(await rejection(resolveAccess(badProxy, environment())))).not.toContain(CANARY);
});

test("heavy libraries are loaded on first use only", () => {
  const script = `
    await import(${JSON.stringify(require.resolve("../../../src/auth/resolve.ts"))});
    await import(${JSON.stringify(require.resolve("../../../src/auth/transport.ts"))});
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout, stderr } = Bun.spawnSync([process.execPath, "-e", script]);
  expect(stderr.toString()).toBe("");
  const loaded = JSON.parse(stdout.toString()) as string[];
  expect(loaded.some((file) => file.endsWith("src/auth/resolve.ts"))).toBe(true);
  expect(loaded.filter((file) => /js-yaml|undici|client-node|child_process/.test(file))).toEqual([]);
});
