/**
 * Immutable fields: whether an update that the server does not accept can only be had by replacing the object.
 *
 * It takes two things: a cause that says that a field may not change, *and* the proof that the same manifest is valid on its own.
 * Without the proof a typo would delete something: the validation of an update may stop at "immutable" before it looks at the value.
 * Causes of other kinds beside the first do not matter: what the proof accepts is no mistake.
 */

import { type ApiError, ProviderError, type StatusCause } from "../../errors.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { unkeptFields } from "../ignored-fields.ts";
import { describeTarget, type Target } from "../target.ts";
import { changedFields, type ImmutableField, isImmutableCause, isUnchanged } from "./cause.ts";
import { transitionRulesOf } from "./custom-transitions.ts";
import { prove, type ProofContext } from "./proof.ts";
import { fieldRules, isWithin } from "./table.ts";

/** An update that the server does not accept. */
export interface Refusal {
  causes: readonly StatusCause[];
  /** What to throw when the object is not to be replaced. */
  error: ProviderError;
}

/** The refusal that an API error is. */
export function refusalOf(error: ApiError): Refusal {
  return { causes: error.causes, error };
}

/**
 * The refusal that an answer of success amounts to: the server kept an immutable field as it was, without a word.
 * @param answer the object that the dry run of the update gave
 */
export function silentRefusal(target: Target, manifest: Manifest, answer: Manifest): Refusal | undefined {
  const rules = fieldRules(target.kind).filter((rule) => rule.answer === "ignored" && rule.action !== "warn");
  if (rules.length === 0) return undefined;
  const { ignored } = unkeptFields(manifest, answer);
  const kept = rules.filter(({ field }) => ignored.some((path) => isWithin(path.slice(1), field)));
  if (kept.length === 0) return undefined;
  const fields = kept.map(({ field }) => field);
  return {
    causes: fields.map((field) => ({ reason: "FieldValueForbidden", message: "field is immutable", field })),
    error: new ProviderError("immutable", `the server ignores a change of ${fields.join(", ")}`, {
      object: describeTarget(target),
      advice: "Choose another name, so that a new object is made.",
    }),
  };
}

/**
 * Decides what a refused update means.
 * @returns the fields for which the object has to be replaced; none when no cause says that a field is immutable
 * @throws {ProviderError} `invalid` when the manifest is not valid on its own; `immutable` when the object is to be kept, or the server
 * would not say whether the manifest is valid; nothing was changed
 */
export async function immutableFields(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  context: ProofContext & { refusal: Refusal },
): Promise<string[]> {
  const { fieldManager, refusal } = context;
  const transitions = await transitionRulesOf(target.client, target.kind);
  const causes = refusal.causes.filter(
    (cause) =>
      isImmutableCause(target.kind, cause, transitions) && !isUnchanged(live, manifest, cause.field ?? ""),
  );
  if (causes.length === 0) return [];
  const fields = changedFields(target.kind, causes, { live, manifest, fieldManager });
  const names = fields.map(({ field }) => field);
  const [kept] = fields.every(({ rule }) => rule?.action === "keep") ? fields : [];
  // Beside other mistakes the server's own list says more.
  if (kept !== undefined)
    throw causes.length < refusal.causes.length ? refusal.error : keeping(target, kept, refusal);
  const proof = await prove(target, live, manifest, context);
  if (proof.is === "valid") return names;
  throw proof.is === "invalid" ? notValid(target, names, proof.why) : notProven(target, names, proof.why);
}

function keeping(target: Target, { field, rule }: ImmutableField, { error }: Refusal): ProviderError {
  const when = rule?.when === undefined ? "" : ` (${rule.when})`;
  return new ProviderError("immutable", `${field} cannot be changed now${when}`, {
    object: describeTarget(target),
    cause: error,
    ...(rule?.advice !== undefined && { advice: rule.advice }),
  });
}

function notValid(target: Target, fields: readonly string[], why: string): ProviderError {
  const what = `${fields.join(", ")} cannot be changed but by replacing it, and its manifest is not valid: ${why}`;
  const advice = "Correct the manifest; the object was left as it is.";
  return new ProviderError("invalid", what, { object: describeTarget(target), advice });
}

function notProven(target: Target, fields: readonly string[], why: string): ProviderError {
  const what = `${fields.join(", ")} cannot be changed but by replacing it, and the server would not say whether it could be made anew: ${why}`;
  const advice = "The object was left as it is. Mend that, or delete the object yourself, and run again.";
  return new ProviderError("immutable", what, { object: describeTarget(target), advice });
}
