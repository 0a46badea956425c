/** Names that Kubernetes accepts, made of names that people choose. Pure. */

import { hash as digestOf } from "node:crypto";

/** Longest DNS label, which most kinds accept as a name. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const DNS_LABEL_LENGTH = 63;

// A CronJob appends eleven characters to its own name for each Job.
const nameLimits: Readonly<Record<string, number | undefined>> = { "batch/CronJob": 52 };

/**
 * A DNS label made of parts. Where that loses something (capitals, other characters, length), a hash of the original
 * parts keeps different parts apart.
 * @param parts for example app, id and stage
 * @param groupKind `group/Kind`, for kinds with a shorter limit
 */
export function dnsLabel(parts: readonly string[], groupKind = ""): string {
  const limit = nameLimits[groupKind] ?? DNS_LABEL_LENGTH;
  const plain = parts.join("-");
  const clean = plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  if (clean === plain && clean.length <= limit) return clean;
  const hash = digestOf("sha256", parts.join("\0")).slice(0, 8);
  const head = clean.slice(0, limit - hash.length - 1).replace(/-+$/, "");
  return head === "" ? `x-${hash}` : `${head}-${hash}`;
}

/**
 * A label value made of any text, by the same rule.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function labelValue(text: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  return dnsLabel([text]);
}
