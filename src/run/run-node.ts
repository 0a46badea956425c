/** Deploying one node: rendering it as soon as its data is there, writing its objects, and waiting until they are ready. */

import { isOlder } from "../apply/wait.ts";
import { NotReadyError } from "../diagnosis/not-ready.ts";
import { ProviderError } from "../errors.ts";
import { evaluateAt, type Variables, wrong } from "../graph/evaluate.ts";
import { isExternal } from "../graph/model.ts";
import type { AnalysedNode } from "../graph/node.ts";
import { readyByRule } from "../graph/ready.ts";
import { fieldPlace, renderNode, type Rendering } from "../graph/render.ts";
import { describe, exactRefOf, type LiveObject, type Manifest } from "../model/object.ts";
import { judgePreconditions } from "../readiness/readiness.ts";
import { Linked } from "../retry.ts";
import { resolveExternal } from "./external.ts";
import type { Phase } from "./failure.ts";
import type { Step } from "./operations.ts";
import { Blocked, type NodeRun, see } from "./progress.ts";
import { dependenciesOf, type Run, untilDecided } from "./run.ts";

/**
 * Deploys one node. What fails is noted in its run, each object's own failure.
 * @param release called when dependents may start: the objects exist and `readyWhen` holds
 * @throws when the node failed or is blocked
 */
export async function runNode(run: Run, self: NodeRun, release: () => void): Promise<void> {
  if (dependenciesOf(run, self).some(({ state }) => state === "skipped"))
    return skip(run, self, "a node that it depends on is skipped");
  const { node } = self;
  using stop = new Linked(run.signal);
  if (isExternal(node.resource)) {
    const because = await noting(run, self, { phase: "external" }, () =>
      resolveExternal(run, self, stop.signal),
    );
    return because === undefined ? undefined : skip(run, self, because);
  }
  const rendering = await noting(run, self, { phase: "render" }, () => rendered(run, self, stop.signal));
  if (rendering.state === "skipped") return skip(run, self, rendering.because);
  let unready = rendering.objects.length;
  const onReady = (): void => {
    unready -= 1;
    if (unready === 0) release();
  };
  const objects = rendering.objects.map((manifest, index) =>
    deployObject(run, self, { manifest, index, onReady }),
  );
  const failed = (await Promise.allSettled(objects)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function skip(run: Run, self: NodeRun, because: string): void {
  self.state = "skipped";
  run.report({ node: self.node.id, message: `left out, because ${because}`, skipped: true });
}

/** Where something may go wrong. */
interface Place {
  phase: Phase;
  object?: string;
  /** The object as it was seen last, where it exists. */
  live?: () => LiveObject | undefined;
}

/** Does a part of the work, and notes its failure where it happened. */
async function noting<T>(
  run: Run,
  self: NodeRun,
  { live, ...place }: Place,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Blocked) throw error;
    const told = run.isTimeout(error) ? await timedOut(run, self, { ...place, live }) : error;
    self.failures.push({ node: self.node.id, ...place, error: told });
    throw told;
  }
}

async function timedOut(
  run: Run,
  self: NodeRun,
  { phase, object = "", live }: Place,
): Promise<ProviderError> {
  const [about, reason] = [...self.waiting].find(([key]) => key === object) ??
    [...self.waiting].at(-1) ?? [object, "it was being written"];
  const when = `not ready after ${run.timeout / 1000} s (node ${self.node.id})`;
  const seen = live?.();
  if (seen !== undefined) return new NotReadyError(await run.operations.diagnose(seen, { reason }), { when });
  return new ProviderError("not-ready", `${when}: ${reason}`, {
    object: about === "" ? `node ${self.node.id}` : about,
    advice:
      phase === "external"
        ? "Create it, or correct the reference in the graph, then run again."
        : "Run again to go on waiting, or raise `timeout`.",
  });
}

/** Renders a node, as soon as the data that it reads is there. */
async function rendered(
  run: Run,
  self: NodeRun,
  signal: AbortSignal,
): Promise<Exclude<Rendering, { state: "pending" }>> {
  const now = renderNode(self.node, run.variables());
  if (now.state !== "pending") return now;
  refuseHopeless(self.node, run.variables(), now.reason);
  self.waiting.set("", now.reason);
  run.report({ node: self.node.id, message: `waiting: ${now.reason}` });
  const found = await untilDecided(run, self, signal, () => {
    const rendering = renderNode(self.node, run.variables());
    if (rendering.state !== "pending") return rendering;
    self.waiting.set("", rendering.reason);
    return undefined;
  });
  self.waiting.delete("");
  return found;
}

/**
 * What the instance lacks does not come by waiting.
 * @throws {GraphError} where the data that is missing is the instance's own
 */
function refuseHopeless(node: AnalysedNode, variables: Variables, reason: string): void {
  for (const field of node.fields) {
    if (field.iterates || field.expression.references.some(({ root }) => root !== "schema")) continue;
    const place = fieldPlace(node, field);
    const result = evaluateAt(field.expression, variables, place);
    if (result.state === "pending")
      throw wrong(place, `${result.reason}; set it in the spec, or read it as \`.?field.orValue(…)\``);
  }
  if (node.dependencies.length > 0) return;
  throw new ProviderError("invalid", reason, { object: `node ${node.id}` });
}

async function deployObject(
  run: Run,
  self: NodeRun,
  { manifest, index, onReady }: { manifest: Manifest; index: number; onReady: () => void },
): Promise<void> {
  const { id } = self.node;
  const object = describe({ ...manifest, ...manifest.metadata });
  using stop = new Linked(run.signal);
  const report = (reason: string): void => {
    self.waiting.set(object, reason);
    run.report({ node: id, object, message: reason });
  };
  const step: Step = { signal: stop.signal, report };
  const secrets = run.secrets.get(id) ?? [];
  const request = { node: id, manifest, secrets, wave: run.waves.get(id) ?? 1 };
  const { written, done } = run.operations.deploy(request, step);
  done.catch(() => undefined);
  const first = await noting(run, self, { phase: "write", object }, () => written);
  see(self, index, first);
  await noting(run, self, { phase: "ready", object, live: () => self.objects[index] }, async () => {
    const ready = untilReadyWhen(run, self, { first, index, step }).then(onReady);
    await Promise.all([ready, done.then((state) => see(self, index, state))]);
  });
  self.waiting.delete(object);
}

/** Follows an object until the node's `readyWhen` holds of it; states from before our write do not count. */
async function untilReadyWhen(
  run: Run,
  self: NodeRun,
  { first, index, step }: { first: LiveObject; index: number; step: Step },
): Promise<void> {
  if (self.node.readyWhen.length === 0) return;
  let said: string | undefined;
  const decide = (object: LiveObject | undefined): true | undefined => {
    if (object === undefined || isOlder(object, first)) return undefined;
    see(self, index, object);
    // What a controller says of an earlier generation says nothing of this one.
    const stale = judgePreconditions(object);
    const verdict =
      stale === undefined || stale.state === "ready"
        ? readyByRule(self.node, object)
        : { ready: false as const, ...stale };
    if (verdict.ready) return true;
    if (verdict.reason !== said) step.report(verdict.reason);
    said = verdict.reason;
    return undefined;
  };
  if (decide(first) === undefined) await run.operations.follow(exactRefOf(first), decide, step.signal);
}
