/** Takes secret values out of what the server says: its errors and warnings echo the request. Pure. */

import type { Status, StatusCause } from "../errors.ts";
import { isJsonObject } from "../model/json.ts";

const MASK = "(secret)";

/** Shorter values are replaced only where they stand alone: "1" would take every digit out of a message. */
const SHORT = 4;

// How the API server echoes a value that it could not read.
const ECHOES: readonly (readonly [RegExp, string])[] = [
  [/valueUnstructured\{Value:.*\}/g, `valueUnstructured{Value:${MASK}}`],
  [/Invalid value: .*?(?=: |$)/gm, `Invalid value: ${MASK}`],
  [/Unsupported value: .*?(?=: |$)/gm, `Unsupported value: ${MASK}`],
  [/error found in #[^]*/g, `error found ${MASK}`],
];

/**
 * Replaces secret values by `(secret)`: as they are, in base64, in a URL, and as JSON and Go write them.
 * @param message what the server said
 * @param secrets the plain values
 */
export function scrub(message: string, secrets: Iterable<string>): string {
  return scrubber(secrets)(message);
}

/** Makes what does it to many messages. */
export function scrubber(secrets: Iterable<string>): (message: string) => string {
  const forms = [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return (message) => forms.reduce(mask, message);
}

/** Replaces whatever an error about a Secret echoes, also values that nobody knows to be secret: numbers, nested values. */
export function scrubEchoes(message: string): string {
  return ECHOES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message);
}

/** The same for a whole Status. */
export function scrubStatus(status: Status, clean: (message: string) => string): Status {
  const scrubbed: Status = { ...status };
  if (status.message !== undefined) scrubbed.message = clean(status.message);
  const causes = status.details?.causes;
  if (causes !== undefined)
    scrubbed.details = { ...status.details, causes: causes.map((cause) => scrubCause(cause, clean)) };
  return scrubbed;
}

/** Whether a body is a Secret, whose every value is one. */
export function isSecret(body: unknown): boolean {
  return isJsonObject(body) && body["kind"] === "Secret" && body["apiVersion"] === "v1";
}

/** The values of a Secret, plain; none of another body. */
export function secretValues(body: unknown): string[] {
  if (!isJsonObject(body) || !isSecret(body)) return [];
  return [...leaves(body["stringData"]), ...leaves(body["data"]).flatMap((value) => [value, decode(value)])];
}

function scrubCause(cause: StatusCause, clean: (message: string) => string): StatusCause {
  return cause.message === undefined ? cause : { ...cause, message: clean(cause.message) };
}

function formsOf(secret: string): string[] {
  // Files and `echo` end with a line feed that is no part of the value: it stays where it stands.
  const value = secret.trim();
  if (value === "") return [];
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    ...base64Of(value),
    ...base64Of(secret),
  ];
}

function base64Of(secret: string): string[] {
  const base64 = Buffer.from(secret, "utf8").toString("base64");
  return [base64, base64.replace(/=+$/, ""), base64.replaceAll("+", "-").replaceAll("/", "_")];
}

function mask(message: string, form: string): string {
  if (form.length >= SHORT) return message.replaceAll(form, MASK);
  const literal = form.replace(/[^A-Za-z0-9]/g, "\\$&");
  return message.replace(new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, "g"), MASK);
}

function leaves(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return value === undefined || value === null
    ? []
    : [typeof value === "string" ? value : JSON.stringify(value)];
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
