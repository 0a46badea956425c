/** Why a resource has to be updated although its props did not change, and what to say about what somebody else did to it. */

import type { Scope } from "alchemy";
import { describeTarget } from "../../../src/apply/target.ts";
import type { Ownership } from "../../../src/apply/ownership.ts";
import { sameJson } from "../../../src/model/json.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { withSecretValues } from "../../secrets.ts";
import type { Earlier } from "../earlier.ts";
import type { Invocation } from "../invocation.ts";
import type { SplitManifest } from "../manifest.ts";
import { warn } from "../progress.ts";
import type { Settings } from "../settings.ts";
import type { StoredOutput } from "../state.ts";
import { type Difference, differenceOf, type DriftQuestion } from "./difference.ts";

/** A resource that the last run deployed, and what this one wants of it. */
export interface Watched {
  fqn: string;
  call: Invocation;
  earlier: Earlier;
  split: SplitManifest;
  settings: Settings;
  /** Whether its props are those of the last run. */
  unchanged: boolean;
}

/**
 * Looks at the live object, and reports what somebody changed of it.
 * @param compare how it is looked at, for what does not own its object
 * @returns `undefined` when nothing has to be done about it
 */
export async function reasonToUpdate(
  scope: Scope,
  watched: Watched,
  compare = differenceOf,
): Promise<string | undefined> {
  const { call, earlier } = watched;
  const { checkpoint, output } = earlier;
  const stored = checkpoint?.refs.at(-1);
  if (checkpoint === undefined || stored === undefined || output === undefined)
    return "its checkpoint is missing";
  if (checkpoint.refs.length > 1) return "a former object is left";
  if (!sameJson(stored.connection.source, call.target.client.connection.source))
    return "the cluster is found in another way";
  if (!sameJson(stored.cluster, { ...stored.cluster, ...call.cluster }))
    return "more is known of the cluster";
  if (!isLookedAt(watched)) return undefined;
  const ownership = { id: checkpoint.owner, fqn: watched.fqn, app: scope.appName, stage: scope.stage };
  const object = describeTarget(call.target);
  const found = await compare(questionOf(watched, { ownership, output, object }));
  const reason = reported(scope, object, found, watched.settings.drift);
  if (reason === undefined && found.live !== undefined && watched.unchanged) call.hooks.left?.(found.live);
  return reason;
}

function isLookedAt({ call, split, settings, unchanged }: Watched): boolean {
  // A changed program is applied in any case; what somebody else did before is only worth telling.
  if (!unchanged) return settings.drift !== "off" && call.settled;
  // The program's own change of a secret value can only be seen by looking.
  return settings.drift !== "off" || split.values.size > 0;
}

function reported(
  scope: Scope,
  object: string,
  { drift, remedy = "bringing it back", handed, secret }: Difference,
  mode: Settings["drift"],
): string | undefined {
  if (mode === "off") return secret;
  if (drift !== undefined) warn(scope, object, `drift: ${drift}${mode === "repair" ? `; ${remedy}` : ""}`);
  return (mode === "repair" ? drift : undefined) ?? handed ?? secret;
}

function questionOf(
  { call, earlier, split, settings, unchanged }: Watched,
  known: { ownership: Ownership; output: StoredOutput; object: string },
): DriftQuestion {
  const { ownership, output, object } = known;
  const question: DriftQuestion = {
    target: call.target,
    ownership,
    output,
    manifest: withSecretValues(split.manifest, [...split.values.keys()], split.values, object),
    values: split.values,
    whole: call.hooks.left !== undefined,
    conflicts: settings.conflicts,
  };
  if (call.repairs && call.applied !== undefined) question.applied = call.applied;
  if (!unchanged) question.before = appliedBefore(earlier, split, object);
  return question;
}

/** What was applied last, with the secret values that are still in the same places. */
function appliedBefore({ props }: Earlier, split: SplitManifest, object: string): Manifest {
  if (props === undefined) return split.manifest;
  const manifest = JSON.parse(props.manifest) as Manifest;
  const known = props.secrets.filter((pointer) => split.values.has(pointer));
  return withSecretValues(manifest, known, split.values, object);
}
