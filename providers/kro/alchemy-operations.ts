/** Writing the objects of a directly deployed instance through Alchemy: each is one resource `kubernetes::<Kind>`. */

import alchemy, { type Scope } from "alchemy";
import { ownershipSelector } from "../../src/apply/ownership.ts";
import type { Client } from "../../src/client/client.ts";
import { kindOf } from "../../src/client/discovery.ts";
import { copyJson, type Path, setAt } from "../../src/graph/path.ts";
import { secretLeaves } from "../../src/graph/secret-places.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import type { ObjectRequest, Operations, Underway } from "../../src/run/operations.ts";
import { withInstances } from "../../src/run/direct-instances.ts";
import { observing } from "../../src/run/observe.ts";
import { deployObject } from "../kubernetes/deploy-object.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import type { KubernetesResource } from "../kubernetes/resource.ts";
import type { StoredProps } from "../kubernetes/state.ts";
import {
  idPrefix,
  inferAlchemyTypeFromKubernetesResource,
  joinedId,
  placeOf,
  type ResourceTypeInferenceConfig,
} from "./resource-type.ts";

/** What the operations of one deployment need to know. */
export interface AlchemyOperationsOptions {
  client: Client;
  scope: Scope;
  /** Which instance the resources belong to, as their state keeps it. */
  instance: NonNullable<StoredProps["instance"]>;
  /** Ids of nodes whose live objects somebody reads: the others are not fetched. */
  read: ReadonlySet<string>;
  options: ResourceOptions;
  inference: ResourceTypeInferenceConfig;
  /** Called when the first object of a node is about to be deployed. */
  begin(node: string): void;
  /** Called when a resource has been deployed. */
  note(deployed: {
    node: string;
    manifest: Manifest;
    resource: KubernetesResource;
    id: string;
    type: string;
  }): void;
}

/** Operations whose handlers cannot be interrupted. */
export interface AlchemyOperations extends Operations {
  /** Waits until no handler is running any more. */
  ended(): Promise<void>;
}

/** The operations of the mode in which Alchemy owns the objects. */
export function alchemyOperations(how: AlchemyOperationsOptions): AlchemyOperations {
  const { client, scope } = how;
  const selector = ownershipSelector({ app: scope.appName, stage: scope.stage });
  const observation = withInstances(client.connection.server, observing(client, selector));
  const underway: Promise<unknown>[] = [];
  return {
    ...observation,
    ended: async () => void (await Promise.allSettled(underway)),
    deploy(request, { signal }) {
      const { node, manifest } = request;
      how.begin(node);
      const written = Promise.withResolvers<LiveObject>();
      const done = deployOne(how, request, written.resolve).then(async ({ resource, last }) => {
        const asked =
          last === undefined && how.read.has(node) ? await observation.get(resource, signal) : undefined;
        const object = last ?? asked ?? unseen(manifest, resource);
        written.resolve(object);
        return object;
      });
      underway.push(done);
      done.catch(written.reject);
      return { written: written.promise, done } satisfies Underway;
    },
  };
}

async function deployOne(
  how: AlchemyOperationsOptions,
  { node, manifest, secrets }: ObjectRequest,
  written: (object: LiveObject) => void,
): Promise<{ resource: KubernetesResource & { namespace?: string }; last: LiveObject | undefined }> {
  const { client, scope, options, inference, instance } = how;
  const { apiVersion, kind, metadata: given, ...body } = withMarkedSecrets(manifest, secrets);
  const { namespace, ...rest } = given;
  const { namespaced } = await kindOf(client, apiVersion, kind).catch(() => ({ namespaced: true }));
  const metadata = namespaced && namespace !== undefined ? given : rest;
  const type = inferAlchemyTypeFromKubernetesResource(manifest, inference);
  const prefix = idPrefix(manifest);
  const id = joinedId(placeOf(manifest));
  let last: LiveObject | undefined;
  const resource = await scope.run(() =>
    deployObject<KubernetesResource & { namespace?: string }>({
      type,
      prefix,
      apiVersion,
      kind,
      id,
      metadata,
      body,
      options,
      instance,
      hooks: {
        written: (object) => written((last = object)),
        settled: (object) => (last = object),
      },
    }),
  );
  how.note({ node, manifest, resource, id: `${prefix}-${id}`, type });
  return { resource, last };
}

/** Values that are made of a Secret's go the way of those that a program marks itself: state keeps their places. */
function withMarkedSecrets(manifest: Manifest, places: readonly Path[]): Manifest {
  if (places.length === 0) return manifest;
  const marked = copyJson(manifest);
  for (const [path, value] of secretLeaves(manifest, places))
    setAt(marked as unknown as JsonObject, path, alchemy.secret(value) as unknown as Json);
  return marked;
}

/** An object that was left as it is and that nobody reads. */
function unseen(manifest: Manifest, { uid }: KubernetesResource): LiveObject {
  const metadata = { ...manifest.metadata, uid, resourceVersion: "" };
  return {
    ...(manifest as unknown as JsonObject),
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    metadata,
  };
}
