/** The tags that combine references: `cel` to an expression, `text` to a string. Pure. */

import { ProviderError } from "../../errors.ts";
import { celNumber, celString } from "./cel-text.ts";
import { fragmentOf, operandOf, parenthesized, reference, type Fragment, type Part } from "./references.ts";
import type { KubernetesRef, Ref, UntypedRef } from "./reference-types.ts";

/** The tag `cel`. */
export interface CelTag {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): UntypedRef;
  /** @typeParam T what the expression gives */
  <T>(strings: TemplateStringsArray, ...values: readonly unknown[]): KubernetesRef<T>;
}

/**
 * A CEL expression of references and JavaScript values: references become paths, values literals, nested expressions are put in
 * parentheses. Without a type argument it fits every field; with one, TypeScript checks where it is used.
 *
 * @example cel`${schema.spec.replicas} > 1`
 * @example cel<string>`"http://" + ${svc.metadata.name}`
 * @throws {ProviderError} `usage` when a value is none that CEL could hold
 * @see https://kro.run/docs/concepts/rgd/cel-expressions
 */
export const cel = ((strings: TemplateStringsArray, ...values: readonly unknown[]): unknown => {
  // Backslashes belong to CEL, so the text is taken as it was written.
  const parts = strings.raw.flatMap((text, index): readonly Part[] => {
    const written = text === "" ? [] : [text.replaceAll("\\`", "`").replaceAll("\\${", "${")];
    return index === 0 ? written : [...celParts(values[index - 1]), ...written];
  });
  return reference({ kind: "cel", parts: merged(parts) });
}) as CelTag;

/**
 * A string with references in it, whatever their types.
 * @example text`http://${svc.metadata.name}:${schema.spec.port}`
 * @throws {ProviderError} `usage` when a value is none that CEL could hold
 */
export function text(strings: TemplateStringsArray, ...values: readonly unknown[]): KubernetesRef<string> {
  const pieces = strings.flatMap((written, index): (string | Fragment)[] => {
    const before = index === 0 ? [] : [textPiece(values[index - 1])];
    return [...before, written].filter((piece) => piece !== "");
  });
  return reference({ kind: "text", pieces }) as KubernetesRef<string>;
}

function textPiece(value: unknown): string | Fragment {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  return fragmentOf(value) ?? { kind: "cel", parts: celParts(value) };
}

/**
 * A field that may be absent, with a value for that case: kro would wait for the field for ever.
 * @param value a reference to the field
 * @param otherwise its value where it, or an object on the way, is absent
 * @example optional(schema.spec.host, "localhost") // schema.spec.?host.orValue("localhost")
 * @throws {ProviderError} `usage` when the reference is no plain path
 */
export function optional<T>(value: Ref<T>, otherwise: NoInfer<T> | Ref<NoInfer<T>>): KubernetesRef<T> {
  const operand = operandOf(value);
  if (operand === undefined || operand.path.length === 0) {
    throw new ProviderError("usage", "optional() takes a reference to a field, as schema.spec.host", {
      advice: "For other expressions write CEL: cel`has(…) ? … : …`.",
    });
  }
  const certain = operand.root.kind === "schema" ? 1 : 0;
  if (operand.path.length <= certain) return value as KubernetesRef<T>;
  const parts = [{ ...operand, certain }, ".orValue(", ...celParts(otherwise), ")"];
  return reference({ kind: "cel", parts }) as KubernetesRef<T>;
}

/**
 * A JavaScript value as a part of an expression.
 * @throws {ProviderError} `usage` when CEL has no literal for it
 */
export function celParts(value: unknown): readonly Part[] {
  const fragment = fragmentOf(value);
  if (fragment !== undefined) return parenthesized(fragment);
  if (typeof value === "string") return [celString(value)];
  if (typeof value === "boolean" || value === null) return [String(value)];
  if (typeof value === "number" || typeof value === "bigint") {
    const number = celNumber(value);
    if (number !== undefined) return [number];
  }
  if (Array.isArray(value)) return ["[", ...joined(value.map(celParts)), "]"];
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return ["{", ...joined(entries.map(([key, inner]) => [`${celString(key)}: `, ...celParts(inner)])), "}"];
  }
  throw new ProviderError("usage", `a CEL expression cannot hold ${describeValue(value)}`, {
    advice: "Put references, strings, numbers, booleans, lists and plain objects into it.",
  });
}

function joined(items: readonly (readonly Part[])[]): Part[] {
  return items.flatMap((item, index) => (index === 0 ? item : [", ", ...item]));
}

/** Neighbouring texts as one, so that an expression that is a single path can be told by its length. */
function merged(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === "string" && typeof last === "string") out[out.length - 1] = last + part;
    else out.push(part);
  }
  return out;
}

/** Whether a value is an object literal, rather than an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A value as messages name it, without showing it: it may be a secret. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object") return `a ${typeof value}`;
  const maker: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  return typeof maker === "function" && maker !== Object ? `an object of class ${maker.name}` : "an object";
}
