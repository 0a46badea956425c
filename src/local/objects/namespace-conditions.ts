/** What the status of a namespace says while it goes. Pure. */

import type { JsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";

/** What is still in a namespace, by storage name of the resource. */
export type Remaining = ReadonlyMap<string, readonly LiveObject[]>;

interface Finding {
  status: "True" | "False";
  reason: string;
  message: string;
}

/** What stands in each condition when nothing is wrong with it. */
const FINE: Readonly<Record<string, Finding>> = {
  NamespaceDeletionDiscoveryFailure: fine("ResourcesDiscovered", "All resources successfully discovered"),
  NamespaceDeletionGroupVersionParsingFailure: fine(
    "ParsedGroupVersions",
    "All legacy kube types successfully parsed",
  ),
  NamespaceDeletionContentFailure: fine(
    "ContentDeleted",
    "All content successfully deleted, may be waiting on finalization",
  ),
  NamespaceContentRemaining: fine("ContentRemoved", "All content successfully removed"),
  NamespaceFinalizersRemaining: fine("ContentHasNoFinalizers", "All content-preserving finalizers finished"),
};

function fine(reason: string, message: string): Finding {
  return { status: "False", reason, message };
}

/**
 * The conditions of a namespace that goes.
 * @param former those that it has: what did not change keeps its time
 * @param now RFC 3339
 */
export function terminationConditions(
  former: readonly JsonObject[],
  remaining: Remaining,
  now: string,
): JsonObject[] {
  const found: Record<string, Finding> = { ...FINE, ...findings(remaining) };
  const others = former.filter(({ type }) => !(typeof type === "string" && type in FINE));
  const own = Object.entries(found).map(([type, finding]): JsonObject => {
    const old = former.find((one) => one["type"] === type);
    const since = old !== undefined && old["status"] === finding.status ? old["lastTransitionTime"] : now;
    return {
      type,
      status: finding.status,
      lastTransitionTime: since ?? now,
      reason: finding.reason,
      message: finding.message,
    };
  });
  return [...others, ...own];
}

function findings(remaining: Remaining): Record<string, Finding> {
  const resources = [...remaining].map(([resource, objects]) => {
    const slash = resource.indexOf("/");
    return `${resource.slice(slash + 1)}.${resource.slice(0, slash)} has ${objects.length} resource instances`;
  });
  const finalizers = new Map<string, number>();
  for (const objects of remaining.values())
    for (const { metadata } of objects)
      for (const name of metadata.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
  return {
    ...problem("NamespaceContentRemaining", "SomeResourcesRemain", {
      text: "Some resources are remaining",
      parts: resources,
    }),
    ...problem("NamespaceFinalizersRemaining", "SomeFinalizersRemain", {
      text: "Some content in the namespace has finalizers remaining",
      parts: [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`),
    }),
  };
}

function problem(
  type: string,
  reason: string,
  { text, parts }: { text: string; parts: string[] },
): Record<string, Finding> {
  if (parts.length === 0) return {};
  return { [type]: { status: "True", reason, message: `${text}: ${parts.sort().join(", ")}` } };
}
