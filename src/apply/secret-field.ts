/** Which fields hold secret values: all data of Secrets, and what the user marked. Pure. */

import { stepsOf } from "../model/json-pointer.ts";
import { isJsonObject, sameJson } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";
import type { FieldStep } from "./field-path.ts";

/** Where secret values are. */
export interface SecretPlaces {
  /** The manifest that the pointers lead into. */
  manifest: Manifest;
  /** JSON pointers of secret values. */
  pointers: readonly string[];
}

/** Whether a field holds a secret value, is in one, or is one. */
export function isSecretField(path: readonly FieldStep[], { manifest, pointers }: SecretPlaces): boolean {
  const ofSecret = manifest.apiVersion === "v1" && manifest.kind === "Secret";
  if (ofSecret && (path[0] === "data" || path[0] === "stringData")) return true;
  return pointers.some((pointer) => isAlong(path, pointer, manifest));
}

/** Whether one of both, a path and a pointer into the manifest, leads to the other. */
function isAlong(path: readonly FieldStep[], pointer: string, manifest: Manifest): boolean {
  let at: unknown = manifest;
  return stepsOf(pointer).every((name, index) => {
    const step = path[index];
    const inner: unknown =
      isJsonObject(at) || Array.isArray(at) ? (at as Record<string, unknown>)[name] : undefined;
    at = inner;
    return step === undefined || isStepTo(step, name, inner);
  });
}

function isStepTo(step: FieldStep, name: string, inner: unknown): boolean {
  if (typeof step === "string") return step === name;
  if ("every" in step) return true;
  if ("index" in step) return String(step.index) === name;
  if ("value" in step) return inner === null || sameJson(step.value, inner);
  // A key that the manifest leaves out is defaulted by the server.
  return Object.entries(step.keys).every(
    ([key, value]) =>
      !isJsonObject(inner) || inner[key] === undefined || inner[key] === null || sameJson(inner[key], value),
  );
}
