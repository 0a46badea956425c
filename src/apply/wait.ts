/** Waiting until an object is ready, has failed, or the deadline passes. */

import { ProviderError } from "../errors.ts";
import type { LiveObject } from "../model/object.ts";
import { compileWait } from "../readiness/compile-wait.ts";
import { ruleKeyOf } from "../readiness/readiness.ts";
import type { Readiness } from "../readiness/verdict.ts";
import type { CheckRule, WaitRule } from "../readiness/wait-rule.ts";
import { Deadline } from "../retry.ts";
import { follow, WATCH_LAG } from "./follow.ts";
import { surroundingsOf } from "./surroundings.ts";
import { describeTarget, type Target } from "./target.ts";

export interface WaitOptions {
  /** All of them must hold. */
  rule: WaitRule | readonly WaitRule[];
  /** Any of them fails at once. */
  failOn?: CheckRule | readonly CheckRule[] | undefined;
  /** ms */
  timeout: number;
  signal?: AbortSignal;
  /** Label selector that the object matches, so that the watch sees little else. */
  selector?: string;
  /** Called with the reason whenever it changes. */
  report(reason: string): void;
  /** Finds out more about an object that did not become ready, for the message: a clause, or nothing. */
  explain?(object: LiveObject): Promise<string | undefined>;
}

export interface Ready {
  object: LiveObject;
  warning?: string;
}

/**
 * Waits until the object that we wrote is ready.
 * @param written the API server's answer to our write: older states and other uids are not looked at
 * @throws {ProviderError} `not-ready` when it failed, was deleted, or the deadline passed; the message says what was awaited
 */
export async function untilReady(target: Target, written: LiveObject, options: WaitOptions): Promise<Ready> {
  const { rule: wait, failOn } = options;
  const [judge, around] = await Promise.all([
    compileWait({ wait, failOn, kind: ruleKeyOf(written) }),
    surroundingsOf(target.client, written, [wait].flat().includes("ready") ? target.kind : undefined),
  ]);
  const verdictOn = (object: LiveObject): Readiness => judge(object, around);
  const first = verdictOn(written);
  if (first.state === "ready") return ready(written, first.warning);
  using deadline = new Deadline(options.timeout, options.signal);
  const { signal } = deadline;
  using patience = new Patience(() => deadline.abort());
  let last: { object: LiveObject; verdict: Readiness } = { object: written, verdict: first };
  const consider = (object: LiveObject): Ready | undefined => {
    if (isOlder(object, written)) return undefined;
    const verdict = verdictOn(object);
    if (verdict.state !== "ready" && reasonOf(verdict) !== reasonOf(last.verdict))
      options.report(reasonOf(verdict));
    last = { object, verdict };
    return settle(target, object, verdict, patience);
  };
  try {
    options.report(reasonOf(first));
    consider(written);
    const following = { ...options, signal, lag: WATCH_LAG };
    const found = await follow({ ...target, uid: written.metadata.uid }, following, consider);
    return found ?? deleted(target);
  } catch (error) {
    if (patience.ended && last.verdict.state === "progressing")
      return ready(last.object, last.verdict.reason);
    if (patience.ended) throw notReady(target, await explained(last, options));
    if (deadline.expired && error === signal.reason)
      throw timedOut(target, options.timeout, await explained(last, options));
    throw error;
  }
}

/** How long a verdict must stand before it counts; started when the verdict appears, cleared when it changes. */
class Patience implements Disposable {
  readonly #onEnd: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: string | undefined;
  ended = false;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  start(state: string, ms: number): void {
    if (this.#since === state) return;
    this.clear();
    this.#since = state;
    this.#timer = setTimeout(() => {
      this.ended = true;
      this.#onEnd();
    }, ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#since = undefined;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}

function settle(
  target: Target,
  object: LiveObject,
  verdict: Readiness,
  patience: Patience,
): Ready | undefined {
  switch (verdict.state) {
    case "ready":
      return ready(object, verdict.warning);
    case "terminating":
      throw notReady(target, verdict.reason);
    case "failed":
      if (verdict.patience === undefined) throw notReady(target, verdict.reason);
      patience.start("failed", verdict.patience);
      return undefined;
    case "progressing":
      if (verdict.acceptAfter === undefined) patience.clear();
      else patience.start("progressing", verdict.acceptAfter);
      return undefined;
  }
}

/** Whether a state is from before our write. */
export function isOlder({ metadata }: LiveObject, written: LiveObject): boolean {
  const { generation, resourceVersion } = written.metadata;
  if (generation !== undefined && metadata.generation !== undefined) return metadata.generation < generation;
  // Resource versions of one resource are ordered decimal numbers since Kubernetes 1.35; others are let through.
  return Number(metadata.resourceVersion) < Number(resourceVersion);
}

function ready(object: LiveObject, warning: string | undefined): Ready {
  return warning === undefined ? { object } : { object, warning };
}

async function explained(
  { object, verdict }: { object: LiveObject; verdict: Readiness },
  options: WaitOptions,
): Promise<string> {
  // The message without more is what matters: asking for more may fail for the same cause.
  const more = await options.explain?.(object).catch(() => undefined);
  return more === undefined ? reasonOf(verdict) : `${reasonOf(verdict)}; ${more}`;
}

function reasonOf(verdict: Readiness): string {
  return verdict.state === "ready" ? "ready" : verdict.reason;
}

function deleted(target: Target): never {
  throw notReady(target, "it was deleted by somebody else while waiting for it");
}

function notReady(target: Target, reason: string): ProviderError {
  return new ProviderError("not-ready", reason, {
    object: describeTarget(target),
    advice: `See its events: kubectl describe ${target.kind.plural} ${target.name}${inNamespace(target)}.`,
  });
}

function timedOut(target: Target, timeout: number, reason: string): ProviderError {
  return new ProviderError("not-ready", `not ready after ${timeout / 1000} s: ${reason}`, {
    object: describeTarget(target),
    advice: `See its events: kubectl describe ${target.kind.plural} ${target.name}${inNamespace(target)}. Run again to go on waiting, or raise \`timeout\`.`,
  });
}

function inNamespace(target: Target): string {
  return target.namespace === undefined ? "" : ` -n ${target.namespace}`;
}
