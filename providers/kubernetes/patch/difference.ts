/** Seeing whether the fields that a patch set are still so: one GET, for the object carries no mark of ours to select it by. */

import type { Conflicts } from "../../../src/apply/conflict.ts";
import { appliedDigest } from "../../../src/apply/managed-fields.ts";
import { changeOf } from "../../../src/apply/list-change.ts";
import { readObject } from "../../../src/apply/read.ts";
import { fieldManagerOf, type Ownership } from "../../../src/apply/ownership.ts";
import { wouldUpdate } from "../../../src/apply/preview.ts";
import { divideManifest, sharedElements } from "../../../src/apply/shared-list.ts";
import type { Target } from "../../../src/apply/target.ts";
import { type Json, sameJson } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import type { Difference } from "../drift/difference.ts";
import type { StoredOutput } from "../state.ts";

/** Which patched object to compare, and with what. */
export interface PatchQuestion {
  target: Target;
  ownership: Pick<Ownership, "id">;
  output: StoredOutput;
  /** The manifest as it would be sent, secret values included. */
  manifest: Manifest;
  secrets: readonly string[];
  conflicts: Conflicts;
  /** The manifest that was applied last, when what others changed of it is brought back. */
  applied?: Manifest;
}

/** Compares the live object with what we set, and with the secret values that we would set. */
export async function differenceOfPatch(question: PatchQuestion): Promise<Difference> {
  const { target, output, ownership, secrets } = question;
  const live = await readObject(target);
  if (live === undefined) return { drift: "it was deleted" };
  if (live.metadata.deletionTimestamp !== undefined) return { drift: "it is being deleted" };
  if (live.metadata.uid !== output.uid) return { drift: "it was replaced" };
  const { manifest, elements } = divideManifest(question.manifest);
  const touched =
    appliedDigest(live, fieldManagerOf(ownership)) !== output.applied || lacks(live, elements, question);
  const drift = touched ? { drift: "somebody changed fields of it" } : {};
  if (secrets.length === 0 || !(await wouldUpdate(target, live, manifest, question))) return drift;
  return { ...drift, secret: "a secret value changed" };
}

function lacks(live: LiveObject, elements: readonly Json[], question: PatchQuestion): boolean {
  const change = changeOf(live, elements, question);
  return change !== undefined && !sameJson(change.elements, sharedElements(live));
}
