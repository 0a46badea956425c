/** Runs of shop.stack.ts as its user would: a process each, and a folder for state and the embedded cluster. */

import type { BucketProps, ClusterProp } from "alchemy-kubernetes";
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type Child, type Ended, startChild } from "../../support/child.ts";

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

/** @param command that runs the program @default this Bun */
export function checkOut(command: string[] = [process.execPath, PROGRAM]): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "local-"));
  const start: Checkout["start"] = (shop, ...args) =>
    startChild([...command, "--root-dir", folder, ...args], folder, { SHOP: JSON.stringify(shop) });
  return {
    folder,
    start,
    run: async (shop, ...args) => outcomeOf(await start(shop, ...args).ended),
    state: () => readState(join(folder, ".alchemy")),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a program that ended had got. */
export function outcomeOf({ code, output }: Ended): Outcome {
  const line = /^OUTPUTS (.*)$/m.exec(output)?.[1];
  return { code, output, outputs: line === undefined ? {} : (JSON.parse(line) as Outcome["outputs"]) };
}

async function readState(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith("local/"));
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const),
  );
  return Object.fromEntries(texts);
}
