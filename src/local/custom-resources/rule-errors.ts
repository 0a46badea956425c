/** `x-kubernetes-validations` of schemas: what a rule must say, and whether its expressions compile. */

import { compileRule } from "../../cel/rule.ts";
import { embedded, typeOfSchema } from "../../cel/schema-type.ts";
import { describeType } from "../../cel/type.ts";
import { invalid, notSupported, required } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { Schema, ValidationRule } from "../validation/index.ts";
import { normalizedFieldPath } from "../validation/rule-path.ts";
import { shownRule } from "./go-struct.ts";

const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** Finds what is wrong with a rule, but for its expressions. @param path of the rule */
export function ruleErrors(rule: ValidationRule, schema: Schema, path: string): FieldError[] {
  const { messageExpression = "", fieldPath = "", reason } = rule;
  const errors = textErrors(rule, path);
  if (messageExpression !== "" && messageExpression.trim() === "")
    errors.push(required(`${path}.messageExpression`, "messageExpression must be non-empty if specified"));
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(notSupported(`${path}.reason`, reason, REASONS));
  const at = `${path}.fieldPath`;
  if (fieldPath !== "" && fieldPath.trim() === "")
    errors.push(invalid(at, fieldPath, "must be non-empty if specified"));
  if (hasLineBreak(fieldPath)) errors.push(invalid(at, fieldPath, "must not contain line breaks"));
  if (fieldPath !== "" && normalizedFieldPath(fieldPath, schema) === undefined)
    errors.push(invalid(at, fieldPath, "must be a valid path"));
  return errors;
}

function textErrors({ rule, message = "" }: ValidationRule, path: string): FieldError[] {
  const text = rule.trim();
  const shown = message.trim();
  if (text === "") return [required(`${path}.rule`, "rule is not specified")];
  if (message !== "" && shown === "")
    return [invalid(`${path}.message`, message, "must be non-empty if specified")];
  if (hasLineBreak(shown)) return [invalid(`${path}.message`, message, "must not contain line breaks")];
  if (hasLineBreak(text) && shown === "")
    return [required(`${path}.message`, "message must be specified if rule contains line breaks")];
  return [];
}

function hasLineBreak(text: string): boolean {
  return /[\n\r]/.test(text);
}

interface RulePlace {
  /** Path of the schema. */
  path: string;
  index: number;
  isRoot: boolean;
  uncorrelated?: string | undefined;
}

/** Finds what is wrong with the expressions of a rule. */
export function expressionErrors(
  rule: ValidationRule,
  schema: Schema,
  { path, index, isRoot, uncorrelated }: RulePlace,
): FieldError[] {
  const at = `${path}.x-kubernetes-validations[${index}]`;
  const typed = isRoot ? { ...schema, "x-kubernetes-embedded-resource": true } : schema;
  const self = typeOfSchema(embedded(typed as Parameters<typeof embedded>[0]), "self");
  const errors: FieldError[] = [];
  const compiled = compileRule(rule.rule, self, rule.optionalOldSelf);
  if ("error" in compiled) {
    return [invalid(`${at}.rule`, shownRule(rule), `compilation failed: ${compiled.error}`)];
  }
  if (describeType(compiled.type) !== "bool")
    return [invalid(`${at}.rule`, shownRule(rule), "cel expression must evaluate to a bool")];
  const { messageExpression = "" } = rule;
  if (messageExpression.trim() !== "") {
    const message = compileRule(messageExpression, self, rule.optionalOldSelf);
    const wrong =
      "error" in message
        ? `messageExpression compilation failed: ${message.error}`
        : describeType(message.type) === "string"
          ? undefined
          : "messageExpression must evaluate to a string";
    if (wrong !== undefined) errors.push(invalid(`${at}.messageExpression`, shownRule(rule), wrong));
  }
  if (compiled.usesOldSelf && uncorrelated !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
    errors.push(invalid(`${at}.rule`, rule.rule, detail));
  } else if (!compiled.usesOldSelf && rule.optionalOldSelf !== undefined) {
    const detail = "may not be set if oldSelf is not used in rule";
    errors.push(invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, detail));
  }
  return errors;
}
