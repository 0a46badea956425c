/** Origan as its users run it: a process per run, on the control plane, with a state folder, namespace and bucket of its own. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Env } from "../../examples/origan/config.ts";
import { kubectl, randomNamespace, variable } from "../support/control-plane.ts";

const PROGRAM = join(import.meta.dir, "../../alchemy.run.ts");

export interface Run {
  /** Exit code; `null` when it did not end in time. */
  code: number | null;
  /** Both streams. */
  output: string;
}

export interface Origan {
  namespace: string;
  /** Its bucket, through S3's own protocol. */
  bucket: Bun.S3Client;
  bucketName: string;
  up(env?: Env): Promise<Run>;
  /** In a fresh process, which gets none of the program's own variables but these. */
  destroy(env?: Env): Promise<Run>;
  /** Files of the state folder by path. */
  state(): Promise<Record<string, string>>;
  /** Deletes what a failed test may have left. */
  remove(): Promise<void>;
}

/** Prepares one; runs nothing. */
export async function newOrigan(): Promise<Origan> {
  const folder = await mkdtemp(join(tmpdir(), "origan-"));
  const namespace = randomNamespace("origan");
  const bucketName = randomNamespace("origan-bucket");
  const bucket = new Bun.S3Client({
    endpoint: variable("MINIO_ENDPOINT"),
    accessKeyId: variable("MINIO_ACCESS_KEY"),
    secretAccessKey: variable("MINIO_SECRET_KEY"),
    bucket: bucketName,
  });
  const run = (args: string[], env: Env): Promise<Run> =>
    runProgram(folder, args, { ORIGAN_NAMESPACE: namespace, ORIGAN_BUCKET: bucketName, ...env });
  return {
    namespace,
    bucket,
    bucketName,
    up: (env = {}) => run([], env),
    destroy: (env = {}) => run(["--destroy"], env),
    state: () => filesIn(join(folder, ".alchemy")),
    remove: async () => {
      await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// Nothing else of this process's environment: a variable of the developer's shell must not change what is tested.
const inherited = [
  "PATH",
  "HOME",
  "TMPDIR",
  "KUBECONFIG",
  "MINIO_ENDPOINT",
  "MINIO_ACCESS_KEY",
  "MINIO_SECRET_KEY",
];

async function runProgram(folder: string, args: string[], env: Env): Promise<Run> {
  const child = Bun.spawn([process.execPath, PROGRAM, ...args], {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 120_000,
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
      ALCHEMY_TELEMETRY_DISABLED: "1",
      ALCHEMY_CI_STATE_STORE_CHECK: "false",
      NO_COLOR: "1",
      ...env,
    },
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code: child.exitCode, output: stdout + stderr };
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (file) => [file, await readFile(file, "utf8")] as const),
  );
  return Object.fromEntries(contents);
}
