/** What each endpoint lets a client change of an object: the rest stays as it is. */

import { isBuiltIn } from "../../model/kind-table.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { FieldSet } from "../apply/index.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import type { WriteOptions } from "./objects.ts";
import { resetFields } from "./tracking.ts";

/** Puts together what a client sent and what the endpoint does not let it change. Both in the storage version. */
export function throughEndpoint(
  kind: ServedKind,
  { subresource }: WriteOptions,
  { sent, previous }: { sent: Manifest; previous: LiveObject },
): Manifest {
  const endpoint = subresource === "scale" ? undefined : subresource;
  if (endpoint === "status" && !isBuiltIn(kind)) return onlyStatus(sent, previous);
  const ignored = resetFields(kind, endpoint);
  if (ignored === undefined) return sent;
  const restored = restore(sent as Manifest & JsonObject, previous as LiveObject & JsonObject, ignored);
  return withEntriesOf(sent, restored as Manifest & JsonObject);
}

/** Custom resources let their status endpoint change nothing else. */
function onlyStatus(sent: Manifest, previous: LiveObject): Manifest {
  const { status: _, ...rest } = previous;
  const status = sent["status"];
  return withEntriesOf(sent, { ...rest, ...(status === undefined ? {} : { status }) });
}

/** Who owns what is recorded by the write, whatever endpoint it goes through. */
function withEntriesOf(sent: Manifest, object: Manifest): Manifest {
  const { managedFields: _, ...metadata } = object.metadata;
  const { managedFields } = sent.metadata;
  return { ...object, metadata: { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) } };
}

function restore(sent: JsonObject, previous: JsonObject, ignored: FieldSet): JsonObject {
  const restored = { ...sent };
  for (const [element, below] of Object.entries(ignored)) {
    if (!element.startsWith("f:")) continue;
    const field = element.slice(2);
    const [now, before] = [sent[field], previous[field]];
    const nested = Object.keys(below).some((name) => name.startsWith("f:"));
    if (nested && isJsonObject(now))
      restored[field] = restore(now, isJsonObject(before) ? before : {}, below);
    else if (nested) continue;
    else if (before === undefined) delete restored[field];
    else restored[field] = before;
  }
  return restored;
}
