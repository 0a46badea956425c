/**
 * The wrapper round every Kubernetes resource.
 *
 * Alchemy skips a resource whose props did not change, without asking anybody. So before it is asked, the wrapper compares the
 * cluster with the one in state, looks at the live object, and makes the props differ when an update is needed. What it throws
 * marks the scope as failed first: otherwise `finalize` would delete the objects that this run did not get to mention.
 */

import { Scope } from "alchemy";
import { checkPathFields } from "../../src/apply/ignore-paths.ts";
import type { Ownership } from "../../src/apply/ownership.ts";
import type { Target } from "../../src/apply/target.ts";
import { ProviderError } from "../../src/errors.ts";
import { compileWait } from "../../src/readiness/compile-wait.ts";
import { ruleKeyOf } from "../../src/readiness/readiness.ts";
import type { WaitRule } from "../../src/readiness/wait-rule.ts";
import { identify } from "../../src/client/identity.ts";
import { rememberSecrets } from "../../src/diagnosis/secrets.ts";
import { canonicalJson, sameJson } from "../../src/model/json.ts";
import { describe, type Manifest } from "../../src/model/object.ts";
import { clientFor, sameValues } from "../connect.ts";
import { sleep } from "../../src/retry.ts";
import { guarded } from "../guard.ts";
import { quotableValues, withSecretValues } from "../secrets.ts";
import { differenceOf, lookAhead } from "./drift.ts";
import { type Earlier, earlierRun } from "./earlier.ts";
import { type Hooks, invocation, type Invocation } from "./invocation.ts";
import { checkId, checkMetadata } from "./check-identity.ts";
import { claim } from "./claims.ts";
import { type Parts, splitManifest, type SplitManifest } from "./manifest.ts";
import { count, warn } from "./progress.ts";
import { resourceOf } from "./registration.ts";
import { noteRevision, revisionsOf } from "./revisions.ts";
import type { KubernetesResource } from "./resource.ts";
import { refuseOtherCluster } from "./same-cluster.ts";
import type { WaitFor } from "./options.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import type { StoredProps } from "./state.ts";
import { resolveTarget } from "./target.ts";

export interface ObjectRequest extends Parts {
  /** The resource's type in Alchemy, for example `kubernetes::Deployment`. */
  type: string;
  apiVersion: string;
  kind: string;
  /** The user's id. */
  id: string;
  /** What ids of this type begin with, so that a user's id may repeat across kinds. @default the kind in lower case */
  prefix?: string;
  /** Status fields that become outputs. */
  statusFields?: string[];
  /** ms, where neither the resource nor a scope says. @default by kind */
  defaultTimeout?: number;
  /** The rule that `wait: "ready"` means for this object. @default the rule of its kind */
  ready?: WaitRule;
  /** Whether the definition that a ResourceGraphDefinition made is deleted with it. */
  definition?: StoredProps["definition"];
  /** The instance of a directly deployed graph that the object belongs to. */
  instance?: StoredProps["instance"];
  hooks?: Hooks;
}

/**
 * Deploys one object as an Alchemy resource.
 * @throws {ProviderError} what prevents it; the scope is marked as failed then
 */
export async function deployObject<Out extends KubernetesResource>(request: ObjectRequest): Promise<Out> {
  const scope = Scope.current;
  await guarded(async () => checkId(request));
  const id = `${request.prefix ?? request.kind.toLowerCase()}-${request.id}`;
  const inner = resourceOf<Out>(request.type);
  if (scope.phase === "read") return inner(id, await propsToRead(scope, id));
  return inTurn(scope, id, async () => {
    const { props, call, unchanged } = await guarded(() => prepare(scope, id, request));
    const output = await invocation.enter(call, () => inner(id, props));
    if (unchanged) count(scope, "unchanged");
    noteRevision(call.target.client, output);
    return output;
  });
}

const POLL = 200;

/** The props of the last run. An app that is only read beside the selected one waits until that has deployed it. */
export async function propsToRead(scope: Scope, id: string): Promise<StoredProps | undefined> {
  let earlier = await earlierRun(scope, id);
  while (scope.isSelected === false && !earlier.stable) {
    await sleep(POLL);
    earlier = await earlierRun(scope, id);
  }
  return earlier.props;
}

const turns = new WeakMap<Scope, Map<string, Promise<unknown>>>();

/** Two calls with one id are an update after a create, never two creates at once: both would checkpoint an owner. */
export function inTurn<T>(scope: Scope, id: string, work: () => Promise<T>): Promise<T> {
  const known = turns.get(scope) ?? new Map<string, Promise<unknown>>();
  turns.set(scope, known);
  const before = known.get(id);
  const turn = before === undefined ? work() : before.then(work, work);
  known.set(id, turn);
  return turn;
}

/** A rule that is none is told before anything is asked of the cluster. */
export async function checkRules(
  request: { id: string; apiVersion: string; kind: string },
  { wait, failOn }: Settings,
): Promise<void> {
  const kind = ruleKeyOf(request);
  try {
    await compileWait({ wait: wait === false || wait === "applied" ? "ready" : wait, failOn, kind });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // Without the cause: it says nothing more, and would be printed as a second error.
    throw new ProviderError(error.code, error.summary, { object: `${request.kind} "${request.id}"` });
  }
}

/** A field that the kind lacks is a typo; a scope's paths need not fit every kind in it. */
export async function checkIgnored({
  options: { conflicts },
  ...request
}: Omit<ObjectRequest, "type">): Promise<void> {
  if (typeof conflicts !== "object") return;
  const { apiVersion, kind, id } = request;
  await checkPathFields(conflicts.ignore, { apiVersion, kind, object: `${kind} "${id}"` });
}

