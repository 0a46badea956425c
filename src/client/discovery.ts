/** Which kinds a cluster serves: asked only for kinds outside the kind table, once per cluster. */

import { ProviderError, hasCode, isNotFound } from "../errors.ts";
import { isJsonObject, itemsAt, textAt } from "../model/json.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { builtinKind, builtinKinds } from "../model/kind-table.ts";
import { apiVersionOf, groupOf, versionOf } from "../model/kind.ts";
import type { Kind } from "../model/kind.ts";
import { Deadline, sleep } from "../retry.ts";
import type { Client } from "./client.ts";
import { request } from "./request.ts";

/** What one cluster serves. */
interface Discovery {
  kinds: readonly Kind[];
  /** What a namespace may hold: each in the preferred version. */
  namespaced: readonly Kind[];
  /** Groups and versions whose own API server did not answer, so that nobody knows their kinds. */
  unknown: readonly string[];
  /** The server lists all groups in one answer; older ones (before 1.27) are asked per group and version. */
  aggregated: boolean;
}

// Newest form first; a server that knows neither answers with the plain list of groups.
const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat("application/json")
  .join(",");

const discoveries = new Map<string, Promise<Discovery>>();

/**
 * Finds out what has to be known of a kind: from the kind table, else from the cluster, asked again once for a kind it did not serve before.
 * @throws ProviderError `unknown-kind`, naming what is nearest
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export async function kindOf(client: Client, apiVersion: string, kind: string): Promise<Kind> {
  const builtin = builtinKind(apiVersion, kind);
  if (builtin !== undefined) return builtin;
  const isAsked = (candidate: Kind): boolean =>
    candidate.kind === kind && apiVersionOf(candidate) === apiVersion;
  const key = keyOf(client);
  const known = discoveries.get(key);
  const found = (await known)?.kinds.find(isAsked);
  if (found !== undefined) return found;
  // Whoever finds the same cache lacking shares one refresh.
  const fresh = discoveries.get(key) === known ? remember(key, discover(client)) : discoveries.get(key);
  const { kinds = [], aggregated = true } = (await fresh) ?? {};
  const served = aggregated ? kinds : await askGroupVersion(client, apiVersion);
  const answer = served.find(isAsked);
  if (answer !== undefined) return answer;
  throw unknownKind(client, { apiVersion, kind }, served);
}

// Discovery follows a definition that was just established with a delay.
const DISCOVERY_DELAY = 10_000;
const POLL = 100;

/**
 * Waits for a kind whose definition was just written.
 * @param options.timeout ms. @default 10_000
 * @throws ProviderError `unknown-kind` when it is not served by then
 */
export async function untilServed(
  client: Client,
  { apiVersion, kind }: { apiVersion: string; kind: string },
  { timeout = DISCOVERY_DELAY, signal }: { timeout?: number; signal?: AbortSignal } = {},
): Promise<Kind> {
  using deadline = new Deadline(timeout, signal);
  for (;;) {
    try {
      return await kindOf(client, apiVersion, kind);
    } catch (error) {
      if (!hasCode(error, "unknown-kind") || deadline.remaining() === 0) throw error;
      await sleep(POLL, signal);
    }
  }
}

/**
 * Finds out which kinds of objects a namespace may hold, each in its preferred version: all that can be listed and deleted.
 * Of a server that does not list all groups in one answer only the built-in ones are known.
 * @throws {ProviderError} `api` while the API server of a group does not answer, and its kinds are not known
 */
export async function namespacedKinds(client: Client): Promise<readonly Kind[]> {
  // Asked anew: a kind may have been defined since.
  const { namespaced, aggregated, unknown } = await remember(keyOf(client), discover(client));
  if (unknown.length > 0) throw unknownKinds(unknown);
  return aggregated ? namespaced : builtinKinds().filter((kind) => kind.namespaced);
}

/**
 * Finds out how an object that exists may be spoken of: its kind in this version, else in any other that the cluster serves.
 * @returns `undefined` when the cluster serves the kind in no version, so that no object of it is left
 * @throws ProviderError `unknown-kind` while the group's own API server does not answer discovery
 */
export async function findKind(client: Client, apiVersion: string, kind: string): Promise<Kind | undefined> {
  try {
    return await kindOf(client, apiVersion, kind);
  } catch (error) {
    if (!hasCode(error, "unknown-kind")) throw error;
    const group = groupOf(apiVersion);
    const versions = await servedVersions(client, group);
    for (const version of versions.filter((version) => version.name !== versionOf(apiVersion))) {
      const kinds = await askGroupVersion(client, apiVersionOf({ group, version: version.name }));
      const found = kinds.find((candidate) => candidate.kind === kind);
      if (found !== undefined) return found;
    }
    if (versions.some((version) => version.stale)) throw error;
    return undefined;
  }
}

interface ServedVersion {
  name: string;
  /** Its API server did not answer lately: what it serves is not known. */
  stale: boolean;
}

async function servedVersions(client: Client, group: string): Promise<ServedVersion[]> {
  const { body } = await request(client, {
    method: "GET",
    path: "/apis",
    accept: AGGREGATED,
    object: "API discovery",
  });
  const plain = isJsonObject(body) && body["kind"] === "APIGroupList";
  const groups = itemsAt(body, [plain ? "groups" : "items"]);
  const own = groups.find(
    (item) => text((plain ? item : (item["metadata"] as JsonObject))["name"]) === group,
  );
  return itemsAt(own, ["versions"]).map((version) => ({
    name: text(version["version"]),
    stale: isStale(version),
  }));
}

