/** Reading objects: by name, and lists by namespace, labels and fields. */

import { valueAt } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { fromStorage, isKept, type Environment } from "./environment.ts";
import { matchesLabels } from "./label-selector.ts";
import type { ListOptions } from "./objects.ts";

/** Objects in the kind's version, ordered by namespace and name. */
export function list({ store }: Environment, kind: ServedKind, options: ListOptions): LiveObject[] {
  const { namespace, labels = [], fields = [] } = options;
  let found = store.list(kind.resource, kind.namespaced ? namespace : undefined);
  if (labels.length > 0) found = found.filter(({ metadata }) => matchesLabels(labels, metadata.labels));
  if (!isKept(kind)) found = found.map((object) => fromStorage(kind, object));
  if (fields.length === 0) return found;
  return found.filter((object) => fields.every((wanted) => matchesField(object, wanted)));
}

/** Whether a field of an object is as a field selector wants it; one that is absent is as good as empty. */
export function matchesField(
  object: LiveObject,
  { path, value, not }: { path: string; value: string; not: boolean },
): boolean {
  const found = valueAt(object, path.split("."));
  const text =
    typeof found === "string" ? found : found === undefined || found === null ? "" : JSON.stringify(found);
  return (text === value) !== not;
}
