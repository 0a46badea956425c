/** Server-side apply: of objects and of their subresources. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/ */

import { isBuiltIn } from "../../model/kind-table.ts";
import type { JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { applyPatch, type Applied } from "../apply/index.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { conflict, StatusError } from "../status.ts";
import { decode } from "./decode.ts";
import { absent, fromStorage, refused, stored, targetOf, type Environment } from "./environment.ts";
import { insert } from "./insert.ts";
import type { ApplyOptions, Written } from "./objects.ts";
import { replace } from "./replace.ts";
import { plainScale, SCALE_SCHEMA } from "./scale.ts";
import { liveScale, writeScale } from "./scaling.ts";
import { resetFields, writeContext } from "./tracking.ts";

/** @throws {StatusError} 409 with a cause for each field that another manager owns, and as creates and updates throw */
export function apply(
  environment: Environment,
  kind: ServedKind,
  { applied, options }: { applied: Manifest; options: ApplyOptions },
): Written {
  if (options.subresource === "scale") return applyScale(environment, kind, { applied, options });
  const target = targetOf(applied);
  const previous = stored(environment, kind, target);
  if (previous === undefined && options.subresource !== undefined) throw absent(kind, target.name);
  const { object, changed } = merge(environment, kind, { applied, options, previous });
  const next = object as Manifest & JsonObject;
  if (previous === undefined) return made(environment, kind, { next, options });
  // What the client has seen, or nothing: an apply that changes nothing is refused too when it means another revision.
  const seen = applied.metadata.resourceVersion ?? "";
  const { resourceVersion } = previous.metadata;
  if (!changed && (seen === "" || seen === resourceVersion) && sameUid(applied, previous))
    return { object: fromStorage(kind, previous), created: false, changed: false };
  return replace(environment, kind, { previous, next, options, builtIn: isBuiltIn(kind) });
}

function merge(
  environment: Environment,
  kind: ServedKind,
  {
    applied,
    options,
    previous,
  }: { applied: Manifest; options: ApplyOptions; previous: LiveObject | undefined },
): Applied {
  return applyPatch({
    ...writeContext(environment, kind, { options, live: previous }),
    applied: applied as Manifest & JsonObject,
    force: options.force,
    finish: (merged) =>
      decode(kind, merged, {
        options: { ...options, fieldValidation: "Ignore" },
        merged: true,
        complain: (what) => unconverted(kind, applied, what),
      }) as Manifest & JsonObject,
  });
}

/** What cannot be decoded is no refusal to the API server, but an error of its own: 500 without a reason. */
function unconverted(
  { group, version, kind }: ServedKind,
  { metadata: { namespace, name } }: Manifest,
  what: string,
): StatusError {
  const type = `${group}/${version}, Kind=${kind}`;
  const object = `${namespace === undefined ? name : `${namespace}/${name}`}; ${type}`;
  const why = CONVERSIONS.reduce((text, [found, said]) => text.replace(found, said), what);
  const message = `failed to convert new object (${object}) to proper version: unable to convert unstructured object to ${type}: ${why}`;
  return new StatusError({ code: 500, message });
}

// Bodies are read by encoding/json, applied objects by a converter of its own.
// https://github.com/kubernetes/apimachinery/blob/master/pkg/runtime/converter.go
const CONVERSIONS: readonly (readonly [RegExp, string])[] = [
  [/^illegal base64 .*/, "error decoding from json: $&"],
  [/^json: cannot unmarshal number \S*\.\S* into .* of type (\w+)$/, "cannot convert float64 to $1"],
];

function made(
  environment: Environment,
  kind: ServedKind,
  { next, options }: { next: Manifest; options: ApplyOptions },
): Written {
  const { name, uid = "" } = next.metadata;
  if (uid !== "")
    throw conflict(
      refused(kind, name),
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  const { resourceVersion: _, ...metadata } = next.metadata;
  return insert(environment, kind, { object: { ...next, metadata }, options });
}

function sameUid({ metadata: { uid = "" } }: Manifest, previous: LiveObject): boolean {
  return uid === "" || uid === previous.metadata.uid;
}

function applyScale(
  environment: Environment,
  kind: ServedKind,
  { applied, options }: { applied: Manifest; options: ApplyOptions },
): Written {
  const live = liveScale(environment, kind, targetOf(applied));
  const { object } = applyPatch({
    ...writeContext(environment, kind, { options }),
    schema: SCALE_SCHEMA,
    apiVersion: "autoscaling/v1",
    live: live.scale as LiveObject & JsonObject,
    applied: applied as Manifest & JsonObject,
    force: options.force,
    resetFields: resetFields(kind, "scale"),
    finish: (merged) => plainScale(merged as Manifest & JsonObject),
    versions: undefined,
  });
  return writeScale(environment, kind, { live, scale: object as Manifest & JsonObject, options });
}
