/** Places inside a manifest: as steps for programs, as text for people. Pure. */

import type { Json, JsonObject } from "../model/json.ts";

/** Field names and list indexes from the root of a manifest. */
export type Path = readonly (string | number)[];

/** `spec.containers[0].image`; names that hold a dot are quoted: `metadata.labels["app.kubernetes.io/name"]`. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (step === "" || step.includes(".")) text += `["${step}"]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** Continues the text of a place: `spec.resources[web].template` and `["data"]` give `spec.resources[web].template.data`. */
export function joinPath(base: string, path: Path): string {
  const rest = pathText(path);
  return rest === "" || base === "" || rest.startsWith("[") ? `${base}${rest}` : `${base}.${rest}`;
}

/** A copy that shares nothing with the original. By hand: `structuredClone` takes ten times as long for small manifests. */
export function copyJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyJson((value as Record<string, unknown>)[key]);
  return copy as T;
}

/** Sets a value inside a JSON object in place, making objects and lists on the way; gaps in lists become null. */
export function setAt(root: JsonObject, path: Path, value: Json): void {
  let current: Record<string | number, unknown> = root;
  for (const [index, step] of path.entries()) {
    if (Array.isArray(current) && typeof step === "number") while (current.length < step) current.push(null);
    if (index === path.length - 1) current[step] = value;
    else current = enter(current, step, typeof path[index + 1] === "number");
  }
}

function enter(
  current: Record<string | number, unknown>,
  step: string | number,
  list: boolean,
): Record<string | number, unknown> {
  const next = current[step];
  if (typeof next === "object" && next !== null) return next as Record<string | number, unknown>;
  const made = (list ? [] : {}) as Record<string | number, unknown>;
  current[step] = made;
  return made;
}
