/** Seeing whether the fields that a patch set are still so: one GET, for the object carries no mark of ours to select it by. */

import { driftedElements } from "../../../src/apply/drifted-elements.ts";
import { appliedDigest } from "../../../src/apply/managed-fields.ts";
import { fieldManagerOf } from "../../../src/apply/ownership.ts";
import { readObject } from "../../../src/apply/read.ts";
import { divideManifest } from "../../../src/apply/shared-list.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import {
  changesOf,
  type Difference,
  type DriftQuestion,
  otherThan,
  withSecret,
} from "../drift/difference.ts";
import { changesBy } from "../drift/secret-preview.ts";

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
  const preview = async (): Promise<boolean> =>
    changesBy(question, live, divideManifest(question.manifest).manifest);
  return withSecret(await changes(question, live), question, { live, preview });
}

async function changes(question: DriftQuestion, live: LiveObject): Promise<Difference> {
  const { ownership, output, before = question.manifest } = question;
  const { manifest: sent, elements } = divideManifest(before);
  const beside = driftedElements(live, elements, question);
  const isAsApplied = appliedDigest(live, fieldManagerOf(ownership)) === output.applied;
  return isAsApplied && beside.length === 0 ? {} : changesOf(question, live, { sent, owned: false, beside });
}
