/** Runs the program `kinds.stack.ts` as its user would: a process per run, a state folder per checkout. */

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ended } from "./child.ts";
import { variable } from "./control-plane.ts";
import type { PlannedObject, Results } from "./kinds.stack.ts";
import { startProgram, stateIn } from "./program.ts";

export interface Outcome extends Ended {
  results: Results;
  /** Paths of the files that state consists of afterwards. */
  state: string[];
}

const PROGRAM = join(import.meta.dir, "kinds.stack.ts");

/** A folder with state of its own. */
export class Checkout {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Checkout> {
    return new Checkout(await mkdtemp(join(tmpdir(), "conformance-")));
  }

  /** Deploys the objects. */
  async deploy(plan: readonly PlannedObject[]): Promise<Outcome> {
    await writeFile(join(this.folder, "plan.json"), JSON.stringify(plan));
    return this.#run([]);
  }

  destroy(): Promise<Outcome> {
    return this.#run(["--destroy"]);
  }

  /** Keeps a copy of the state, to go back to with `restoreState`. */
  async saveState(): Promise<void> {
    await cp(join(this.folder, ".alchemy"), join(this.folder, "saved"), { recursive: true });
  }

  async restoreState(): Promise<void> {
    await rm(join(this.folder, ".alchemy"), { recursive: true, force: true });
    await cp(join(this.folder, "saved"), join(this.folder, ".alchemy"), { recursive: true });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async #run(args: string[]): Promise<Outcome> {
    const results = join(this.folder, "results.json");
    await rm(results, { force: true });
    const run = startProgram({
      program: PROGRAM,
      folder: this.folder,
      args,
      env: { KUBECONFIG: variable("KUBECONFIG") },
    });
    return {
      ...(await run.ended),
      results: JSON.parse(await readFile(results, "utf8").catch(() => "{}")) as Results,
      state: Object.keys(await stateIn(this.folder)),
    };
  }
}
