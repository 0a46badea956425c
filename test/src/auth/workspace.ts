/** A directory of its own for each test, and an environment in which nothing of this machine is seen. */

import { onTestFinished } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../../../src/auth/resolve.ts";

export interface Workspace {
  root: string;
  /** The absolute path of a file in it. */
  path: (name: string) => string;
  /** Writes a file, objects as JSON (which is YAML). Returns its path. */
  write: (name: string, content: unknown) => string;
  /** Writes an executable shell script. Returns its path. */
  script: (name: string, body: string) => string;
  environment: (env?: Record<string, string>) => Environment;
}

/** Makes a directory that is removed after the test. */
export function workspace(): Workspace {
  const root = mkdtempSync(join(tmpdir(), "auth-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string): string => join(root, name);
  const write = (name: string, content: unknown): string => {
    const file = path(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  return {
    root,
    path,
    write,
    script: (name, body) => {
      const file = write(name, `#!/bin/sh\n${body}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    environment: (env = {}) => ({
      env: { PATH: process.env["PATH"], ...env },
      home: path("home"),
      serviceAccountDirectory: path("serviceaccount"),
      k3sKubeconfig: path("k3s.yaml"),
    }),
  };
}

/** A kubeconfig with one context, cluster and user, all of the same name. */
export function kubeconfig(
  name: string,
  cluster: object = {},
  user: object = {},
  context: object = {},
): object {
  return {
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
    clusters: [{ name, cluster: { server: `https://${name}.example:6443`, ...cluster } }],
    users: [{ name, user }],
  };
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("was expected to be rejected");
}
