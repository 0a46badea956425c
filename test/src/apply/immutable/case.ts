/** The shape of a case: one field of one kind, a valid value of it and another one. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import type { Place } from "../../../support/manifests/row.ts";

/** Part of a manifest, merged into another (RFC 7386); a function where it depends on the object. */
export type Patch = JsonObject | ((place: Place) => JsonObject);

/** One change, tried on a server. */
export interface Case {
  /** The field of the row that it tries. */
  field: string;
  /** The `when` of the row, where a field has several. */
  when?: string;
  /** Merged into the kind's minimal manifest before it is created. */
  before?: Patch;
  /** The change. */
  after: Patch;
  /** What has to be there before it. */
  with?: (place: Place) => Manifest[];
  /** Whether the object has come to the state in which the change is tried. @default as soon as it exists */
  until?: (live: LiveObject) => boolean;
  /** For fields that a controller owns. */
  conflicts?: "force";
  /** Why the new value is not valid on its own, so that it is never replaced. */
  invalid?: string;
}

/** Cases by group/Kind. */
export type Cases = Readonly<Record<string, readonly Case[]>>;
