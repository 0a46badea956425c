/** Waiting until an object is ready, has failed, or the deadline passes. */

import { oneLine } from "../diagnosis/clean.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { NotReadyError } from "../diagnosis/not-ready.ts";
import { cleaned } from "../diagnosis/secrets.ts";
import { ProviderError } from "../errors.ts";
import { hasOlderVersion, type LiveObject } from "../model/object.ts";
import { compileWait } from "../readiness/compile-wait.ts";
import { ruleKeyOf } from "../readiness/readiness.ts";
import type { Readiness, Undone } from "../readiness/verdict.ts";
import type { FailChoice, WaitChoice, WaitRule } from "../readiness/wait-rule.ts";
import { Deadline } from "../retry.ts";
import { attend } from "./attend.ts";
import { follow, WATCH_LAG } from "./follow.ts";
import { readAgain } from "./read.ts";
import { Patience } from "./patience.ts";
import { surroundingsOf } from "./surroundings.ts";
import { describeTarget, type Target } from "./target.ts";

export interface WaitOptions {
  /** All of them must hold. */
  rule: WaitRule | readonly WaitRule[];
  /** Any of them fails at once. */
  failOn?: FailChoice | undefined;
  /** ms */
  timeout: number;
  signal?: AbortSignal;
  /** Label selector that the object matches, so that the watch sees little else. */
  selector?: string;
  /** Called with what is waited for, whenever that changes. */
  report(reason: string): void;
}

export interface Ready {
  object: LiveObject;
  /** On one line, without secrets. */
  warning?: string;
}

/** How waiting ended before its time: ready, or failed for good. */
type End = { ready: Ready } | { failed: Undone };

/** As {@link untilReady}, when there is something to wait for. */
export async function untilSettled(
  target: Target,
  written: LiveObject,
  { wait, ...options }: Omit<WaitOptions, "rule"> & { wait: WaitChoice },
): Promise<Ready> {
  if (wait === false || wait === "applied") return { object: written };
  return untilReady(target, written, { ...options, rule: wait });
}

/**
 * Waits until the object that we wrote is ready.
 * @param written the API server's answer to our write: older states and other uids are not looked at
 * @throws {NotReadyError} when it failed or the deadline passed: the message and its field `diagnosis` say why;
 *   {@link ProviderError} `not-ready` when it was deleted
 */
export async function untilReady(target: Target, written: LiveObject, options: WaitOptions): Promise<Ready> {
  const { rule: wait, failOn } = options;
  const [judge, around] = await Promise.all([
    compileWait({ wait, failOn, kind: ruleKeyOf(written) }),
    surroundingsOf(target.client, written, isReadiness(wait) ? target.kind : undefined),
  ]);
  const verdictOn = (object: LiveObject): Readiness => judge(object, around);
  const first = verdictOn(written);
  if (first.state === "ready") return ready(written, first.warning);
  using waiting = new Waiting(target, { object: written, verdict: first }, options);
  const { signal } = waiting.deadline;
  try {
    const following = { ...options, signal, lag: WATCH_LAG };
    const end =
      waiting.consider(written, first) ??
      (await follow({ ...target, uid: written.metadata.uid }, following, (object) =>
        isOlder(object, written) ? undefined : waiting.consider(object, verdictOn(object)),
      ));
    if (end === undefined) throw deleted(target);
    if ("ready" in end) return end.ready;
    throw await waiting.error(end.failed);
  } catch (error) {
    if (error !== signal.reason) throw error;
    // A watch may have died without a word.
    const last = waiting.deadline.expired ? await readAgain(target, written, options) : undefined;
    const end = last && waiting.consider(last, verdictOn(last));
    return end !== undefined && "ready" in end ? end.ready : waiting.settle(error);
  }
}

/** Whether the rule of the kind is among what is waited for. */
function isReadiness(wait: WaitOptions["rule"]): boolean {
  return [wait].flat().includes("ready");
}

interface State {
  object: LiveObject;
  verdict: Readiness;
}

// ms: what has changed again by then was no news. Where hundreds are waited for, telling all of it takes longer than the rest.
const NEWS = 250;

// ms. A Deployment whose number of replicas changed, too, is said to be observed just before it is said to be of another revision.
const SETTLING = 500;

/** What is known while an object is waited for. */
class Waiting implements Disposable {
  readonly deadline: Deadline;
  readonly #target: Target;
  readonly #options: WaitOptions;
  readonly #patience: Patience;
  readonly #podsPatience: Patience;
  readonly #pods: ReturnType<typeof attend>;
  #last: State;
  #said: string | undefined;
  #saying: ReturnType<typeof setTimeout> | undefined;
  #stop: Undone | undefined;

