/**
 * Finding out why an object is not ready: the owner chain, container states, warnings, and the end of logs.
 *
 * Asked only about a failure, within seconds, and it never fails itself: what cannot be read is left out and told.
 */

import type { Client } from "../client/client.ts";
import { Deadline } from "../retry.ts";
import { type LiveObject, refOf } from "../model/object.ts";
import { judge } from "../readiness/readiness.ts";
import type { Readiness } from "../readiness/verdict.ts";
import { type Clean, cleaner, oneLine } from "./clean.ts";
import { troubledContainers } from "./containers.ts";
import type { Diagnosis, DiagnosedObject, WarningReport } from "./diagnosis.ts";
import { warningsAbout } from "./events.ts";
import { readLogs } from "./logs.ts";
import { belongingsOf, flatten, type ObjectTree, type Unseen } from "./owners.ts";
import { type PodSecrets, secretsOfPods } from "./pod-secrets.ts";
import { rememberedSecrets } from "./secrets.ts";
import { whyUnseen } from "./why-unseen.ts";

/** ms. Whoever waits for the error has waited long enough. */
const TIME = 10_000;

/** What the caller knows already. */
export interface Symptoms {
  /** Why the object is not ready, in words. */
  reason: string;
  /** What its rule says of it, where that is known. */
  verdict?: Readiness;
}

/**
 * Finds out why an object is not ready.
 * @param object as it was seen last
 */
export async function diagnose(
  client: Client,
  object: LiveObject,
  { reason, verdict }: Symptoms,
): Promise<Diagnosis> {
  using deadline = new Deadline(TIME);
  const { signal } = deadline;
  const { tree, unseen } = await belongingsOf(client, object, { signal, current: true });
  const objects = flatten(tree);
  const pods = objects.filter((one) => one.kind === "Pod" && isNotReady(one));
  const { values, whyHidden } = await secretsOfPods(client, pods, signal);
  const clean = cleaner([...rememberedSecrets(), ...values]);
  const containers = pods.flatMap((pod) =>
    troubledContainers(pod, { clean, quotes: whyHidden(refOf(pod)) === undefined }),
  );
  const reading = { clean, signal, whyHidden };
  const [events, logs] = await Promise.all([
    readWarnings(client, objects, { ...reading, unseen }),
    readLogs(client, containers, reading),
  ]);
  return {
    object: refOf(object),
    reason: oneLine(clean(reason), 600),
    chain: judged(tree, clean, verdict),
    containers,
    events,
    logs,
    unseen: unseen.map(({ what, because }) => ({ what, because: oneLine(clean(because)) })),
  };
}

function isNotReady(object: LiveObject): boolean {
  return judge(object).state !== "ready";
}

/** Reasons of events that quote what a probe wrote. @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/kubelet/prober/prober.go */
const QUOTING = new Set(["Unhealthy", "ProbeWarning"]);

async function readWarnings(
  client: Client,
  objects: readonly LiveObject[],
  {
    whyHidden,
    unseen,
    ...reading
  }: { clean: Clean; signal: AbortSignal; whyHidden: PodSecrets["whyHidden"]; unseen: Unseen[] },
): Promise<WarningReport[]> {
  try {
    const warnings = await warningsAbout(client, objects, reading);
    return warnings.map((warning) => {
      const hidden = QUOTING.has(warning.reason) ? whyHidden(warning.object) : undefined;
      return hidden === undefined ? warning : { ...warning, message: oneLine(reading.clean(hidden)) };
    });
  } catch (error) {
    unseen.push({ what: "events", because: whyUnseen(error) });
    return [];
  }
}

/** What the rules say of each object of the chain. */
function judged(tree: ObjectTree, clean: Clean, known?: Readiness, parent?: string): DiagnosedObject[] {
  const { object, children } = tree;
  const verdict = known ?? judge(object);
  const { uid } = object.metadata;
  const own: DiagnosedObject = { ...refOf(object), uid, state: verdict.state };
  if (parent !== undefined) own.parent = parent;
  if (verdict.state !== "ready") {
    const { reason, cause, condition } = verdict;
    own.reason = oneLine(clean(reason), 600);
    if (cause !== undefined) own.cause = oneLine(clean(cause), 80);
    if (condition !== undefined) {
      const { message } = condition;
      own.condition = { ...condition, ...(message !== undefined && { message: oneLine(clean(message)) }) };
    }
  }
  return [own, ...children.flatMap((child) => judged(child, clean, undefined, uid))];
}
