/** Events of watches as lines of JSON, written once for all that watch in the same form. */

import type { LiveObject } from "../../model/object.ts";
import { apiVersionOf } from "../../model/kind.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { fromStorage } from "../objects/environment.ts";
import type { Status } from "../status.ts";
import { partialMetadata, tableOf, type IncludedObject } from "../table/table.ts";
import type { Form } from "./accept.ts";
import { textOf } from "../store/text.ts";

export type EventType = "ADDED" | "MODIFIED" | "DELETED";

/** In which form a watch wants its events. */
export interface EventForm {
  kind: ServedKind;
  form: Form;
  includeObject: IncludedObject;
  metaVersion: "v1" | "v1beta1";
}

const encoder = new TextEncoder();

// By object, then by type, form and version.
const lines = new WeakMap<object, Map<string, Uint8Array>>();
const conversions = new WeakMap<object, Map<ServedKind, LiveObject>>();

/** An object of the store in the version that is watched. */
export function versionOf(kind: ServedKind, object: LiveObject): LiveObject {
  if (kind.version === kind.storageVersion) return object;
  const known = conversions.get(object) ?? new Map<ServedKind, LiveObject>();
  conversions.set(object, known);
  const found = known.get(kind) ?? fromStorage(kind, object);
  known.set(kind, found);
  return found;
}

function lineOf(type: string, text: string): Uint8Array {
  return encoder.encode(`{"type":"${type}","object":${text}}\n`);
}

/** An event about an object, in the version that is watched. @param now ms since 1970 */
export function eventLine(
  type: EventType,
  object: LiveObject,
  { kind, form, includeObject, metaVersion, header, now }: EventForm & { header: boolean; now: number },
): Uint8Array {
  if (form === "table") {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    return lineOf(
      type,
      JSON.stringify(tableOf(kind, [object], { now, metadata, includeObject, metaVersion, header })),
    );
  }
  const known = lines.get(object) ?? new Map<string, Uint8Array>();
  lines.set(object, known);
  const key = `${type} ${form} ${metaVersion}`;
  const found =
    known.get(key) ??
    lineOf(type, form === "object" ? textOf(object) : JSON.stringify(partialMetadata(object, metaVersion)));
  known.set(key, found);
  return found;
}

/** Says that all up to a revision was sent. @param initial whether it ends the initial events */
export function bookmarkLine(
  { kind, form, includeObject, metaVersion }: EventForm,
  { revision, initial, header, now }: { revision: number; initial: boolean; header: boolean; now: number },
): Uint8Array {
  const metadata = {
    resourceVersion: String(revision),
    ...(initial ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
  };
  const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
  if (form === "object") return lineOf("BOOKMARK", JSON.stringify(object));
  if (form !== "table") return lineOf("BOOKMARK", JSON.stringify(partialMetadata(object, metaVersion)));
  const table = tableOf(kind, [object], {
    now,
    metadata: { resourceVersion: String(revision) },
    includeObject,
    metaVersion,
    header,
  });
  return lineOf("BOOKMARK", JSON.stringify(table));
}

export function errorLine(status: Status): Uint8Array {
  return lineOf("ERROR", JSON.stringify(status));
}
