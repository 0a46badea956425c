/**
 * The wrapper round every Kubernetes resource.
 *
 * Alchemy skips a resource whose props did not change, without asking anybody. So before it is asked, the wrapper compares the
 * cluster with the one in state, looks at the live object, and makes the props differ when an update is needed. What it throws
 * marks the scope as failed first: otherwise `finalize` would delete the objects that this run did not get to mention.
 */

import { Scope } from "alchemy";
import type { Target } from "../../src/apply/target.ts";
import { ProviderError } from "../../src/errors.ts";
import { type WaitRule, withReady } from "../../src/readiness/wait-rule.ts";
import type { Client } from "../../src/client/client.ts";
import { identify } from "../../src/client/identity.ts";
import { rememberSecrets } from "../../src/diagnosis/secrets.ts";
import { canonicalJson, sameJson } from "../../src/model/json.ts";
import { sameValues } from "../cluster-prop.ts";
import { clientFor } from "../connect.ts";
import { guarded } from "../guard.ts";
import { untilDeployed } from "../read-phase.ts";
import { quotableValues } from "../secrets.ts";
import { extentOf, lookAhead } from "./drift/look.ts";
import { reasonToUpdate } from "./drift/reason-to-update.ts";
import { type Earlier, earlierRun } from "./earlier.ts";
import { type Hooks, invocation, type Invocation } from "./invocation.ts";
import { checkId, checkMetadata } from "./check-identity.ts";
import { recall } from "./checkpoint.ts";
import { claim } from "./claims.ts";
import { type Parts, splitManifest, type SplitManifest } from "./manifest.ts";
import { count } from "./progress.ts";
import { resourceOf } from "./registration.ts";
import { noteRevision, revisionsOf } from "./revisions.ts";
import type { KubernetesResource } from "./resource.ts";
import { refuseOtherCluster } from "./same-cluster.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import type { StoredProps } from "./state.ts";
import { type Resolved, resolveTarget } from "./target.ts";

/** What a program asks for: one object, and the options of its resource. */
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

/** The props of the last run. */
export async function propsToRead(scope: Scope, id: string): Promise<StoredProps | undefined> {
  return (await untilDeployed(scope, () => earlierRun(scope, id))).props;
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
  { wait, failOn }: Pick<Settings, "wait" | "failOn">,
): Promise<void> {
  const isPlain = wait === false || wait === "applied" || wait === "ready";
  // The rules are loaded with the first object that is waited for.
  if (isPlain && failOn === undefined) return;
  const [{ compileWait }, { ruleKeyOf }] = await Promise.all([
    import("../../src/readiness/compile-wait.ts"),
    import("../../src/readiness/readiness.ts"),
  ]);
  try {
    await compileWait({ wait: isPlain ? "ready" : wait, failOn, kind: ruleKeyOf(request) });
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
  const { checkPathFields } = await import("../../src/apply/ignore-paths.ts");
  await checkPathFields(conflicts.ignore, { apiVersion, kind, object: `${kind} "${id}"` });
}

/** What a resource is called with, and what its handler has to know beside that. */
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
  const planning = plan(scope, request, { client, settings, earlier });
  planning.catch(() => undefined);
  const cluster = await identify(client);
  // What goes wrong on another cluster than the one meant is not what matters about it.
  await refuseOtherCluster(scope, client, cluster, { earlier, settings });
  const { target, preferred, split, props } = await planning;
  claim(scope, id, target);
  const { adopt } = settings;
  const call: Invocation = {
    target,
    preferred,
    cluster,
    values: split.values,
    adopt,
    repairs: settings.drift === "repair",
    hooks: request.hooks ?? {},
    ...recall(earlier, target, cluster),
  };
  const unchanged = earlier.stable && sameProps(props, earlier.props);
  const watched = { fqn: scope.fqn(id), call, earlier, split, settings, unchanged };
  const reason = earlier.stable ? await reasonToUpdate(scope, watched) : undefined;
  if (reason !== undefined && unchanged) props.observed += 1;
  return { props, call, unchanged: unchanged && !scope.force && reason === undefined };
}

/** What does not need to know which cluster it is: the target, the manifest, and the beginning of the look at the live objects. */
async function plan(
  scope: Scope,
  request: ObjectRequest,
  { client, settings, earlier }: { client: Client; settings: Settings; earlier: Earlier },
): Promise<Resolved & { split: SplitManifest; props: StoredProps }> {
  const known = { client, settings, earlier: earlier.checkpoint?.refs.at(-1) };
  const resolved = await resolveTarget(scope, request, known);
  const { target } = resolved;
  if (earlier.stable && settings.drift !== "off") {
    const isCompared = (earlier.props?.secrets ?? []).length > 0 || request.hooks?.left !== undefined;
    const extent = extentOf(target, isCompared);
    lookAhead(target, { app: scope.appName, stage: scope.stage }, extent);
  }
  const { apiVersion, kind, options } = request;
  const revisions = revisionsOf(client, target.namespace, options.rollOnChange ?? []);
  const split = splitManifest({ ...pick(target), apiVersion, kind }, request, revisions);
  // Also those of a resource that is left as it is: the log of a pod may hold them.
  rememberSecrets(quotableValues(kind, split.values));
  return { ...resolved, split, props: storedProps(request, settings, split, earlier.props?.observed ?? 0) };
}

/** Name and namespace of a target. */
export function pick({ name, namespace }: Target): { name: string; namespace?: string } {
  return namespace === undefined ? { name } : { name, namespace };
}

/** Whether the props are those of the last run. */
export function sameProps(props: StoredProps, earlier: StoredProps | undefined): boolean {
  const { cluster, ...rest } = props;
  const { cluster: former, ...before } = earlier ?? {};
  return sameValues(cluster, former) && sameJson(rest, before);
}

/** The props as state keeps them: without any secret value. */
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
    ...(settings.scopeCluster !== undefined && { scopeCluster: settings.scopeCluster }),
    // What "ready" means for this object is kept, so that a later release or a delete means the same.
    wait: withReady(settings.wait, request.ready ?? "ready"),
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
