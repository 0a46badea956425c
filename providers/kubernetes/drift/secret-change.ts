/** Secret values are in no state, so they are compared with the live object: directly, and by a dry run where they seem to differ. */

import { hasKeys } from "../../../src/apply/field-path.ts";
import { fieldManagerOf } from "../../../src/apply/ownership.ts";
import { ownFields } from "../../../src/apply/managed-fields.ts";
import { stepsOf } from "../../../src/model/json-pointer.ts";
import { isJsonObject, valueAt } from "../../../src/model/json.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import type { DriftQuestion } from "./difference.ts";

const CHANGED = "a secret value changed";

/** Asks the server whether an update would change anything. */
export type Preview = (question: DriftQuestion, live: LiveObject) => Promise<boolean>;

// Rarely needed, and with it most of what an update needs.
const previewOfObject: Preview = async (question) =>
  (await import("./secret-preview.ts")).changeByPreview(question);

/**
 * Says whether an update would write another secret value than the live one.
 * @param live the whole object
 */
export async function secretChange(
  question: DriftQuestion,
  live: LiveObject,
  preview = previewOfObject,
): Promise<string | undefined> {
  if (question.values.size === 0) return undefined;
  const { kind } = question.target.kind;
  if (live.apiVersion === "v1" && kind === "Secret") return secretDataChange(question, live);
  if (holdsAll(question, live)) return undefined;
  return (await preview(question, live)) ? CHANGED : undefined;
}

function secretDataChange({ manifest, ownership }: DriftQuestion, live: LiveObject): string | undefined {
  const owned = ownFields(live, fieldManagerOf(ownership))["f:data"];
  const changed = Object.entries((manifest["data"] ?? {}) as Record<string, string>).some(
    // A key that somebody else wrote is drift; here it is about what we would write.
    ([key, value]) => valueAt(owned, [`f:${key}`]) !== undefined && valueAt(live, ["data", key]) !== value,
  );
  return changed ? CHANGED : undefined;
}

/** Whether every secret value stands in the live object as it is: most do, and no request is needed then. */
function holdsAll({ manifest, values }: DriftQuestion, live: LiveObject): boolean {
  return [...values].every(([pointer, value]) => liveValue(manifest, live, pointer) === value);
}

function liveValue(manifest: unknown, live: unknown, pointer: string): unknown {
  let [wanted, there] = [manifest, live];
  for (const name of stepsOf(pointer)) {
    const inner = valueAt(wanted, [name]);
    if (Array.isArray(wanted))
      there = Array.isArray(there) ? counterpart(there, inner, Number(name)) : undefined;
    else there = valueAt(there, [name]);
    wanted = inner;
  }
  return there;
}

// Others may have put elements before ours. A list that is not keyed holds what was sent, in its order.
function counterpart(list: readonly unknown[], element: unknown, index: number): unknown {
  const name = isJsonObject(element) ? element["name"] : undefined;
  return name === undefined ? list[index] : list.find((candidate) => hasKeys(candidate, { name }));
}
