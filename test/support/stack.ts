/** Runs the program `kinds.stack.ts` as its user would: a process per run, a state folder per checkout. */

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlannedObject, Results } from "./kinds.stack.ts";

export interface Outcome {
  /** Exit code. */
  code: number;
  /** Both streams. */
  output: string;
  results: Results;
  /** Files that state consists of afterwards. */
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
    const child = Bun.spawn([process.execPath, PROGRAM, ...args], {
      cwd: this.folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: {
        ...process.env,
        ALCHEMY_PASSWORD: undefined,
        ALCHEMY_TELEMETRY_DISABLED: "1",
        ALCHEMY_CI_STATE_STORE_CHECK: "false",
        NO_COLOR: "1",
      },
    });
    const [stdout, stderr, code] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ]);
    return {
      code,
      output: stdout + stderr,
      results: JSON.parse(await readFile(results, "utf8").catch(() => "{}")) as Results,
      state: await this.#stateFiles(),
    };
  }

  async #stateFiles(): Promise<string[]> {
    const options = { recursive: true, withFileTypes: true } as const;
    const entries = await readdir(join(this.folder, ".alchemy"), options).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }
}
