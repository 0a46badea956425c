/** Reads a whole collection, page by page. */

import { ApiError } from "../errors.ts";
import { isJsonObject } from "../model/json.ts";
import type { Json } from "../model/json.ts";
import { apiVersionOf, collectionPath, resourceName } from "../model/kind.ts";
import type { Kind } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import type { Client } from "./client.ts";
import { request } from "./request.ts";
import type { RequestOptions } from "./request.ts";

/** Which objects to list. */
export interface ListOptions {
  /** @default all namespaces */
  namespace?: string;
  /** For example `app=web,tier!=cache`. */
  labelSelector?: string;
  /** For example `metadata.name=web`. */
  fieldSelector?: string;
  /** Only `metadata` of each: half the bytes, and no data of Secrets. @default false */
  metadataOnly?: boolean;
  signal?: AbortSignal;
}

/** A collection as it was at one resourceVersion. */
export interface Listing {
  items: LiveObject[];
  resourceVersion: string;
}

const PAGE = 500;

/** A collection that changes faster than it can be read page by page is read in one piece. */
const MAX_RESTARTS = 2;

const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/**
 * Lists objects of a kind, all at one resourceVersion.
 * @returns the objects with their `apiVersion` and `kind`, which the server leaves out
 * @throws ApiError, ProviderError `unreachable`
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function list(client: Client, kind: Kind, options: ListOptions = {}): Promise<Listing> {
  for (let restarts = 0; ; restarts++) {
    try {
      return await readPages(client, kind, options, restarts < MAX_RESTARTS ? PAGE : undefined);
    } catch (error) {
      const expired = error instanceof ApiError && error.status === 410;
      if (!expired || restarts >= MAX_RESTARTS) throw error;
    }
  }
}

async function readPages(
  client: Client,
  kind: Kind,
  options: ListOptions,
  limit: number | undefined,
): Promise<Listing> {
  const items: LiveObject[] = [];
  let next: string | undefined;
  for (;;) {
    const page = readPage(kind, (await request(client, pageRequest(kind, options, { limit, next }))).body);
    for (const item of page.items) items.push(item);
    if (page.next === undefined) return { items, resourceVersion: page.resourceVersion };
    next = page.next;
  }
}

function pageRequest(
  kind: Kind,
  options: ListOptions,
  page: { limit?: number; next?: string },
): RequestOptions {
  const { namespace, labelSelector, fieldSelector, metadataOnly = false, signal } = options;
  const result: RequestOptions = {
    method: "GET",
    path: collectionPath(kind, namespace),
    query: { labelSelector, fieldSelector, limit: page.limit?.toString(), continue: page.next },
    object:
      namespace === undefined || !kind.namespaced
        ? resourceName(kind)
        : `${resourceName(kind)} in ${namespace}`,
  };
  if (metadataOnly) result.accept = METADATA_ONLY;
  if (signal !== undefined) result.signal = signal;
  return result;
}

function readPage(kind: Kind, body: Json): Listing & { next: string | undefined } {
  const list = isJsonObject(body) ? body : {};
  const metadata = isJsonObject(list["metadata"]) ? list["metadata"] : {};
  const { resourceVersion, continue: next } = metadata;
  return {
    items: Array.isArray(list["items"]) ? list["items"].map((item) => typed(kind, item)) : [],
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "",
    next: typeof next === "string" && next !== "" ? next : undefined,
  };
}

function typed(kind: Kind, item: Json): LiveObject {
  return { ...(item as unknown as LiveObject), apiVersion: apiVersionOf(kind), kind: kind.kind };
}
