/** The error of an object that did not become ready. */

import { ProviderError } from "../errors.ts";
import { describe } from "../model/object.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { reportOf } from "./report.ts";

/** An object failed, or was not ready in time. The message holds the diagnosis in words; the field holds it as data. */
export class NotReadyError extends ProviderError {
  override readonly name = "NotReadyError";
  readonly #diagnosis: Diagnosis;

  /**
   * @param diagnosis what is known of it
   * @param how `when`, for one that was not ready in time, goes before the reason: `not ready after 60 s`; `fallback` is the next
   *   step when none is known
   */
  constructor(diagnosis: Diagnosis, how: { when?: string; fallback?: string } = {}) {
    const { cause, advice: step = how.fallback, details } = reportOf(diagnosis);
    const again = how.when === undefined ? undefined : "Run again to go on waiting, or raise `timeout`.";
    const advice = [step, again].filter((part) => part !== undefined).join(" ");
    const what = [how.when, diagnosis.reason].filter((part) => part !== undefined).join(": ");
    super("not-ready", cause === undefined ? what : `${what}; ${cause}`, {
      object: describe(diagnosis.object),
      ...(advice !== "" && { advice }),
      details,
    });
    this.#diagnosis = diagnosis;
  }

  /** What was found: the owner chain, conditions, containers, warnings and logs. */
  get diagnosis(): Diagnosis {
    return this.#diagnosis;
  }
}
