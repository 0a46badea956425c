/** Seeing whether the fields that a patch set are still so: one GET, for the object carries no mark of ours to select it by. */

import { driftedElements } from "../../../src/apply/drifted-elements.ts";
import { appliedDigest } from "../../../src/apply/managed-fields.ts";
import { fieldManagerOf } from "../../../src/apply/ownership.ts";
import { wouldUpdate } from "../../../src/apply/preview.ts";
import { readObject } from "../../../src/apply/read.ts";
import { divideManifest } from "../../../src/apply/shared-list.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { quotableValues } from "../../secrets.ts";
import { changesOf, type Difference, type DriftQuestion, otherThan } from "../drift/difference.ts";
import { secretChange } from "../drift/secret-change.ts";

const WAITING = "waiting until it exists";

/** Compares the live object with what we set, and with the secret values that we would set. */
export async function differenceOfPatch(question: DriftQuestion): Promise<Difference> {
  const live = await readObject(question.target);
  if (live === undefined) return { drift: "it was deleted", remedy: WAITING };
  const other = otherThan(question.output, live);
  if (other !== undefined) {
    const leaves = live.metadata.deletionTimestamp !== undefined;
    return { drift: other, remedy: leaves ? WAITING : "setting the fields again" };
  }
  const found = await changes(question, live);
  // A program that changed is applied anyway.
  const secret =
    question.before === undefined ? await secretChange(question, live, changeByPreview) : undefined;
  return secret === undefined ? found : { ...found, secret };
}

async function changes(question: DriftQuestion, live: LiveObject): Promise<Difference> {
  const { ownership, output, before = question.manifest } = question;
  const { manifest: sent, elements } = divideManifest(before);
  const beside = driftedElements(live, elements, question);
  const isAsApplied = appliedDigest(live, fieldManagerOf(ownership)) === output.applied;
  return isAsApplied && beside.length === 0 ? {} : changesOf(question, live, { sent, owned: false, beside });
}

async function changeByPreview(question: DriftQuestion, live: LiveObject): Promise<boolean> {
  const { target, values, applied, ownership, conflicts } = question;
  return wouldUpdate(target, live, divideManifest(question.manifest).manifest, {
    ownership,
    conflicts,
    secrets: quotableValues(target.kind.kind, values),
    ...(applied !== undefined && { applied: JSON.parse(applied) as Manifest }),
  });
}
