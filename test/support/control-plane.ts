/** What live tests use of the control plane they run on. Reads its environment; starts and stops nothing. */

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { request, type ApiAccess, type ApiRequest, type Environment } from "../control-plane/environment.ts";

export type { Environment };

/**
 * One variable of the control plane's environment.
 * @throws Error that says how to run a live test, when there is no control plane
 */
export function variable(name: keyof Environment): string {
  const value = process.env[name];
  if (value === undefined || process.env["CONTROL_PLANE_SERVER"] === undefined) {
    throw new Error(
      `${name} is not set: live tests need a control plane. Run them by "npm run test:live", or one of them by ` +
        `"npm run control-plane -- bun test PATH".`,
    );
  }
  return value;
}

/** All its variables, for a program that uses it as a test does. */
export function controlPlane(): Record<string, string | undefined> {
  const own = /^(?:CONTROL_PLANE_|MINIO_|KUBECONFIG$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => own.test(name)));
}

/** The API server with the administrator's token. */
export function adminAccess(): ApiAccess {
  const ca = readFileSync(variable("CONTROL_PLANE_CA_FILE"), "utf8");
  return { server: variable("CONTROL_PLANE_SERVER"), token: variable("CONTROL_PLANE_TOKEN"), ca };
}

/** One raw request as administrator; the answer may be an error. */
export function rawRequest(path: string, options?: ApiRequest): Promise<Response> {
  return request(adminAccess(), path, options);
}

/** A name that no other test uses, for a namespace or as a prefix of bucket names. It creates nothing. */
export function randomNamespace(prefix = "test"): string {
  return `${prefix}-${randomBytes(4).toString("hex")}`;
}

/**
 * Runs kubectl as administrator.
 * @returns its standard output
 * @throws Error with its standard error when it fails
 */
export function kubectl(...args: string[]): Promise<string> {
  return kubectlWithInput("", ...args);
}

/** Runs kubectl with standard input, for `-f -`. Values other than strings are written as JSON; arrays become a List. */
export async function kubectlWithInput(input: unknown, ...args: string[]): Promise<string> {
  const list = Array.isArray(input) ? { apiVersion: "v1", kind: "List", items: input as unknown[] } : input;
  const command = ["kubectl", ...args].join(" ").replaceAll(/--token[= ]\S+/g, "--token=…");
  const child = Bun.spawn([variable("CONTROL_PLANE_KUBECTL"), ...args], {
    // Several at a time overwrite each other's cache of what the server serves, also with what is older.
    env: { ...process.env, KUBECACHEDIR: "/dev/null" },
    stdin: new Blob([typeof list === "string" ? list : JSON.stringify(list)]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const code = await child.exited;
  if (code !== 0) throw new Error(`${command} exited with ${code}: ${errors.trim()}`);
  return output;
}

/**
 * Keeps a namespace from going away, once it is deleted, until it is released: an object in it has a finalizer.
 * @returns releases it
 */
export async function holdNamespace(namespace: string): Promise<() => Promise<void>> {
  const collection = `/api/v1/namespaces/${namespace}/configmaps`;
  const metadata = { name: "hold", finalizers: ["test.example.com/hold"] };
  const held = await rawRequest(collection, { method: "POST", body: { metadata } });
  if (!held.ok) throw new Error(`POST ${collection}: ${await held.text()}`);
  return async () => {
    const live = (await (await rawRequest(`${collection}/hold`)).json()) as {
      metadata: { finalizers?: unknown };
    };
    delete live.metadata.finalizers;
    const released = await rawRequest(`${collection}/hold`, { method: "PUT", body: live });
    if (!released.ok) throw new Error(`PUT ${collection}/hold: ${await released.text()}`);
  };
}

/**
 * Asks again until the answer is one, and returns it.
 * @param what for the error when time is up
 * @param timeout ms
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  timeout = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    await Bun.sleep(50);
  }
  throw new Error(`waited ${timeout / 1000} s until ${what}`);
}

/** Asks again until it is so. @throws Error when time is up @param timeout ms */
export async function until(what: string, isSo: () => Promise<boolean>, timeout?: number): Promise<void> {
  await eventually(what, async () => ((await isSo()) ? true : undefined), timeout);
}
