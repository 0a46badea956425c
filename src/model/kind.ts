/** What has to be known of a kind to speak of its objects to the API server. Pure. */

import { textAt, valueAt } from "./json.ts";
import type { Manifest, ObjectRef } from "./object.ts";

export interface Kind {
  /** `""` for the core group. */
  group: string;
  version: string;
  kind: string;
  /** The resource name in paths, for example `networkpolicies`: never derived from the kind. */
  plural: string;
  namespaced: boolean;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(kind: Pick<Kind, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** The group of an apiVersion: `apps` of `apps/v1`, `""` of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The version of an apiVersion: `v1` of `apps/v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** How a permission error names a resource: `deployments.apps`. */
export function resourceName(kind: Pick<Kind, "group" | "plural">): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** Path of a collection; of all namespaces when none is given. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope =
    kind.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${scope}/${kind.plural}`;
}

/** Path of one object. */
export function objectPath(kind: Kind, ref: Pick<ObjectRef, "namespace" | "name">): string {
  return `${collectionPath(kind, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** The kind that holds others, which much depends on. */
export const NAMESPACE: Kind = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};

/** The kind that makes kinds. */
export const CUSTOM_RESOURCE_DEFINITION: Kind = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};

/** The kind that a CustomResourceDefinition makes, in a version that is served. */
export function kindOfDefinition(definition: Manifest): Kind {
  const text = (...path: string[]): string => textAt(definition, ["spec", ...path], "");
  const versions = (valueAt(definition, ["spec", "versions"]) ?? []) as { name: string; served: boolean }[];
  return {
    group: text("group"),
    version: versions.find(({ served }) => served)?.name ?? "",
    kind: text("names", "kind"),
    plural: text("names", "plural"),
    namespaced: text("scope") === "Namespaced",
  };
}
