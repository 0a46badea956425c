/** What keeps an object that is being deleted, in words. Pure. */

import { builtinKind } from "../model/kind-table.ts";
import { groupOf, resourceName, versionOf } from "../model/kind.ts";
import { describe, type LiveObject } from "../model/object.ts";
import { ownerOfFinalizer } from "./finalizers.ts";
import { finalizersOf, type Hold, remainsIn } from "./holds.ts";

/** What keeps an object, for people. */
export interface HoldReport {
  /** The hold that matters most, as a clause; `undefined` when there is none. */
  what?: string;
  advice: string;
  /** The other holds, and the command for when nothing else helps, a line each. */
  details: string;
}

/**
 * Puts holds into words.
 * @param object the deleted one
 */
export function reportHolds(object: LiveObject, holds: readonly Hold[]): HoldReport {
  const telling = tellingOf(holds);
  const [first, ...others] = telling.map((hold) => describeHold(object, hold));
  if (first === undefined) return { advice: MORE_TIME, details: "" };
  const foreign = telling.find(({ builtIn }) => builtIn !== true);
  const lines = others.slice(0, SHOWN);
  if (others.length > SHOWN) lines.push(`and ${others.length - SHOWN} more`);
  if (foreign !== undefined) {
    lines.push(
      `Only if ${foreign.owner} is gone for good: this removes the finalizer, and what it would have cleaned up stays behind:`,
      `  ${removalCommand(foreign.object, foreign.finalizer)}`,
    );
  }
  return {
    what: first,
    advice:
      foreign === undefined ? adviceOnWaiting(holds) : `See that ${foreign.owner} runs, then run again.`,
    details: lines.map((line) => `  ${line}`).join("\n"),
  };
}

/** What holds innermost says it all: that the object around it waits for it goes without saying. */
function tellingOf(holds: readonly Hold[]): Hold[] {
  const held = new Set(holds.map(({ object }) => object.metadata.uid));
  const isOuter = ({ waitsFor }: Hold): boolean => waitsFor.some(({ metadata }) => held.has(metadata.uid));
  return holds.filter((hold) => !isOuter(hold) || hold.notes.length > 0);
}

function describeHold(about: LiveObject, hold: Hold): string {
  const { object, finalizer, owner, once, waitsFor, notes } = hold;
  const its =
    object.metadata.uid === about.metadata.uid
      ? `its finalizer ${finalizer}`
      : `the finalizer ${finalizer} of ${describe({ kind: object.kind, ...object.metadata })}`;
  const left = waitsFor.length === 0 ? "" : ` (left: ${namesOf(waitsFor)})`;
  const said = notes.length === 0 ? "" : `: ${notes.join(" ")}`;
  return `${owner} removes ${its} once ${once}${left}${said}`;
}

// More would hide the first.
const SHOWN = 5;

function namesOf(objects: readonly LiveObject[]): string {
  const names = objects.slice(0, SHOWN).map(({ kind, metadata }) => describe({ kind, ...metadata }));
  if (objects.length > SHOWN) names.push(`${objects.length - SHOWN} more`);
  return names.join(", ");
}

const MORE_TIME = "It may only need more time: run again, or set a longer `delete.timeout`.";

/** A finalizer of Kubernetes' own is never to be removed by hand: what it waits for is to be deleted. */
function adviceOnWaiting(holds: readonly Hold[]): string {
  const users = holds.flatMap((hold) => hold.users);
  return users.length === 0 ? MORE_TIME : `Delete what it waits for (${namesOf(users)}), then run again.`;
}

/** The command that removes exactly this finalizer, and fails when it is not where it was. */
function removalCommand({ apiVersion, kind, metadata }: LiveObject, finalizer: string): string {
  const path = `/metadata/finalizers/${metadata.finalizers?.indexOf(finalizer) ?? 0}`;
  const patch = JSON.stringify([
    { op: "test", path, value: finalizer },
    { op: "remove", path },
  ]);
  const known = builtinKind(apiVersion, kind);
  // kubectl knows a kind by `kind.version.group`, too.
  const resource = known ? resourceName(known) : `${kind}.${versionOf(apiVersion)}.${groupOf(apiVersion)}`;
  const place = metadata.namespace === undefined ? "" : ` -n ${metadata.namespace}`;
  return `kubectl patch ${resource} ${metadata.name}${place} --type=json -p '${patch}'`;
}

/** What a deletion waits for, in a few words for a line of progress; `undefined` when it needs only time. */
export function waitingFor(object: LiveObject): string | undefined {
  if (object.kind === "Namespace") return remainsIn(object).join(" ") || undefined;
  const [finalizer] = finalizersOf(object);
  if (finalizer === undefined) return undefined;
  const { owner, once } = ownerOfFinalizer(finalizer);
  return `waiting until ${owner} removes its finalizer ${finalizer}, once ${once}`;
}
