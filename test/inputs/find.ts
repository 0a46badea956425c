/** Deploys all bad inputs in a process of its own, and reads what came of them. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { kubectl, randomNamespace, variable } from "../support/control-plane.ts";
import type { Finding } from "./input.ts";

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const PROGRAM = join(import.meta.dir, "program.ts");

/** @returns in the order of the table, without what is another in every run */
export async function findAll(): Promise<Finding[]> {
  const namespace = randomNamespace("inputs");
  const folder = await mkdtemp(join(tmpdir(), "inputs-"));
  await kubectl("create", "namespace", namespace);
  try {
    const child = Bun.spawn([process.execPath, PROGRAM, namespace, folder], {
      cwd: folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
      env: { ...process.env, ALCHEMY_TELEMETRY_DISABLED: "1", ALCHEMY_CI_STATE_STORE_CHECK: "false" },
    });
    const text = await child.stdout.text();
    const plain = [folder, dirname(variable("KUBECONFIG"))].reduce(
      (masked, path) => masked.replaceAll(path, "DIRECTORY"),
      text.replaceAll(namespace, "shop").replaceAll(UUID, "UID"),
    );
    return plain.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Finding]));
  } finally {
    await kubectl("delete", "namespace", namespace, "--wait=false");
    await rm(folder, { recursive: true, force: true });
  }
}
