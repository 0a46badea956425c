/** Runs of shop.stack.ts as its user would: a process each, and a folder for state and the embedded cluster. */

import type { BucketProps, ClusterProp } from "alchemy-kubernetes";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child, Ended } from "../../support/child.ts";
import { outputsIn, startProgram, stateIn } from "../../support/program.ts";

/** What the program deploys. */
export interface Shop {
  /** @default all of it */
  only?: ("objects" | "bucket" | "kro" | "direct")[];
  /** Options of the app, as JSON has them. */
  app?: Record<string, unknown>;
  /** The `cluster` of each resource. */
  cluster?: ClusterProp;
  bucket?: BucketProps;
  /** A value in a ConfigMap. */
  mode?: string;
  /** How many ConfigMaps it writes one after the other, besides. */
  many?: number;
  /** Puts an object into the bucket, with these keys. */
  put?: { accessKey: string; secretKey: string };
  /** Says HOLDING before the end, and waits for SIGUSR2. */
  hold?: boolean;
}

export interface Outcome extends Ended {
  outputs: Record<string, unknown>;
}

/** A folder in which the program runs. */
export interface Checkout extends Disposable {
  folder: string;
  start(shop: Shop, ...args: string[]): Child;
  /** Runs the program to its end. */
  run(shop: Shop, ...args: string[]): Promise<Outcome>;
  /** Alchemy's state by path; nothing of the cluster's own files. */
  state(): Promise<Record<string, string>>;
}

const PROGRAM = join(import.meta.dir, "shop.stack.ts");

export function checkOut(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "local-"));
  const start: Checkout["start"] = (shop, ...args) =>
    startProgram({ program: PROGRAM, folder, args, env: { SHOP: JSON.stringify(shop) } });
  return {
    folder,
    start,
    run: async (shop, ...args) => outcomeOf(await start(shop, ...args).ended),
    state: () => stateIn(folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a program that ended had got. */
export function outcomeOf(ended: Ended): Outcome {
  return { ...ended, outputs: outputsIn(ended) };
}
