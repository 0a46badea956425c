/** Replacing an object whose immutable fields changed: delete and create, with consent where something would be lost. */

import type { Applied } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { dataAtRisk, keepsPods } from "./data-loss.ts";
import { removeLive } from "./remove.ts";
import { contentDiffers, revisionOf, withRevision } from "./revision.ts";
import { send, type SendOptions } from "./send.ts";
import { describeTarget, type Target } from "./target.ts";

/**
 * Makes sure that the user agrees to an object being deleted and created anew.
 * @throws {ProviderError} `data-loss` when that would lose data, `immutable` when the object is not ours yet or is to be kept; then nothing
 * was changed
 */
export function agreeToReplace(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: { fields: readonly string[]; allowDataLoss: boolean; adopting: boolean; keep?: boolean },
): void {
  if (options.allowDataLoss) return;
  const fields = options.fields.join(", ");
  const object = describeTarget(target);
  const advice = "Set `allowDataLoss: true` to replace it all the same, or change the field back.";
  if (options.keep) {
    const what = `${fields} cannot be changed without replacing it, and \`delete: false\` keeps it`;
    throw new ProviderError("immutable", what, { object, advice });
  }
  const risk = dataAtRisk(live, manifest);
  if (risk !== undefined) {
    const what = `${fields} cannot be changed, and replacing it loses ${risk}`;
    throw new ProviderError("data-loss", what, { object, advice });
  }
  if (options.adopting) {
    const what = `it cannot be adopted as it is: ${fields} differs and cannot be changed`;
    throw new ProviderError("immutable", what, { object, advice });
  }
}

/** Deletes the live object and creates it anew. */
export async function replace(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: SendOptions & { timeout: number },
): Promise<Applied> {
  const propagation = keepsPods(live, manifest) ? "Orphan" : "Foreground";
  await removeLive(target, live, { ...options, propagation });
  const revision = revisionOf(manifest) + (contentDiffers(live, manifest) ? 1 : 0);
  return send(target, withRevision(manifest, revision), options, { createOnly: true });
}