  constructor(target: Target, first: State, options: WaitOptions) {
    this.#target = target;
    this.#options = options;
    this.#last = first;
    this.deadline = new Deadline(options.timeout, options.signal);
    this.#patience = new Patience(() => this.deadline.abort());
    this.#podsPatience = new Patience(() => this.#giveUp());
    // Whoever waits for something else than readiness may get it although a pod fails.
    this.#pods = isReadiness(options.rule) ? attend(target, first.object, () => this.#heed()) : undefined;
  }

  /** Looks at a state of the object. */
  consider(object: LiveObject, verdict: Readiness): End | undefined {
    this.#last = { object, verdict };
    if (verdict.state === "ready") return { ready: ready(object, verdict.warning) };
    this.#pods?.update(object);
    this.#heed();
    const patience = verdict.state === "failed" ? verdict.patience : undefined;
    if (verdict.state === "terminating") throw notReady(this.#target, verdict.reason);
    if (verdict.state === "failed" && patience === undefined) return { failed: verdict };
    const wait = verdict.state === "progressing" ? verdict.acceptAfter : patience;
    if (wait === undefined) this.#patience.clear();
    else this.#patience.start(verdict.state, wait);
    return undefined;
  }

  /**
   * Decides what the end of the time means: ready after all, or an error.
   * @throws {NotReadyError}, and the reason of a signal that was not ours
   */
  async settle(reason: unknown): Promise<Ready> {
    const { object, verdict } = this.#last;
    if (this.#stop !== undefined) throw await this.error(this.#stop);
    if (this.#patience.ended && verdict.state === "progressing") return ready(object, verdict.reason);
    if (this.#patience.ended && verdict.state === "failed") throw await this.error(verdict);
    if (!this.deadline.expired) throw reason;
    const undone = verdict.state === "ready" ? { reason: "ready" } : verdict;
    throw await this.error(undone, `not ready after ${this.#options.timeout / 1000} s`);
  }

  /** The error of an object that is not ready, with all that can be found out. */
  async error({ reason }: Undone, when?: string): Promise<NotReadyError> {
    this.#tell();
    const { client } = this.#target;
    const { object, verdict } = this.#last;
    const diagnosis = await diagnose(client, object, { reason, verdict });
    const fallback = `See it whole: ${describing(this.#target)}.`;
    return new NotReadyError(diagnosis, { fallback, ...(when !== undefined && { when }) });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#saying);
    this.#pods?.[Symbol.dispose]();
    this.#patience[Symbol.dispose]();
    this.#podsPatience[Symbol.dispose]();
    this.deadline[Symbol.dispose]();
  }

  /** Looks at what the pods say. */
  #heed(): void {
    this.#say();
    const failed = this.#pods?.verdict.failed;
    if (failed === undefined) this.#podsPatience.clear();
    else
      this.#podsPatience.start(
        failed.patience === undefined ? "at once" : "later",
        failed.patience ?? SETTLING,
      );
  }

  #giveUp(): void {
    this.#stop = this.#pods?.verdict.failed;
    if (this.#stop !== undefined) this.deadline.abort();
  }

  /** One line for each change that lasts. */
  #say(): void {
    const { verdict } = this.#last;
    if (verdict.state === "ready") return;
    const reason = oneLine(cleaned(verdict.reason));
    const pods = this.#pods?.verdict.words;
    const words = pods === undefined || reason.includes(pods) ? reason : `${reason}; ${pods}`;
    if (words === this.#said) return;
    this.#said = words;
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => this.#tell(), NEWS);
  }

  #tell(): void {
    clearTimeout(this.#saying);
    if (this.#saying !== undefined && this.#said !== undefined) this.#options.report(this.#said);
    this.#saying = undefined;
  }
}

/** Whether a state is from before our write. */
export function isOlder(object: LiveObject, written: LiveObject): boolean {
  const { metadata } = object;
  const { generation } = written.metadata;
  if (generation !== undefined && metadata.generation !== undefined) return metadata.generation < generation;
  return hasOlderVersion(object, written);
}

function ready(object: LiveObject, warning: string | undefined): Ready {
  return warning === undefined ? { object } : { object, warning: oneLine(cleaned(warning)) };
}

function deleted(target: Target): ProviderError {
  return notReady(target, "it was deleted by somebody else while waiting for it");
}

function notReady(target: Target, reason: string): ProviderError {
  return new ProviderError("not-ready", reason, {
    object: describeTarget(target),
    advice: `See its events: ${describing(target)}.`,
  });
}

function describing({ kind, namespace, name }: Target): string {
  return `kubectl describe ${kind.plural} ${name}${namespace === undefined ? "" : ` -n ${namespace}`}`;
}
