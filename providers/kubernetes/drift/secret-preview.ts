/** Whether secret values outside of Secrets differ from the live ones, asked of the server: it may write them in another way. */

import { besideControllers } from "../../../src/apply/contested.ts";
import { readObject } from "../../../src/apply/read.ts";
import { fieldManagerOf, withOwnership } from "../../../src/apply/ownership.ts";
import { wouldUpdate } from "../../../src/apply/preview.ts";
import { revisionOf, withRevision } from "../../../src/apply/revision.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { quotableValues } from "../../secrets.ts";
import type { DriftQuestion } from "./difference.ts";

/** Whether a dry run of the update changes anything, or is refused. */
export async function changeByPreview(question: DriftQuestion): Promise<boolean> {
  const { target, ownership } = question;
  const live = await readObject(target);
  if (live === undefined) return false;
  const fieldManager = fieldManagerOf(ownership);
  const manifest = besideControllers(question.manifest, { live, fieldManager });
  const wanted = withRevision(withOwnership(manifest, ownership), Math.max(1, revisionOf(live)));
  return changesBy(question, live, wanted);
}

/** Whether a dry run of applying a manifest changes anything, or is refused. */
export function changesBy(
  { target, ownership, values, conflicts, applied }: DriftQuestion,
  live: LiveObject,
  wanted: Manifest,
): Promise<boolean> {
  return wouldUpdate(target, live, wanted, {
    ownership,
    secrets: quotableValues(target.kind.kind, values),
    conflicts,
    ...(applied !== undefined && { applied: JSON.parse(applied) as Manifest }),
  });
}
