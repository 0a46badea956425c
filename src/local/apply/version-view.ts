/** The versions that one write meets: its own, and those that owners wrote in. */

import type { JsonObject } from "../../model/json.ts";
import type { WriteContext } from "./contract.ts";
import type { FieldSet } from "./field-set.ts";
import { type FieldType, objectType } from "./field-type.ts";

/** One version, with conversions from and to the version of the request. */
export interface VersionView {
  type: FieldType;
  resetFields: FieldSet | undefined;
  to(object: JsonObject): JsonObject;
  from(object: JsonObject): JsonObject;
}

/** Finds versions; `undefined` for those that are not served. */
export type VersionViews = (apiVersion: string) => VersionView | undefined;

/** The versions of a write. */
export function versionViews({ schema, apiVersion, resetFields, versions }: WriteContext): VersionViews {
  const own: VersionView = { type: objectType(schema), resetFields, to: same, from: same };
  const made = new Map<string, VersionView | undefined>([[apiVersion, own]]);
  return (wanted) => {
    if (made.has(wanted)) return made.get(wanted);
    const other = versions?.(wanted);
    const view =
      other === undefined
        ? undefined
        : {
            type: objectType(other.schema),
            resetFields: other.resetFields,
            to: (object: JsonObject) => other.to(object),
            from: (object: JsonObject) => other.from(object),
          };
    made.set(wanted, view);
    return view;
  };
}

function same(object: JsonObject): JsonObject {
  return object;
}
