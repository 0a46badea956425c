/** Writes of the scale subresource: what a Scale asks for becomes an update of the object behind it. */

import { isBuiltIn } from "../../model/kind-table.ts";
import { apiVersionOf } from "../../model/kind.ts";
import { valueAt, type JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest, ManagedFieldsEntry } from "../../model/object.ts";
import { entriesOfScale, entriesOfScaled } from "../apply/index.ts";
import { invalid as invalidCause } from "../kinds/cause.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { invalid, notFound } from "../status.ts";
import { existing, fromStorage, type Environment, type Target } from "./environment.ts";
import type { WriteOptions, Written } from "./objects.ts";
import { replace } from "./replace.ts";
import { scaleOf, steps, withReplicas } from "./scale.ts";

/** Paths of the replicas by version. */
type Paths = Record<string, string[]>;

/** A Scale with the managedFields that its object has for the replicas. */
export interface LiveScale {
  scale: LiveObject;
  /** In the kind's version. */
  object: LiveObject;
  previous: LiveObject;
}

/** @throws {StatusError} 404, also when objects of the kind cannot be scaled */
export function liveScale(environment: Environment, kind: ServedKind, target: Target): LiveScale {
  if (kind.rules.scale === undefined)
    throw notFound({ group: kind.group, plural: `${kind.plural}/scale`, name: target.name });
  const previous = existing(environment, kind, target);
  const object = fromStorage(kind, previous);
  const scale = scaleOf(kind, object);
  const entries = entriesOfScale(entriesIn(object), pathsOf(environment, kind)) as ManagedFieldsEntry[];
  return { scale: entries.length === 0 ? scale : withEntries(scale, entries), object, previous };
}

/** @param scale as it shall be, with its managedFields */
export function writeScale(
  environment: Environment,
  kind: ServedKind,
  { live, scale, options }: { live: LiveScale; scale: Manifest; options: WriteOptions },
): Written {
  const replicas = valueAt(scale, ["spec", "replicas"]);
  const wanted = typeof replicas === "number" ? replicas : 0;
  if (wanted < 0)
    throw invalid({ group: "autoscaling", kind: "Scale" }, scale.metadata.name, [
      invalidCause("spec.replicas", wanted, "must be greater than or equal to 0"),
    ]);
  const apiVersion = apiVersionOf(kind);
  const entries = entriesOfScaled(entriesIn(live.object), entriesIn(scale), {
    apiVersion,
    paths: pathsOf(environment, kind),
  }) as ManagedFieldsEntry[];
  const scaled = withEntries(withReplicas(kind, live.object, wanted), entries);
  const { resourceVersion } = scale.metadata;
  const next = { ...scaled, metadata: { ...scaled.metadata, resourceVersion: resourceVersion ?? "" } };
  const written = replace(environment, kind, {
    previous: live.previous,
    next,
    options,
    builtIn: isBuiltIn(kind),
  });
  return { ...written, object: scaleOf(kind, written.object) };
}

function entriesIn({ metadata }: Manifest): JsonObject[] {
  return (metadata.managedFields ?? []) as (ManagedFieldsEntry & JsonObject)[];
}

function withEntries<T extends Manifest>(object: T, managedFields: ManagedFieldsEntry[]): T {
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function pathsOf({ kinds }: Environment, { group, kind }: ServedKind): Paths {
  const versions = kinds.all().filter((other) => other.group === group && other.kind === kind);
  return Object.fromEntries(
    versions.map((version) => [
      apiVersionOf(version),
      steps(version.rules.scale?.specReplicas ?? ".spec.replicas"),
    ]),
  );
}