export interface Prepared {
  props: StoredProps;
  call: Invocation;
  unchanged: boolean;
}

async function prepare(scope: Scope, id: string, request: ObjectRequest): Promise<Prepared> {
  checkMetadata(request, request.metadata);
  const settings = resolveSettings(scope, request);
  await checkRules(request, settings);
  await checkIgnored(request);
  const [earlier, client] = await Promise.all([earlierRun(scope, id), clientFor(scope, settings.cluster)]);
  const { target, preferred } = await resolveTarget(scope, request, {
    client,
    settings,
    earlier: earlier.checkpoint?.refs.at(-1),
  });
  if (earlier.stable && settings.drift !== "off")
    lookAhead(target, { app: scope.appName, stage: scope.stage });
  const cluster = await identify(client);
  await refuseOtherCluster(scope, target, cluster, { earlier, settings });
  claim(target, scope.fqn(id));
  const revisions = revisionsOf(target.client, target.namespace, request.options.rollOnChange ?? []);
  const split = splitManifest(
    { ...pick(target), apiVersion: request.apiVersion, kind: request.kind },
    request,
    revisions,
  );
  // Also those of a resource that is left as it is: the log of a pod may hold them.
  rememberSecrets(quotableValues(request.kind, split.values));
  const props = storedProps(request, settings, split, earlier.props?.observed ?? 0);
  const { values } = split;
  const { adopt } = settings;
  const call: Invocation = { target, preferred, cluster, values, adopt, hooks: request.hooks ?? {} };
  const applied = earlier.stable ? earlier.props?.manifest : earlier.checkpoint?.applied;
  if (settings.drift === "repair" && applied !== undefined) call.applied = JSON.parse(applied) as Manifest;
  const same = earlier.stable && !scope.force && sameProps(props, earlier.props);
  const reason = same ? await reasonToUpdate(scope, { id, call, earlier, split, settings }) : undefined;
  if (reason !== undefined) props.observed += 1;
  return { props, call, unchanged: same && reason === undefined };
}

export function pick({ name, namespace }: Target): { name: string; namespace?: string } {
  return namespace === undefined ? { name } : { name, namespace };
}

export function sameProps(props: StoredProps, earlier: StoredProps | undefined): boolean {
  const { cluster, ...rest } = props;
  const { cluster: former, ...before } = earlier ?? {};
  return sameValues(cluster, former) && sameJson(rest, before);
}

export function storedProps(
  request: ObjectRequest,
  settings: Settings,
  split: SplitManifest,
  observed: number,
): StoredProps {
  return {
    manifest: canonicalJson(split.manifest),
    secrets: [...split.values.keys()].sort(),
    ...(settings.ownCluster !== undefined && { cluster: settings.ownCluster }),
    wait: waitFor(settings.wait, request.ready),
    ...(settings.failOn !== undefined && { failOn: settings.failOn }),
    timeout: settings.timeout,
    ...(settings.delete !== undefined && { delete: settings.delete }),
    conflicts: settings.conflicts,
    allowDataLoss: settings.allowDataLoss,
    ...(request.statusFields !== undefined && { statusFields: request.statusFields }),
    ...(request.definition !== undefined && { definition: request.definition }),
    ...(request.instance !== undefined && { instance: request.instance }),
    observed,
  };
}

/** What `"ready"` means for this object is kept, so that a later release or a delete means the same. */
function waitFor(wait: WaitFor, ready: WaitRule = "ready"): WaitFor {
  if (wait === false || wait === "applied" || ready === "ready") return wait;
  const meant = [wait].flat().map((rule) => (rule === "ready" ? ready : rule));
  return Array.isArray(wait) ? meant : (meant[0] ?? ready);
}

/** Why an otherwise unchanged resource has to be updated. */
async function reasonToUpdate(
  scope: Scope,
  look: { id: string; call: Invocation; earlier: Earlier; split: SplitManifest; settings: Settings },
): Promise<string | undefined> {
  const { call, earlier, split, settings } = look;
  const { target } = call;
  const { checkpoint, output } = earlier;
  const stored = checkpoint?.refs.at(-1);
  if (checkpoint === undefined || stored === undefined || output === undefined)
    return "its checkpoint is missing";
  if (checkpoint.refs.length > 1) return "a former object is left";
  if (!sameJson(stored.connection.source, target.client.connection.source))
    return "the cluster is found in another way";
  if (!sameJson(stored.cluster, { ...stored.cluster, ...call.cluster }))
    return "more is known of the cluster";
  if (settings.drift === "off" && split.values.size === 0) return undefined;
  const ownership: Ownership = {
    id: checkpoint.owner,
    fqn: scope.fqn(look.id),
    app: scope.appName,
    stage: scope.stage,
  };
  const object = describe({ kind: target.kind.kind, ...pick(target) });
  const manifest = withSecretValues(split.manifest, [...split.values.keys()], split.values, object);
  const question = {
    target,
    ownership,
    output,
    manifest,
    values: split.values,
    conflicts: settings.conflicts,
  };
  const found = await differenceOf({
    ...question,
    ...(call.applied !== undefined && { applied: call.applied }),
  });
  if (found.drift !== undefined && settings.drift !== "off") {
    warn(scope, object, settings.drift === "repair" ? `${found.drift}; bringing it back` : found.drift);
  }
  return settings.drift === "repair" ? (found.drift ?? found.secret) : found.secret;
}
