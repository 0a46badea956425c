/** The hashes in the names of ReplicaSets and ControllerRevisions: FNV-1a, written without vowels. Pure. */

import { canonicalJson } from "../../model/json.ts";
import type { PodTemplate } from "./kinds.ts";

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** The label by which the ReplicaSets of a Deployment tell their pods apart. */
export const TEMPLATE_HASH = "pod-template-hash";

/** 32-bit FNV-1a of a text's UTF-16 units. */
function fnv(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** A number as letters that make no words. */
function safelyEncoded(value: number): string {
  return String(value).replaceAll(/\d/g, (digit) => LETTERS[digit.charCodeAt(0) % LETTERS.length] ?? "");
}

/** Hash of a value. @param collisions how often its name was taken already */
export function hashOf(value: unknown, collisions?: number): string {
  return safelyEncoded(fnv(canonicalJson(value) + (collisions ?? "")));
}

// Stored objects never change, so a template is written out once in its life.
const texts = new WeakMap<object, string>();

/**
 * A pod template as text, equal for equal templates: without the hash label that a ReplicaSet has and its Deployment has not.
 */
export function templateText(template: PodTemplate): string {
  const known = texts.get(template);
  if (known !== undefined) return known;
  const { [TEMPLATE_HASH]: _hash, ...labels } = template.metadata?.labels ?? {};
  const text = canonicalJson({ ...template, metadata: { ...template.metadata, labels } });
  texts.set(template, text);
  return text;
}

/** What the names of a Deployment's ReplicaSets end in. */
export function templateHash(template: PodTemplate, collisions?: number): string {
  return safelyEncoded(fnv(templateText(template) + (collisions ?? "")));
}
