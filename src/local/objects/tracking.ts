/** Between objects and the write semantics of `apply/`: what tracking and applying have to know of a write. */

import { isBuiltIn } from "../../model/kind-table.ts";
import { apiVersionOf } from "../../model/kind.ts";
import type { JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import {
  resetFieldsOf,
  trackUpdate,
  type FieldSet,
  type OtherVersion,
  type WriteContext,
} from "../apply/index.ts";
import { timestamp } from "../clock.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { fromStorage, toStorage, type Environment } from "./environment.ts";
import type { WriteOptions } from "./objects.ts";

/** The fields that an endpoint ignores. */
export function resetFields(kind: ServedKind, subresource: string | undefined): FieldSet | undefined {
  const custom = kind.subresources.has("status") ? "status" : "plain";
  const of = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  return resetFieldsOf(isBuiltIn(kind) ? of : { ...of, custom }, subresource);
}

/**
 * What a write is to `applyPatch` and `trackUpdate`.
 * @param live as it is stored; `undefined` when the object is made
 */
export function writeContext(
  { clock, kinds }: Environment,
  kind: ServedKind,
  {
    options,
    live,
  }: { options: Pick<WriteOptions, "manager" | "subresource">; live?: LiveObject | undefined },
): WriteContext {
  const { manager, subresource } = options;
  return {
    schema: kind.schema,
    live: live === undefined ? undefined : (fromStorage(kind, live) as JsonObject),
    manager,
    apiVersion: apiVersionOf(kind),
    subresource,
    now: timestamp(clock.now()),
    resetFields: resetFields(kind, subresource),
    versions(apiVersion): OtherVersion | undefined {
      const other = kinds.byKind(apiVersion, kind.kind);
      if (other === undefined || other.group !== kind.group) return undefined;
      return {
        schema: other.schema,
        resetFields: resetFields(other, subresource) ?? {},
        to: (object) => fromStorage(other, toStorage(kind, object as Manifest & JsonObject)),
        from: (object) => fromStorage(kind, toStorage(other, object as Manifest & JsonObject)),
      };
    },
  };
}

/** Records in managedFields what a create, update or patch changed. */
export function tracked(context: WriteContext, next: Manifest): Manifest {
  return trackUpdate({ ...context, next: next as JsonObject }) as Manifest & JsonObject;
}
