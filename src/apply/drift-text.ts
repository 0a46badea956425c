/** Drift as people read it: `spec.replicas 3 → 5 (kubectl, 2026-01-31T12:00:00Z)`. Bounded, and without secrets. Pure. */

import { scrub } from "../client/scrub.ts";
import { isJsonObject, sameJson } from "../model/json.ts";
import type { DriftedField } from "./drift.ts";
import { formatFieldPath } from "./field-path.ts";
import { isSecretField, type SecretPlaces } from "./secret-field.ts";

/** More fields are only counted. */
const MOST = 5;
/** Longer values are cut, characters. */
const LONGEST = 40;
const MASK = "***";

/** What must not be shown. */
export interface Confidential extends SecretPlaces {
  /** Secret values. */
  secrets: readonly string[];
}

/** Describes drifted fields, ours first: `data.mode "fast" → "slow" (kubectl-edit, 2026-01-31T12:00:00Z), data.x 1 → none`. */
export function describeDrift(fields: readonly DriftedField[], confidential: Confidential): string {
  const shown = fields.slice(0, MOST).map((field) => describeField(field, confidential));
  const more = fields.length > MOST ? [`and ${fields.length - MOST} more`] : [];
  return scrub([...shown, ...more].join(", "), confidential.secrets);
}

function describeField({ path, ours, theirs, by }: DriftedField, confidential: Confidential): string {
  const masked = isSecretField(path, confidential);
  const text = (value: unknown): string => (masked && value !== undefined ? MASK : valueText(value));
  const change = sameJson(ours, theirs) ? "with the same value" : `${text(ours)} → ${text(theirs)}`;
  const writer = by === undefined ? "" : ` (${[by.manager, by.time].filter(Boolean).join(", ")})`;
  return `${formatFieldPath(path)} ${change}${writer}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "none";
  if (isJsonObject(value)) return "{…}";
  if (Array.isArray(value) && value.some((item) => typeof item === "object"))
    return `[${value.length} items]`;
  const text = (JSON.stringify(value) ?? "none").replaceAll(/[\u007f-\u009f\u2028\u2029]/g, escaped);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

// What a terminal would obey, and JSON leaves as it is.
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
