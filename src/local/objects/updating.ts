/** PUT and the three patches: from what a client sent to an object that replaces the stored one. */

import { isBuiltIn } from "../../model/kind-table.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { jsonPatch, mergePatch, strategicPatch } from "../patch/index.ts";
import { invalid as invalidCause } from "../kinds/cause.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { badRequest, conflict, invalid } from "../status.ts";
import { decode, type Complaint } from "./decode.ts";
import {
  absent,
  existing,
  fromStorage,
  refused,
  stored,
  targetOf,
  type Environment,
  type Target,
} from "./environment.ts";
import { goText } from "./go-text.ts";
import { insert, warnOfRepeatedOwners, wipeSystemFields } from "./insert.ts";
import type { PatchType, WriteOptions, Written } from "./objects.ts";
import { replace } from "./replace.ts";
import { plainScale, SCALE_SCHEMA } from "./scale.ts";
import { liveScale, writeScale, type LiveScale } from "./scaling.ts";
import { tracked, writeContext } from "./tracking.ts";

/** Kinds that a PUT creates where there is none. */
const CREATED_BY_PUT: ReadonlySet<string> = new Set([
  "node.k8s.io/runtimeclasses",
  "rbac.authorization.k8s.io/rolebindings",
  "rbac.authorization.k8s.io/clusterrolebindings",
  "rbac.authorization.k8s.io/roles",
  "rbac.authorization.k8s.io/clusterroles",
  "coordination.k8s.io/leases",
  "/limitranges",
  "/events",
  "/services",
  "/endpoints",
]);

/** POST. @throws {StatusError} as `insert` does; 400 about what cannot be decoded */
export function create(
  environment: Environment,
  kind: ServedKind,
  { manifest, options }: { manifest: Manifest; options: WriteOptions },
): Written {
  const object = decode(kind, manifest as Manifest & JsonObject, { options });
  wipeSystemFields(object.metadata);
  warnOfRepeatedOwners(object, options);
  const next = tracked(writeContext(environment, kind, { options }), object);
  return insert(environment, kind, { object: next, options });
}

/** PUT. @throws {StatusError} 404, 409 and 422 */
export function update(
  environment: Environment,
  kind: ServedKind,
  { manifest, options }: { manifest: Manifest; options: WriteOptions },
): Written {
  const target = targetOf(manifest);
  if (options.subresource === "scale") {
    const live = liveScale(environment, kind, target);
    return scaled(environment, kind, { live, next: manifest, options });
  }
  const previous = stored(environment, kind, target);
  if (previous === undefined) {
    if (options.subresource !== undefined || !CREATED_BY_PUT.has(kind.resource))
      throw absent(kind, target.name);
    return create(environment, kind, { manifest, options });
  }
  refuseOtherUid(kind, manifest, previous);
  const object = decode(kind, manifest as Manifest & JsonObject, { options });
  warnOfRepeatedOwners(object, options);
  return finish(environment, kind, { previous, object, options });
}

/** Built-in kinds that etcd has under another name than their plural. */
const ETCD_NAMES: Readonly<Record<string, string>> = {
  "/replicationcontrollers": "controllers",
  "/endpoints": "services/endpoints",
  "/nodes": "minions",
  "/services": "services/specs",
  "networking.k8s.io/ingresses": "ingress",
};

/** The uid of a PUT is a precondition, which the storage checks: the refusal names its key. */
function refuseOtherUid(kind: ServedKind, { metadata: { uid = "" } }: Manifest, previous: LiveObject): void {
  const { name, namespace, uid: live } = previous.metadata;
  if (uid === "" || uid === live) return;
  const resource = isBuiltIn(kind) ? (ETCD_NAMES[kind.resource] ?? kind.plural) : kind.resource;
  const key = ["/registry", resource, ...(namespace === undefined ? [] : [namespace]), name].join("/");
  throw conflict(
    refused(kind, name),
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live}`,
  );
}

/** @throws {StatusError} 404, 409 and 422; 400 and 422 about what cannot be decoded */
export function patch(
  environment: Environment,
  kind: ServedKind,
  { target, options }: { target: Target & { type: PatchType; patch: Json }; options: WriteOptions },
): Written {
  if (options.subresource === "scale") {
    const live = liveScale(environment, kind, target);
    const next = patched(live.scale, target, SCALE_SCHEMA) as Manifest & JsonObject;
    return scaled(environment, kind, { live, next, options });
  }
  const previous = existing(environment, kind, target);
  const next = patched(fromStorage(kind, previous), target, kind.schema);
  const object = decode(kind, next, { options, complain: ofPatch(target, next) });
  refuseRenaming(object, target);
  return finish(environment, kind, { previous, object, options });
}

function patched(
  live: LiveObject,
  { type, patch }: { type: PatchType; patch: Json },
  schema: ServedKind["schema"],
): JsonObject {
  const object = live as LiveObject & JsonObject;
  switch (type) {
    case "json":
      return jsonPatch(object, patch);
    case "merge":
      return mergePatch(object, patch);
    case "strategic":
      return strategicPatch(object, patch, schema);
  }
}

function ofPatch({ type, patch }: { type: PatchType; patch: Json }, next: JsonObject): Complaint {
  const shown = type === "strategic" ? goText(patch) : JSON.stringify(next);
  return (what) => invalid({ group: "", kind: "" }, "", [invalidCause("patch", shown, what)]);
}

function refuseRenaming({ metadata }: Manifest, { name, namespace }: Target): void {
  if (namespace !== undefined && (metadata.namespace ?? namespace) !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (metadata.name !== name)
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
}

function finish(
  environment: Environment,
  kind: ServedKind,
  { previous, object, options }: { previous: LiveObject; object: Manifest; options: WriteOptions },
): Written {
  const next = tracked(writeContext(environment, kind, { options, live: previous }), object);
  return replace(environment, kind, { previous, next, options, builtIn: isBuiltIn(kind) });
}

function scaled(
  environment: Environment,
  kind: ServedKind,
  { live, next, options }: { live: LiveScale; next: Manifest; options: WriteOptions },
): Written {
  const context = {
    ...writeContext(environment, kind, { options }),
    versions: undefined,
    schema: SCALE_SCHEMA,
  };
  const scale = tracked(
    { ...context, apiVersion: "autoscaling/v1", live: live.scale as LiveObject & JsonObject },
    plainScale(next),
  );
  return writeScale(environment, kind, { live, scale, options });
}
