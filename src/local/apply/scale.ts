/**
 * Ownership through the scale subresource, which writes one field of another object.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/scalehandler.go
 */

import type { JsonObject } from "../../model/json.ts";
import { difference, has, isEmpty, setOf } from "./field-set.ts";
import { type Owners, readOwners, writeOwners } from "./owners.ts";

const SCALE_VERSION = "autoscaling/v1";
const SCALE_PATH = ["f:spec", "f:replicas"];

/**
 * Where versions of a kind hold their replicas, for example `{ "apps/v1": ["spec", "replicas"] }`. `null` where a version
 * cannot be scaled; entries of versions that are not named are dropped.
 */
export type ReplicasPaths = Readonly<Record<string, readonly string[] | null>>;

/** The managedFields of a Scale: who owns the replicas of the scaled object. */
export function entriesOfScale(parent: readonly JsonObject[], paths: ReplicasPaths): JsonObject[] {
  const scale: Owners = new Map();
  for (const [id, owner] of readOwners([...parent])) {
    const path = pathIn(paths, owner.apiVersion);
    if (path !== undefined && path !== null && has(owner.fields, path)) {
      const { entry: _entry, ...rest } = owner;
      scale.set(id, { ...rest, apiVersion: SCALE_VERSION, fields: setOf(SCALE_PATH) });
    }
  }
  return writeOwners(scale) ?? [];
}

/**
 * The managedFields of the scaled object after its Scale was written.
 * @param parent the entries that it had
 * @param scale the entries of the Scale as written
 * @param apiVersion of the scaled object
 */
export function entriesOfScaled(
  parent: readonly JsonObject[],
  scale: readonly JsonObject[],
  { apiVersion, paths }: { apiVersion: string; paths: ReplicasPaths },
): JsonObject[] {
  const owners = readOwners([...parent]);
  const scaling = readOwners([...scale]);
  const out: Owners = new Map();
  for (const [id, owner] of owners) {
    const path = pathIn(paths, owner.apiVersion);
    if (path === undefined) continue;
    if (path === null || !has(owner.fields, path) || scaling.delete(id)) {
      out.set(id, owner);
      continue;
    }
    const fields = difference(owner.fields, setOf(path));
    if (!isEmpty(fields)) out.set(id, { ...owner, fields });
  }
  const path = pathIn(paths, apiVersion) ?? [];
  for (const [id, { entry: _entry, ...owner }] of scaling)
    if (has(owner.fields, SCALE_PATH))
      out.set(id, { ...owner, apiVersion, fields: setOf(path), time: owners.get(id)?.time });
  return writeOwners(out) ?? [];
}

function pathIn(paths: ReplicasPaths, apiVersion: string): string[] | null | undefined {
  const path = paths[apiVersion];
  return path?.map((name) => `f:${name}`) ?? (path === null ? null : undefined);
}
