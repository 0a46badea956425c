/** The revision of a ConfigMap or Secret that somebody else writes, so that pods can follow it. Pure. */

import { valueAt } from "../../../src/model/json.ts";
import type { LiveObject } from "../../../src/model/object.ts";

const CONTENT = ["f:data", "f:binaryData", "f:stringData"];

/**
 * A number that grows when the content is written: the time, in seconds, of the last write by a manager of any of it. The API
 * server renews it only for a change. Labels that others set do not count; a hash of the values would leak what a Secret holds.
 */
export function contentRevision({ metadata }: LiveObject): number {
  const writers = (metadata.managedFields ?? []).filter(({ fieldsV1 }) =>
    CONTENT.some((field) => valueAt(fieldsV1, [field]) !== undefined),
  );
  const times = writers.flatMap(({ time }) => time ?? []);
  const last = Math.max(
    0,
    ...[...times, metadata.creationTimestamp ?? ""].map((time) => Date.parse(time) || 0),
  );
  return Math.trunc(last / 1_000);
}