function keyOf({ connection }: Client): string {
  return `${connection.server} ${connection.description}`;
}

function remember(key: string, discovery: Promise<Discovery>): Promise<Discovery> {
  discoveries.set(key, discovery);
  discovery.catch(() => {
    if (discoveries.get(key) === discovery) discoveries.delete(key);
  });
  return discovery;
}

async function discover(client: Client): Promise<Discovery> {
  const ask = (path: string) =>
    request(client, { method: "GET", path, accept: AGGREGATED, object: "API discovery" });
  const [core, groups] = await Promise.all([ask("/api"), ask("/apis")]);
  const aggregated = isJsonObject(groups.body) && groups.body["kind"] === "APIGroupDiscoveryList";
  const lists = aggregated ? [core.body, groups.body] : [];
  return {
    aggregated,
    kinds: lists.flatMap((list) => kindsOfGroups(list)),
    namespaced: inFirstVersion(lists.flatMap((list) => kindsOfGroups(list, isHeldByNamespaces))),
    unknown: lists.flatMap(unansweredVersions),
  };
}

function kindsOfGroups(list: Json, counts: (resource: JsonObject) => boolean = () => true): Kind[] {
  return itemsAt(list, ["items"]).flatMap((group) => {
    const metadata = isJsonObject(group["metadata"]) ? group["metadata"] : {};
    const name = text(metadata["name"]);
    return itemsAt(group, ["versions"]).flatMap((version) =>
      itemsAt(version, ["resources"])
        .filter(counts)
        .flatMap((resource) => kindOfResource(resource, name, text(version["version"]))),
    );
  });
}

/** What was known before stays in the answer; of a group that never answered there is only its name. */
function unansweredVersions(list: Json): string[] {
  return itemsAt(list, ["items"]).flatMap((group) =>
    itemsAt(group, ["versions"])
      .filter((version) => isStale(version) && itemsAt(version, ["resources"]).length === 0)
      .map((version) =>
        apiVersionOf({ group: textAt(group, ["metadata", "name"], ""), version: text(version["version"]) }),
      ),
  );
}

function isStale(version: JsonObject): boolean {
  return version["freshness"] === "Stale";
}

function unknownKinds(groupVersions: readonly string[]): ProviderError {
  return new ProviderError(
    "api",
    `the API server of ${groupVersions.join(", ")} does not answer, so that its kinds are not known`,
    {
      advice: "See `kubectl get apiservices`: repair it, or delete its APIService when it is gone for good.",
    },
  );
}

/** As the namespace controller judges it. */
function isHeldByNamespaces({ scope, verbs }: JsonObject): boolean {
  return scope === "Namespaced" && Array.isArray(verbs) && verbs.includes("list") && verbs.includes("delete");
}

// A group lists the version that it prefers first.
function inFirstVersion(kinds: readonly Kind[]): Kind[] {
  const first = new Map<string, Kind>();
  for (const kind of kinds) {
    const key = `${kind.group}/${kind.plural}`;
    if (!first.has(key)) first.set(key, kind);
  }
  return [...first.values()];
}

function kindOfResource(resource: JsonObject, group: string, version: string): Kind[] {
  const responseKind = resource["responseKind"];
  if (!isJsonObject(responseKind)) return [];
  return [
    {
      group,
      version,
      kind: text(responseKind["kind"]),
      plural: text(resource["resource"]),
      namespaced: resource["scope"] === "Namespaced",
    },
  ];
}

async function askGroupVersion(client: Client, apiVersion: string): Promise<Kind[]> {
  const path = groupOf(apiVersion) === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
  try {
    const { body } = await request(client, { method: "GET", path, object: `API discovery of ${apiVersion}` });
    return itemsAt(body, ["resources"]).flatMap((resource) => plainKind(resource, apiVersion));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function plainKind(resource: JsonObject, apiVersion: string): Kind[] {
  const plural = text(resource["name"]);
  // Subresources stand in the same list: `deployments/scale`.
  if (plural.includes("/")) return [];
  const kind = text(resource["kind"]);
  return [
    {
      group: groupOf(apiVersion),
      version: versionOf(apiVersion),
      kind,
      plural,
      namespaced: resource["namespaced"] === true,
    },
  ];
}

function unknownKind(
  client: Client,
  asked: { apiVersion: string; kind: string },
  served: readonly Kind[],
): ProviderError {
  const { apiVersion, kind } = asked;
  const near = served
    .filter((candidate) => isNear(candidate, kind))
    .map((match) => `${apiVersionOf(match)} ${match.kind}`);
  const advice =
    near.length > 0
      ? `It serves ${[...new Set(near)].join(", ")}.`
      : "Check the spelling, or install the CustomResourceDefinition that brings this kind first.";
  return new ProviderError("unknown-kind", `the cluster ${client.connection.name} does not serve this kind`, {
    object: `${apiVersion} ${kind}`,
    advice,
  });
}

/** The same kind in another group or version, or spelled in another way. */
function isNear(candidate: Kind, kind: string): boolean {
  const wanted = kind.toLowerCase();
  return (
    candidate.kind.toLowerCase() === wanted ||
    candidate.plural === wanted ||
    candidate.plural === `${wanted}s`
  );
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
