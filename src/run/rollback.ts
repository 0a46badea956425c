/** Undoing what a failed run wrote. */

import { summaryOf } from "../errors.ts";
import { ensure } from "../apply/ensure.ts";
import { appSelector, isOwnedBy } from "../apply/ownership.ts";
import { readObject } from "../apply/read.ts";
import { remove } from "../apply/remove.ts";
import { describe } from "../model/object.ts";
import type { DirectOptions, Written } from "./direct.ts";
import type { Failure } from "./failure.ts";
import { type InventoryObject, ownershipOf } from "./inventory.ts";
import { byWave } from "./waves.ts";

/** What a rollback came to. */
export interface Rollback {
  /** What was done and what could not be, for people. */
  summary: string;
  /** What stays with the instance, although it was not its before. */
  kept: InventoryObject[];
  failures: Failure[];
}

/**
 * Undoes the writes of a run: what it created is deleted, dependents first, and what it changed gets the manifest back that was
 * applied before. That brings back the fields of our manifest and nothing else: an object that was adopted stays with this
 * instance, one that was replaced is replaced once more and has lost what it held, and what controllers did in between stays.
 */
export async function rollBack(
  written: Iterable<Written>,
  options: DirectOptions,
  timeout: number,
): Promise<Rollback> {
  const failures: Failure[] = [];
  const deleted: InventoryObject[] = [];
  const restored: InventoryObject[] = [];
  const kept: InventoryObject[] = [];
  const attempt = async (
    { object }: Written,
    work: Promise<boolean>,
    done: InventoryObject[],
  ): Promise<void> => {
    try {
      if (await work) done.push(object);
    } catch (error) {
      failures.push({ node: object.node, object: describe(object), phase: "rollback", error });
    }
  };
  const groups = Map.groupBy(written, effectOf);
  const { created = [], changed = [], adopted = [] } = Object.fromEntries(groups);
  await Promise.all([
    ...changed.map((write) => attempt(write, rollBackOne(write, options, timeout), restored)),
    ...adopted.map((write) => attempt(write, isOurs(write, options), kept)),
  ]);
  for (const wave of byWave(created.map((write) => ({ ...write, wave: write.object.wave }))))
    await Promise.all(wave.map((write) => attempt(write, unmake(write, options, timeout), deleted)));
  const done = `rolled back: ${deleted.length} created objects deleted, ${restored.length} changed objects brought back`;
  const stay = kept.map((object) => `${describe(object)} was adopted and stays as it is`);
  const lost = failures.map(
    ({ object, error }) => `${object} could not be brought back: ${summaryOf(error)}`,
  );
  return { summary: [done, ...stay, ...lost].join("; "), kept, failures };
}

type Effect = "created" | "changed" | "adopted" | "none";

/**
 * What a write came to, if it was done. The outcome of one that was cut off is not known; of one whose answer was lost it is that
 * of the attempt after it, which found the object as it was to be.
 */
function effectOf({ outcome, existed, foreign, former }: Written): Effect {
  if (outcome === "created" || outcome === "adopted") return outcome;
  // What it held is lost; that is told.
  if (outcome === "replaced") return "changed";
  if (foreign) return "adopted";
  // Our mark can only be this run's: without it the object is left alone.
  if (!existed) return "created";
  return outcome === "unchanged" || (outcome === undefined && former === undefined) ? "none" : "changed";
}

/** Whether what was about to be adopted bears our mark. */
async function isOurs({ target }: Written, { inventory }: DirectOptions): Promise<boolean> {
  const live = await readObject(target);
  return live !== undefined && isOwnedBy(live, { id: inventory.owner });
}

async function rollBackOne(
  { target, object, former, outcome }: Written,
  options: DirectOptions,
  timeout: number,
): Promise<boolean> {
  if (former === undefined) throw new Error("what it was before is not known");
  const { outcome: restored } = await ensure(target, {
    manifest: former,
    applied: former,
    ownership: ownershipOf(options.inventory, object.node),
    timeout,
    expect: "present",
    adopt: false,
    conflicts: "force",
    secrets: [],
    report: () => undefined,
    allowDataLoss: outcome === "replaced",
  });
  return restored !== "unchanged";
}

/** Deletes what this run made, if it bears the mark of its owner; `false` when there was nothing of the kind. */
async function unmake({ target }: Written, { inventory }: DirectOptions, timeout: number): Promise<boolean> {
  const { owner, graph } = inventory;
  const removal = await remove(target, {
    owner,
    timeout,
    selector: appSelector(graph),
    report: () => undefined,
  });
  return removal === "removed";
}
