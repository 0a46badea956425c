/** Resolving a node that refers to objects of somebody else: waiting until they exist and `readyWhen` holds of them. */

import { type ExternalTarget, externalTarget } from "../graph/external.ts";
import { exclusion } from "../graph/render.ts";
import { readyByRule } from "../graph/ready.ts";
import { describe, type LiveObject } from "../model/object.ts";
import { type NodeRun, see, seeAll } from "./progress.ts";
import { type Run, untilDecided } from "./run.ts";

type Resolved = Exclude<ExternalTarget, { state: "pending" }>;

/**
 * Resolves an external reference.
 * @param signal ends it; what it waited for is noted in its run by then
 * @returns why the node is left out, if it is
 */
export async function resolveExternal(
  run: Run,
  self: NodeRun,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = decide(run, self) ?? (await untilDecided(run, self, signal, () => decide(run, self)));
  self.waiting.clear();
  if (found.state === "skipped") return found.because;
  await (found.state === "named"
    ? untilThere(run, self, found, signal)
    : untilAllReady(run, self, found, signal));
  self.waiting.clear();
  return undefined;
}

function decide(run: Run, self: NodeRun): Resolved | { state: "skipped"; because: string } | undefined {
  const variables = run.variables();
  const excluded = exclusion(self.node, variables);
  if (excluded?.state === "skipped") return excluded;
  const target = excluded ?? externalTarget(self.node, variables);
  if (target.state !== "pending") return target;
  waitFor(run, self, "", target.reason);
  return undefined;
}

function waitFor(run: Run, self: NodeRun, object: string, reason: string): void {
  if (self.waiting.get(object) === reason) return;
  self.waiting.set(object, reason);
  run.report({ node: self.node.id, ...(object !== "" && { object }), message: reason });
}

async function untilThere(
  run: Run,
  self: NodeRun,
  target: Resolved & { state: "named" },
  signal: AbortSignal,
): Promise<void> {
  const { state: _state, ...ref } = target;
  const object = describe(ref);
  const onState = (live: LiveObject | undefined): true | undefined => {
    if (live !== undefined) see(self, 0, live);
    const verdict = live && readyByRule(self.node, live);
    if (verdict?.ready === true) return true;
    waitFor(run, self, object, verdict?.reason ?? "it does not exist, and the graph refers to it");
    return undefined;
  };
  await run.operations.follow(ref, onState, signal);
}

async function untilAllReady(
  run: Run,
  self: NodeRun,
  target: Resolved & { state: "selected" },
  signal: AbortSignal,
): Promise<void> {
  const { state: _state, ...selected } = target;
  self.selected = selected;
  const object = `${selected.kind} ${selected.labelSelector}`;
  const onStates = (states: readonly LiveObject[]): true | undefined => {
    seeAll(self, states);
    const verdict = readyByRule(self.node, states);
    if (verdict.ready) return true;
    waitFor(run, self, object, verdict.reason);
    return undefined;
  };
  await run.operations.followAll(selected, onStates, signal);
}
