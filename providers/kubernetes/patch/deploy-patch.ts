/**
 * The wrapper round every patch. As that of objects it looks at the live object before Alchemy is asked, and marks the scope as
 * failed when it throws; unlike that one it claims nothing: several patches, and an owner of ours, may be about one object.
 */

import { Scope } from "alchemy";
import { sharedListOf } from "../../../src/apply/shared-list.ts";
import { identify } from "../../../src/client/identity.ts";
import { ProviderError } from "../../../src/errors.ts";
import { describe } from "../../../src/model/object.ts";
import { clientFor } from "../../connect.ts";
import { guarded } from "../../guard.ts";
import {
  checkIgnored,
  checkRules,
  inTurn,
  pick,
  type Prepared,
  propsToRead,
  sameProps,
  storedProps,
} from "../deploy-object.ts";
import { checkId, checkMetadata } from "../check-identity.ts";
import { recall } from "../checkpoint.ts";
import { earlierRun } from "../earlier.ts";
import type { Difference, DriftQuestion } from "../drift/difference.ts";
import { reasonToUpdate } from "../drift/reason-to-update.ts";
import { invocation, type Invocation } from "../invocation.ts";
import { type Parts, splitManifest, type SplitManifest } from "../manifest.ts";
import { count } from "../progress.ts";
import { PATCH, resourceOf } from "../registration.ts";
import type { KubernetesResource } from "../resource.ts";
import { refuseOtherCluster } from "../same-cluster.ts";
import { resolveSettings, type Settings } from "../settings.ts";
import { resolveTarget } from "../target.ts";
import { patchOwnership } from "./ownership.ts";

/** What a program asks for: fields of one object, and the options of the patch. */
export interface PatchRequest extends Parts {
  apiVersion: string;
  kind: string;
  /** The user's id. */
  id: string;
  /** What ids of this type begin with, so that a user's id may repeat across kinds. */
  prefix: string;
}

// Whoever makes the object does it about now, or its name is wrong.
const EXISTS_WITHIN = 30_000;

/**
 * Sets fields of one object as an Alchemy resource.
 * @throws {ProviderError} what prevents it; the scope is marked as failed then
 */
export async function deployPatch<Out extends KubernetesResource>(request: PatchRequest): Promise<Out> {
  const scope = Scope.current;
  await guarded(async () => checkId(request));
  const id = `${request.prefix}-${request.id}`;
  const inner = resourceOf<Out>(PATCH);
  if (scope.phase === "read") return inner(id, await propsToRead(scope, id));
  return inTurn(scope, id, async () => {
    const { props, call, unchanged } = await guarded(() => prepare(scope, id, request));
    const output = await invocation.enter(call, () => inner(id, props));
    if (unchanged) count(scope, "unchanged");
    return output;
  });
}

async function prepare(scope: Scope, id: string, request: PatchRequest): Promise<Prepared> {
  checkMetadata(request, request.metadata);
  const settings = settingsOf(scope, request);
  await checkRules(request, settings);
  await checkIgnored(request);
  const [earlier, client] = await Promise.all([earlierRun(scope, id), clientFor(scope, settings.cluster)]);
  const { target, preferred } = await resolveTarget(scope, request, {
    client,
    settings,
    earlier: earlier.checkpoint?.refs.at(-1),
  });
  const cluster = await identify(client);
  await refuseOtherCluster(scope, client, cluster, { earlier, settings });
  const { apiVersion, kind } = request;
  const split = splitManifest({ ...pick(target), apiVersion, kind }, request);
  refuseSecretElements(split);
  const props = storedProps({ ...request, type: PATCH }, settings, split, earlier.props?.observed ?? 0);
  const call: Invocation = {
    target,
    preferred,
    cluster,
    values: split.values,
    adopt: false,
    repairs: settings.drift === "repair",
    hooks: {},
    ...recall(earlier, target, cluster),
  };
  const unchanged = earlier.stable && sameProps(props, earlier.props);
  const watched = { fqn: scope.fqn(id), call, earlier, split, settings, unchanged };
  const reason = earlier.stable ? await reasonToUpdate(scope, watched, compare) : undefined;
  if (reason !== undefined && unchanged) props.observed += 1;
  return { props, call, unchanged: unchanged && !scope.force && reason === undefined };
}

/** A patch is no owner of its object, so it has another field manager. */
async function compare(question: DriftQuestion): Promise<Difference> {
  const { differenceOfPatch } = await import("./difference.ts");
  return differenceOfPatch({
    ...question,
    ownership: { ...question.ownership, ...patchOwnership({ owner: question.ownership.id }) },
  });
}

function settingsOf(scope: Scope, request: PatchRequest): Settings {
  if (request.metadata.name === undefined) {
    throw new ProviderError("usage", "metadata.name is missing", {
      object: `Patch of ${request.kind} "${request.id}"`,
      advice: "Name the object that has the fields.",
    });
  }
  const { wait = "applied" } = request.options;
  const quick = wait === "applied" || wait === false;
  return resolveSettings(scope, {
    ...request,
    options: { ...request.options, wait },
    ...(quick && { defaultTimeout: EXISTS_WITHIN }),
  });
}

/** Elements of shared lists are named in an annotation, so that they can be taken out again. */
function refuseSecretElements({ manifest, values }: SplitManifest): void {
  const pointer = `/${sharedListOf(manifest)?.path.join("/")}/`;
  const secret = [...values.keys()].find((key) => key.startsWith(pointer));
  if (secret === undefined) return;
  throw new ProviderError(
    "usage",
    `${secret} is a secret, and an annotation of the object names the elements of this list`,
    {
      object: describe({ kind: manifest.kind, ...manifest.metadata }),
      advice: "Refer to a Secret by its name instead.",
    },
  );
}
