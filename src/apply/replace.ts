/** Replacing an object whose immutable fields changed: delete and create, with consent where something would be lost. */

import { type Applied, get } from "../client/verbs.ts";
import { GROUP_KINDS } from "../diagnosis/owners.ts";
import { isConflict, ProviderError } from "../errors.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { keepsPods } from "./data-loss.ts";
import { isGraphDefinition, madeBy, removeDefinition, removeInstances } from "./graph-definition.ts";
import { refuseInUse } from "./in-use.ts";
import { losses } from "./losses.ts";
import { ownerOf, type Ownership } from "./ownership.ts";
import { removeLive } from "./remove.ts";
import { contentDiffers, revisionOf, withRevision } from "./revision.ts";
import { send, type SendOptions } from "./send.ts";
import { sideEffects } from "./side-effects.ts";
import { describeTarget, type Target } from "./target.ts";

/**
 * Makes sure that the user agrees to an object being deleted and created anew.
 * @throws {ProviderError} `data-loss` when that would lose data; `immutable` when the object is not ours yet, is to be kept, or something
 * uses it that its deletion would wait for; then nothing was changed
 */
export async function agreeToReplace(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: {
    fields: readonly string[];
    ownership: Pick<Ownership, "id">;
    allowDataLoss: boolean;
    adopting: boolean;
    keep?: boolean;
  },
): Promise<void> {
  const { ownership, allowDataLoss, adopting, keep = false } = options;
  const fields = options.fields.join(", ");
  const object = describeTarget(target);
  const advice = "Set `allowDataLoss: true` to replace it all the same, or change the field back.";
  if (keep && !allowDataLoss) {
    const what = `${fields} cannot be changed without replacing it, and \`delete: false\` keeps it`;
    throw new ProviderError("immutable", what, { object, advice });
  }
  const risk = allowDataLoss
    ? undefined
    : ((await losses(target, live, { owner: ownership.id, replacement: manifest })) ??
      lossOfCustomResource(target, live));
  if (risk !== undefined) {
    const what = `${fields} cannot be changed, and replacing it loses ${risk}`;
    throw new ProviderError("data-loss", what, { object, advice });
  }
  if (adopting && !allowDataLoss) {
    const what = `it cannot be adopted as it is: ${fields} differs and cannot be changed`;
    throw new ProviderError("immutable", what, { object, advice });
  }
  await refuseInUse(target, live, fields);
}

/** A custom resource may stand for a database: only its controller knows. */
function lossOfCustomResource({ kind }: Target, live: LiveObject): string | undefined {
  if (isBuiltIn(kind)) return undefined;
  const parts = live.metadata.annotations?.[GROUP_KINDS] ?? "";
  return parts === ""
    ? "what its controller keeps for it"
    : `the objects that it consists of (${parts.replaceAll(",", ", ")})`;
}

/**
 * Deletes the live object and creates it anew. A run that dies between the two is continued by the next one, which finds nothing.
 * @throws {ProviderError} when the object is gone and could not be made anew
 */
export async function replace(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: SendOptions & { timeout: number; report(message: string): void },
): Promise<Applied> {
  const { client, kind } = target;
  if (isGraphDefinition(kind)) await removeInstances(client, madeBy(live), options);
  await removeLive(target, live, {
    ...options,
    ...(keepsPods(live, manifest) && { propagation: "Orphan" }),
  });
  if (isGraphDefinition(kind)) await removeDefinition(target, madeBy(live), options);
  const revision = revisionOf(manifest) + (contentDiffers(live, manifest) ? 1 : 0);
  try {
    const applied = await send(target, withRevision(manifest, revision), options, { createOnly: true });
    return { ...applied, warnings: [...applied.warnings, ...sideEffects(live, applied.object)] };
  } catch (error) {
    const made = isConflict(error) ? await get(client, kind, target) : undefined;
    // Exists already: an earlier attempt of ours made it, and its answer was lost.
    if (made !== undefined && ownerOf(made) === options.ownership.id)
      return { object: made, created: true, warnings: [], retried: true };
    throw error instanceof ProviderError ? interrupted(target, error) : error;
  }
}

function interrupted(target: Target, cause: ProviderError): ProviderError {
  // A quota that others count on at the same moment is a conflict, too.
  const taken = isConflict(cause) && cause.details?.kind !== "resourcequotas";
  const why = taken ? "somebody else made an object of this name meanwhile" : cause.summary;
  return new ProviderError(
    cause.code,
    `it was deleted to be replaced, and could not be made anew: ${why.replace(/\.$/, "")}`,
    {
      object: describeTarget(target),
      advice: "Mend that and run again: the next run makes it.",
      cause,
    },
  );
}
