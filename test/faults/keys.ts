/** What a request is called, so that the same one is found again in another run. Pure. */

import { header, type WireRequest } from "./http.ts";

/** Which server a request goes to. */
export type Service = "api" | "s3";

/** A request of a run: what it does, on which path, and the how manieth of its kind it is, from 1. */
export interface Key {
  service: Service;
  /** `get`, `list`, `watch`, `apply`, `dry-run`, `proof` (the dry run of a manifest under a name of its own), `json-patch`, `post`, `delete`; the method for S3. */
  verb: string;
  /** The path with the name of the run as `*`; for S3 with the names in the query. */
  path: string;
  nth: number;
}

/** Verb and path of a request. @param name what all names of the run hold */
export function kindOfRequest(service: Service, request: WireRequest, name: string): Omit<Key, "nth"> {
  const url = new URL(request.target, "http://proxy");
  const path = url.pathname.replaceAll(name, "*");
  if (service === "s3") {
    const query = [...url.searchParams.keys()].sort().join("&");
    return { service, verb: request.method, path: query === "" ? path : `${path}?${query}` };
  }
  const verb = verbOf(request, url);
  // Its name is made up.
  return { service, verb, path: verb === "proof" ? path.replace(/[^/]+$/, "-") : path };
}

function verbOf({ method, headers, body }: WireRequest, url: URL): string {
  const query = url.searchParams;
  switch (method) {
    case "GET":
      if (query.has("watch")) return "watch";
      return isCollection(url.pathname) ? "list" : "get";
    case "PATCH":
      if (query.has("dryRun")) return body.includes('"resourceVersion":"1"') ? "proof" : "dry-run";
      return header(headers, "content-type") === "application/json-patch+json" ? "json-patch" : "apply";
    default:
      return method.toLowerCase();
  }
}

// `/api/v1/pods`, `/apis/apps/v1/namespaces/a/deployments`; names follow at even places.
function isCollection(path: string): boolean {
  const [, root, ...rest] = path.split("/");
  const below = root === "api" ? rest.slice(1) : rest.slice(2);
  const inside = below[0] === "namespaces" && below.length > 2 ? below.slice(2) : below;
  return inside.length === 1;
}

/** A key in one line: `apply /api/v1/namespaces/* #1`. */
export function keyText({ service, verb, path, nth }: Key): string {
  return `${service === "s3" ? "s3 " : ""}${verb} ${path} #${nth}`;
}

/** Reads what {@link keyText} wrote. @throws Error for another text */
export function parseKey(text: string): Key {
  const match = /^(s3 )?(\S+) (\S+) #(\d+)$/.exec(text);
  if (match === null) throw new Error(`this is no key of a request: ${text}`);
  const [, s3, verb = "", path = "", nth] = match;
  return { service: s3 === undefined ? "api" : "s3", verb, path, nth: Number(nth) };
}
