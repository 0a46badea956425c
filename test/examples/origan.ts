/** Origan as its users run it: a process per run, on the control plane, with a state folder, namespace and bucket of its own. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Env } from "../../examples/origan/config.ts";
import type { Ended } from "../support/child.ts";
import { kubectl, randomNamespace, variable } from "../support/control-plane.ts";
import { startProgram, stateIn } from "../support/program.ts";

const PROGRAM = join(import.meta.dir, "../../alchemy.run.ts");

const SERVERS = {
  KUBECONFIG: variable("KUBECONFIG"),
  MINIO_ENDPOINT: variable("MINIO_ENDPOINT"),
  MINIO_ACCESS_KEY: variable("MINIO_ACCESS_KEY"),
  MINIO_SECRET_KEY: variable("MINIO_SECRET_KEY"),
};

export interface Origan {
  namespace: string;
  /** Its bucket, through S3's own protocol. */
  bucket: Bun.S3Client;
  bucketName: string;
  up(env?: Env): Promise<Ended>;
  /** In a fresh process, which gets none of the program's own variables but these. */
  destroy(env?: Env): Promise<Ended>;
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
  const own = { ORIGAN_NAMESPACE: namespace, ORIGAN_BUCKET: bucketName };
  const run = (args: string[], env: Env): Promise<Ended> =>
    startProgram({ program: PROGRAM, folder, args, env: { ...SERVERS, ...own, ...env } }).ended;
  return {
    namespace,
    bucket,
    bucketName,
    up: (env = {}) => run([], env),
    destroy: (env = {}) => run(["--destroy"], env),
    state: () => stateIn(folder),
    remove: async () => {
      await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
