/** Everything that is served, as the forms of discovery write it: kinds and reviews. */

import { hash } from "node:crypto";
import type { Kinds, ServedKind } from "../kinds/served-kind.ts";
import { REVIEWS } from "./special-resources.ts";
import { subresourcesOf, type ServedSubresource } from "./subresources.ts";

/** One resource of one version. */
export interface ServedResource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
  subresources: readonly ServedSubresource[];
  storageVersionHash?: string;
}

/** The versions of a group, preferred first. */
export interface ServedGroup {
  name: string;
  versions: readonly { name: string; resources: readonly ServedResource[] }[];
}

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** @see https://github.com/kubernetes/apiserver/blob/master/pkg/endpoints/discovery/storageversionhash.go */
function storageVersionHash({ group, storageVersion, kind }: ServedKind): string {
  return hash("sha256", `${group}/${storageVersion}/${kind}`, "buffer").subarray(0, 8).toString("base64");
}

/** What can be done with the objects of a kind. Namespaces are never deleted by the collection. */
export function verbsOf(kind: Pick<ServedKind, "resource">): readonly string[] {
  return kind.resource === "/namespaces" ? VERBS.filter((verb) => verb !== "deletecollection") : VERBS;
}

function fromKind(kind: ServedKind): ServedResource {
  const { group, version, plural, singular, namespaced, shortNames, categories } = kind;
  return {
    group,
    version,
    kind: kind.kind,
    plural,
    singular,
    namespaced,
    shortNames,
    categories,
    verbs: verbsOf(kind),
    subresources: subresourcesOf(kind),
    storageVersionHash: storageVersionHash(kind),
  };
}

const REVIEW_RESOURCES: readonly ServedResource[] = REVIEWS.map((kind) => ({
  ...kind,
  singular: kind.kind.toLowerCase(),
  verbs: ["create"],
  shortNames: [],
  categories: [],
  subresources: [],
}));

/** The groups before which those of the reviews stand. */
const AFTER_REVIEWS: ReadonlySet<string> = new Set(["apps", "apiregistration.k8s.io", "events.k8s.io", ""]);

// By the list of kinds, which is another one when a kind comes or goes.
const made = new WeakMap<readonly ServedKind[], readonly ServedGroup[]>();

/** All groups in the order of discovery. */
export function servedGroups(kinds: Kinds): readonly ServedGroup[] {
  const known = made.get(kinds.all());
  if (known !== undefined) return known;
  const groups = groupsOf(kinds.all().map(fromKind));
  made.set(kinds.all(), groups);
  return groups;
}

function groupsOf(all: readonly ServedResource[]): ServedGroup[] {
  const first = all.filter(({ group }) => AFTER_REVIEWS.has(group));
  const rest = all.filter(({ group }) => !AFTER_REVIEWS.has(group));
  const groups = new Map<string, Map<string, ServedResource[]>>();
  for (const resource of [...first, ...REVIEW_RESOURCES, ...rest]) {
    const versions = groups.get(resource.group) ?? new Map<string, ServedResource[]>();
    groups.set(resource.group, versions);
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource]);
  }
  return [...groups].map(([name, versions]) => ({
    name,
    versions: [...versions].map(([version, resources]) => ({
      name: version,
      resources: resources.sort((a, b) => (a.plural < b.plural ? -1 : 1)),
    })),
  }));
}
