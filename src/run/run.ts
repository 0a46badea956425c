/** What the nodes of one run share, and how one waits for the objects of others. */

import type { Variables } from "../graph/evaluate.ts";
import type { Path } from "../graph/path.ts";
import { isExternal } from "../graph/model.ts";
import { exactRefOf, type LiveObject, refOf } from "../model/object.ts";
import { Linked } from "../retry.ts";
import type { Operations } from "./operations.ts";
import { type NodeRun, type Progress, see, seeAll } from "./progress.ts";

/** What the nodes of one run share. */
export interface Run {
  operations: Operations;
  /** Ends everything. */
  signal: AbortSignal;
  /** Milliseconds of the whole run, for messages. */
  timeout: number;
  runs: ReadonlyMap<string, NodeRun>;
  waves: ReadonlyMap<string, number>;
  /** Where a node's objects hold what is made of a Secret's values. */
  secrets: ReadonlyMap<string, readonly Path[]>;
  variables(): Variables;
  report: (progress: Progress) => void;
  /** Whether a failure is that the time is over. */
  isTimeout(error: unknown): boolean;
}

/** The runs of the nodes that a node's expressions name. */
export function dependenciesOf(run: Run, self: NodeRun): NodeRun[] {
  return self.node.dependencies.flatMap((id) => run.runs.get(id) ?? []);
}

/** Follows all objects that a node depends on until they decide something. */
export async function untilDecided<T>(
  run: Run,
  self: NodeRun,
  signal: AbortSignal,
  decide: () => T | undefined,
): Promise<T> {
  using stop = new Linked(signal);
  const dependencies = dependenciesOf(run, self);
  const decisions = dependencies.flatMap((dependency) =>
    follows(run, dependency, { decide, signal: stop.signal }),
  );
  // A dependency that ends as it should decides nothing here: only its failure may win the race.
  const failures = dependencies.map(({ ended }) =>
    ended.promise.then(() => new Promise<never>(() => undefined)),
  );
  const aborted = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error), { once: true });
  });
  return await Promise.race([...decisions, ...failures, aborted]);
}

function follows<T>(
  run: Run,
  dependency: NodeRun,
  { decide, signal }: { decide: () => T | undefined; signal: AbortSignal },
): Promise<T>[] {
  const { operations } = run;
  if (dependency.selected !== undefined) {
    const onStates = (states: readonly LiveObject[]): T | undefined => {
      seeAll(dependency, states);
      return decide();
    };
    return [operations.followAll(dependency.selected, onStates, signal)];
  }
  return dependency.objects.map((object, index) => {
    const onState = (state: LiveObject | undefined): T | undefined => {
      if (state !== undefined) see(dependency, index, state);
      return decide();
    };
    // Whoever owns an external object may make it anew.
    const ref = isExternal(dependency.node.resource) ? refOf(object) : exactRefOf(object);
    return operations.follow(ref, onState, signal);
  });
}
