import { Scope } from "alchemy";
import type { Target } from "../../src/apply/target.ts";
import { untilReady } from "../../src/apply/wait.ts";
import { kindOf } from "../../src/client/discovery.ts";
import { get } from "../../src/client/verbs.ts";
import { hasCode } from "../../src/errors.ts";
import { defined, isJsonObject, type JsonObject } from "../../src/model/json.ts";
import { groupOf } from "../../src/model/kind.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { judgeInstance } from "../../src/readiness/kro.ts";
import { judgePreconditions } from "../../src/readiness/readiness.ts";
import { INSTANCE_TIMEOUT } from "../../src/run/timeouts.ts";
import { clientFor } from "../connect.ts";
import { progress } from "../progress.ts";
import { deployObject, type ObjectRequest } from "../kubernetes/deploy-object.ts";
import { partsOf } from "../kubernetes/manifest.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import type { DeepPartial } from "../kubernetes/patch/props.ts";
import type { MetadataProps } from "../kubernetes/props.ts";
import type { KubernetesResource, NamespaceReference } from "../kubernetes/resource.ts";
import { resolveSettings } from "../kubernetes/settings.ts";
import { CRDInstanceError, type InstanceIdentity, messageOf } from "./errors.ts";
import { RESOURCE_TYPE_PATTERNS } from "./resource-type.ts";

/** Props of an instance of a graph. */
export interface KroCrdInstanceProps<TSpec> extends Omit<ResourceOptions, "rollOnChange"> {
  /** The kind that the graph makes. */
  schema: { apiVersion: string; kind: string };
  /** @default the id */
  name?: string;
  /** @default the scope's namespace, else the environment's; instances of the whole cluster have none */
  namespace?: NamespaceReference;
  /** Labels and annotations. */
  metadata?: Omit<MetadataProps, "name" | "namespace">;
  spec: TSpec;
}

/** An instance of a graph, ready. */
export interface KroInstance<TSpec = unknown, TStatus = unknown> extends KubernetesResource {
  /** Absent for instances of the whole cluster. */
  namespace?: string;
  metadata: { name: string; namespace?: string; uid: string };
  /** As it was given. */
  spec: TSpec;
  /** As the cluster has it now; it is kept in no state. Fields whose data is not there are left out. */
  status: DeepPartial<TStatus>;
}

const READY = { rule: "kro-instance" } as const;

/**
 * An instance of a kind that a ResourceGraphDefinition made: kro makes the objects, this waits until they are ready.
 * @param id repeats across kinds, not within this one
 * @throws {CRDInstanceError} `creation` when the instance is not accepted, `statusResolution` when it does not become ready, with
 *   kro's message and the objects that are not ready; its `cause` is the {@link ProviderError}
 *
 * @example
 * const eu = await KroCrdInstance<{ text: string }, { url?: string }>("eu", {
 *   schema: { apiVersion: "example.com/v1alpha1", kind: "Page" },
 *   namespace: "shop",
 *   spec: { text: "hello" },
 *   timeout: 60_000,
 * });
 * console.log(eu.status.url);
 * @see https://kro.run/docs/concepts/instances
 */
export async function KroCrdInstance<TSpec extends object, TStatus = Record<string, unknown>>(
  id: string,
  props: KroCrdInstanceProps<TSpec>,
): Promise<KroInstance<TSpec, TStatus>> {
  const { schema, name = id, namespace, metadata, spec, ...options } = props;
  const place = { name, ...defined({ namespace }) };
  let live: LiveObject | undefined;
  let left: LiveObject | undefined;
  const request: ObjectRequest = {
    type: RESOURCE_TYPE_PATTERNS.kro(schema.kind),
    prefix: prefixOf(schema),
    ...schema,
    id,
    ...partsOf({ ...options, metadata: { ...metadata, ...place }, spec }),
    defaultTimeout: INSTANCE_TIMEOUT,
    ready: READY,
    hooks: { settled: (object) => (live = object), left: (object) => (left = object) },
  };
  try {
    const output = await deployObject<KubernetesResource & { namespace?: string }>(request);
    const { status } = live ?? (await lookAt(request, output, left));
    return {
      ...output,
      metadata: { name: output.name, ...defined({ namespace: output.namespace }), uid: output.uid },
      spec,
      status: statusFields(status) as DeepPartial<TStatus>,
    };
  } catch (error) {
    throw instanceError({ ...schema, name }, error);
  }
}

/** The error of an instance that was not accepted, or did not become ready. */
export function instanceError(instance: InstanceIdentity, error: unknown): CRDInstanceError {
  const operation = hasCode(error, "not-ready") ? "statusResolution" : "creation";
  return new CRDInstanceError(messageOf(error), instance, operation, error);
}

/** The fields of the graph's author, and `state`: conditions are kro's, and their times change. */
export function statusFields(status: unknown): JsonObject {
  const { conditions: _conditions, ...fields } = isJsonObject(status) ? status : {};
  return fields;
}

function prefixOf({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  return `${kind.toLowerCase()}.${groupOf(apiVersion)}`;
}

/** The id under which state keeps an instance. */
export function instanceId(schema: { apiVersion: string; kind: string }, id: string): string {
  return `${prefixOf(schema)}-${id}`;
}

/**
 * The instance that was left as it is. What a program gets is ready, whether it has just been written or not.
 * @param seen as it was when it was compared with what was applied, if it was
 */
async function lookAt(
  request: ObjectRequest,
  output: KubernetesResource & { namespace?: string },
  seen: LiveObject | undefined,
): Promise<LiveObject> {
  const scope = Scope.current;
  const settings = resolveSettings(scope, request);
  const client = await clientFor(scope, settings.cluster);
  const kind = await kindOf(client, request.apiVersion, request.kind);
  const target: Target = { client, kind, name: output.name, ...defined({ namespace: output.namespace }) };
  const live = seen ?? (await get(client, kind, target));
  const missing = { ...output, metadata: { name: output.name, uid: output.uid, resourceVersion: "" } };
  if (live === undefined || settings.wait !== "ready") return live ?? missing;
  if (scope.phase === "read" || (judgePreconditions(live) ?? judgeInstance(live)).state === "ready")
    return live;
  const report = (reason: string): void =>
    progress(scope, scope.fqn(`${request.prefix}-${request.id}`), reason);
  return (await untilReady(target, live, { rule: READY, timeout: settings.timeout, report })).object;
}
