/** Replacing an object whose immutable fields changed: delete and create, with consent where data would be lost. */

import { apply as requestApply } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { dataAtRisk, keepsPods } from "./data-loss.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { removeLive } from "./remove.ts";
import { contentDiffers, revisionOf, withRevision } from "./revision.ts";
import { describeTarget, type Target } from "./target.ts";

export interface ReplaceOptions {
  ownership: Ownership;
  /** The immutable fields that changed. */
  fields: readonly string[];
  allowDataLoss: boolean;
  secrets: readonly string[];
  /** ms */
  timeout: number;
  signal?: AbortSignal;
  report(message: string): void;
}

/**
 * Deletes the live object and creates it anew.
 * @throws {ProviderError} `data-loss` when that would lose data and the user did not agree; then nothing was deleted
 */
export async function replace(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: ReplaceOptions,
): Promise<LiveObject> {
  const fields = options.fields.join(", ");
  const risk = dataAtRisk(live, manifest);
  if (risk !== undefined && !options.allowDataLoss) {
    throw new ProviderError("data-loss", `${fields} cannot be changed, and replacing it loses ${risk}`, {
      object: describeTarget(target),
      advice: "Set `allowDataLoss: true` to replace it all the same, or change the field back.",
    });
  }
  options.report(`replacing it, because ${fields} cannot be changed`);
  const propagation = keepsPods(live, manifest) ? "Orphan" : "Foreground";
  await removeLive(target, live, { ...options, propagation });
  const probe: LiveObject = { ...manifest, metadata: { ...live.metadata } };
  const revision = revisionOf(live) + (contentDiffers(live, probe) ? 1 : 0);
  const { object } = await requestApply(
    target.client,
    target.kind,
    withRevision(manifest, Math.max(1, revision)),
    {
      createOnly: true,
      fieldManager: fieldManagerOf(options.ownership),
      secrets: options.secrets,
      ...(options.signal !== undefined && { signal: options.signal }),
    },
  );
  return object;
}
