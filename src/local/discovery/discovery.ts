/**
 * What clients ask first: which groups, versions and resources there are, in the plain and in the aggregated form.
 * Imports model and the contracts of kinds; pure.
 * Invariant: both forms say the same.
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */

import { apiVersionOf } from "../../model/kind.ts";
import type { Kinds } from "../kinds/served-kind.ts";
import { servedGroups, type ServedGroup, type ServedResource } from "./resources.ts";

/** The content type of the aggregated form. */
export const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** `GET /api`. @param host of the server, as the client called it */
export function apiVersions(host: string): object {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: host }],
  };
}

function groupOf({ name, versions }: ServedGroup): object {
  const all = versions.map((version) => ({
    groupVersion: apiVersionOf({ group: name, version: version.name }),
    version: version.name,
  }));
  return { name, versions: all, preferredVersion: all[0] };
}

/** `GET /apis`. */
export function apiGroups(kinds: Kinds): object {
  const groups = servedGroups(kinds).filter(({ name }) => name !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupOf) };
}

/** `GET /apis/<group>`; `undefined` when there is none. */
export function apiGroup(kinds: Kinds, name: string): object | undefined {
  const found = servedGroups(kinds).find((group) => group.name === name);
  return found === undefined ? undefined : { kind: "APIGroup", apiVersion: "v1", ...groupOf(found) };
}

function optional(name: string, list: readonly string[]): object {
  return list.length === 0 ? {} : { [name]: list };
}

function plainResources(resource: ServedResource): object[] {
  const { plural, singular, namespaced, kind, verbs, subresources, storageVersionHash } = resource;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...optional("shortNames", resource.shortNames),
      ...optional("categories", resource.categories),
      ...(storageVersionHash === undefined ? {} : { storageVersionHash }),
    },
    ...subresources.map((sub) => ({
      name: `${plural}/${sub.name}`,
      singularName: "",
      namespaced,
      ...(sub.foreign ? { group: sub.group, version: sub.version } : {}),
      kind: sub.kind,
      verbs: sub.verbs,
    })),
  ];
}

/** `GET /api/v1` and `GET /apis/<group>/<version>`; `undefined` when there is none. */
export function apiResources(kinds: Kinds, group: string, version: string): object | undefined {
  const versions = servedGroups(kinds).find(({ name }) => name === group)?.versions;
  const found = versions?.find(({ name }) => name === version);
  if (found === undefined) return undefined;
  return {
    kind: "APIResourceList",
    // The core group's list is older than its apiVersion.
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: apiVersionOf({ group, version }),
    resources: found.resources.flatMap(plainResources),
  };
}

/** Built-in kinds leave out the group and version that all of a list share. */
function responseKind(of: { group: string; version: string; kind: string }, foreign: boolean): object {
  return foreign
    ? { group: of.group, version: of.version, kind: of.kind }
    : { group: "", version: "", kind: of.kind };
}

function aggregatedResource(resource: ServedResource): object {
  const { plural, singular, namespaced, verbs, subresources } = resource;
  return {
    resource: plural,
    responseKind: responseKind(resource, false),
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...optional("shortNames", resource.shortNames),
    ...optional("categories", resource.categories),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: responseKind(sub, sub.foreign),
            verbs: sub.verbs,
          })),
        }),
  };
}

/** `GET /api` and `GET /apis` in the aggregated form. @param core whether of the core group, else of all others */
export function aggregatedDiscovery(kinds: Kinds, core: boolean): object {
  const groups = servedGroups(kinds).filter(({ name }) => (name === "") === core);
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name === "" ? {} : { name },
      versions: versions.map((version) => ({
        version: version.name,
        resources: version.resources.map(aggregatedResource),
        freshness: "Current",
      })),
    })),
  };
}
