/** `metadata.generation`: counts what users asked for. */

import type { Manifest } from "../../model/object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { same } from "./plain.ts";

/** Resources whose annotations count, because they are copied to what their controller makes. */
const WITH_ANNOTATIONS: ReadonlySet<string> = new Set(["apps/deployments"]);

/** Of a new object. */
export function firstGeneration({ rules }: ServedKind): number | undefined {
  return rules.generation === undefined || rules.generation === "none" ? undefined : 1;
}

/** Of an object that replaces another. */
export function nextGeneration(kind: ServedKind, object: Manifest, previous: Manifest): number | undefined {
  const { generation } = previous.metadata;
  if (kind.rules.generation === undefined || kind.rules.generation === "none") return generation;
  return isAskedFor(kind, object, previous) ? (generation ?? 0) + 1 : generation;
}

function isAskedFor(
  { rules, resource, subresources }: ServedKind,
  object: Manifest,
  previous: Manifest,
): boolean {
  if (
    WITH_ANNOTATIONS.has(resource) &&
    !same(object.metadata.annotations ?? {}, previous.metadata.annotations ?? {})
  )
    return true;
  if (rules.generation === "spec") return !same(object["spec"], previous["spec"]);
  const status = subresources.has("status");
  const fields = new Set([...Object.keys(object), ...Object.keys(previous)]);
  return [...fields].some(
    (field) =>
      field !== "metadata" && !(status && field === "status") && !same(object[field], previous[field]),
  );
}
