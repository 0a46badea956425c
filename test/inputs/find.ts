/** Deploys all bad inputs in a process of its own, and reads what came of them. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { controlPlane, kubectl, randomNamespace, variable } from "../support/control-plane.ts";
import { startProgram } from "../support/program.ts";
import type { Finding } from "./input.ts";
import { inputs } from "./inputs.ts";

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const PROGRAM = join(import.meta.dir, "program.ts");

/** @returns in the order of the table, without what is another in every run */
export async function findAll(): Promise<Finding[]> {
  const namespace = randomNamespace("inputs");
  const folder = await mkdtemp(join(tmpdir(), "inputs-"));
  await kubectl("create", "namespace", namespace);
  try {
    // Paths are told as they are, not from the home directory.
    const env = { ...controlPlane(), HOME: "/nonexistent" };
    const run = startProgram({ program: PROGRAM, folder, args: [namespace, folder], env });
    const { output, stdout } = await run.ended;
    const plain = [folder, dirname(variable("KUBECONFIG"))].reduce(
      (masked, path) => masked.replaceAll(path, "DIRECTORY"),
      stdout.replaceAll(namespace, "shop").replaceAll(UUID, "UID"),
    );
    const lines = plain.split("\n").filter((line) => line !== "");
    if (lines.length < inputs.length) throw new Error(`the program did not come to its end:\n${output}`);
    return lines.map((line) => JSON.parse(line) as Finding);
  } finally {
    await kubectl("delete", "namespace", namespace, "--wait=false");
    await rm(folder, { recursive: true, force: true });
  }
}
