/** The words in which a broken rule is told. */

import type { Rule, RuleInput } from "../../cel/rule.ts";
import { duplicate, forbidden, invalid, required } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import type { ValidationRule } from "./schema.ts";

/** How messages name a rule: by its own message. */
function ruleText({ rule, message = "" }: ValidationRule): string {
  return (message === "" ? rule : message).trim();
}

/** A rule that could not be evaluated. @param failure in the words of cel-go */
export function failureText(failure: string, definition: ValidationRule): string {
  if (failure.startsWith("no such overload")) {
    return `'${failure}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(definition)}`;
  }
  return `${failure} evaluating rule: ${ruleText(definition)}`;
}

/** The longest text that a message expression may give, in bytes. */
const MESSAGE_LIMIT = 5 * 1024;

/** The message of a broken rule: what its expression gives, its own text, or the rule itself. */
export function messageOf(
  { definition, message }: { definition: ValidationRule; message: Rule | undefined },
  input: RuleInput,
): string {
  const result = message?.evaluate(input);
  if (result !== undefined && "value" in result && typeof result.value === "string") {
    const text = result.value.trim();
    if (text !== "" && !text.includes("\n") && Buffer.byteLength(text) <= MESSAGE_LIMIT) return text;
  }
  return definition.message === undefined || definition.message === ""
    ? `failed rule: ${ruleText(definition)}`
    : definition.message.trim();
}

/** The error that a rule asks for. */
export function errorFor(
  { reason }: ValidationRule,
  { path, value, detail }: { path: string; value: unknown; detail: string },
): FieldError {
  if (reason === "FieldValueForbidden") return forbidden(path, detail);
  if (reason === "FieldValueRequired") return required(path, detail);
  return reason === "FieldValueDuplicate" ? duplicate(path, value) : invalid(path, value, detail);
}
