/**
 * The HTTP surface of the embedded cluster: from a Request to a Response as the Kubernetes API server would give it. Imports
 * model and what stands beside it in src/local; opens no port.
 * Invariant: whatever is sent, the answer is a correct Status or what was asked for; nothing is written before the path, the
 * options and the body were understood, and nothing is told to a client before it is on disk.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */

import type { Clock } from "../clock.ts";
import {
  aggregatedDiscovery,
  AGGREGATED,
  apiGroup,
  apiGroups,
  apiResources,
  apiVersions,
} from "../discovery/discovery.ts";
import type { Kinds } from "../kinds/served-kind.ts";
import type { Objects } from "../objects/objects.ts";
import { OPENAPI_V2_PROTOBUF, openApi, openApiV2 } from "../openapi/openapi.ts";
import { StatusError } from "../status.ts";
import type { Store } from "../store/store.ts";
import { acceptOf, type Accepted } from "./accept.ts";
import { encoded, jsonAnswer, refusalAnswer } from "./answer.ts";
import type { Api } from "./api.ts";
import { methodNotAllowed, noResource, unauthorized } from "./refusals.ts";
import { resourceAnswer } from "./resource.ts";
import { review } from "./reviews.ts";
import { routeOf, type Route } from "./route.ts";
import { locationOf, type Location } from "./url.ts";
import { KUBERNETES_VERSION } from "./version.ts";
import { watchHub } from "./watch-hub.ts";

/** What the HTTP layer stands on. */
export interface RestOptions {
  objects: Objects;
  kinds: Kinds;
  store: Store;
  clock: Clock;
  /** The bearer token that clients must have. @default none is asked for */
  token?: string;
  /** Answered by `/version`. @default the version whose behaviour is reproduced */
  version?: object;
}

/** Answers requests. */
export interface RestHandler {
  (request: Request): Promise<Response>;
  /** How many watches are open. */
  watches(): number;
  /** Ends all watches. */
  close(): void;
}

/** The state of one request while it finds its answer. */
interface Incoming {
  api: Api;
  options: RestOptions;
  request: Request;
  location: Location;
  accepted: Accepted;
}

const HEALTH: ReadonlySet<string> = new Set(["healthz", "livez", "readyz"]);

/** Open to everybody: how clients find out whether somebody is there. */
function isPublic([first = ""]: readonly string[]): boolean {
  return HEALTH.has(first) || first === "version";
}

function plain(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  });
}

/** 404 of a path that no group has. */
function noPage(): Response {
  return plain("404 page not found\n", 404);
}

/** A document that only GET reads. */
function document({ request, accepted }: Incoming, value: object): Response {
  if (request.method !== "GET") throw methodNotAllowed();
  return encoded({ accepted, warnings: [] }, JSON.stringify(value));
}

function aggregated({ api, request }: Incoming, core: boolean): Response {
  if (request.method !== "GET") throw methodNotAllowed();
  const response = jsonAnswer(JSON.stringify(aggregatedDiscovery(api.kinds, core)), 200, AGGREGATED);
  response.headers.set("vary", "Accept");
  return response;
}

function openApiAnswer({ api, request, location }: Incoming): Response {
  if (request.method !== "GET") throw methodNotAllowed();
  const [, version, ...path] = location.steps;
  if (version === "v2")
    return new Response(openApiV2(), { headers: { "content-type": OPENAPI_V2_PROTOBUF } });
  if (version !== "v3") return noPage();
  const text = path.length === 0 ? api.openApi.index() : api.openApi.document(path.join("/"));
  return text === undefined ? noPage() : jsonAnswer(text);
}

/** Requests below a group and version. */
function below(
  incoming: Incoming,
  group: string,
  [version = "", ...rest]: readonly string[],
): Promise<Response> | Response {
  const { api, request, location, accepted, options } = incoming;
  const route: Route | undefined = routeOf(api.kinds, { group, version }, rest);
  if (route === undefined) {
    // Who answers for a group says so himself; nobody answers for others.
    if (group === "" || apiGroup(api.kinds, group) !== undefined) throw noResource();
    return noPage();
  }
  const exchange = { api, request, query: location.query, accepted, warnings: [] };
  if (route.type === "resource") return resourceAnswer({ ...exchange, route });
  if (route.type === "review") return review(exchange, route, options.token);
  return document(incoming, apiResources(api.kinds, route.group, route.version) ?? {});
}

function dispatch(incoming: Incoming): Promise<Response> | Response {
  const { api, location, accepted, request, options } = incoming;
  const [first = "", ...rest] = location.steps;
  switch (first) {
    case "api":
      if (rest.length > 0) return below(incoming, "", rest);
      if (accepted.aggregated) return aggregated(incoming, true);
      return document(incoming, apiVersions(request.headers.get("host") ?? new URL(request.url).host));
    case "apis": {
      const [group, ...path] = rest;
      if (group === undefined)
        return accepted.aggregated ? aggregated(incoming, false) : document(incoming, apiGroups(api.kinds));
      if (path.length > 0) return below(incoming, group, path);
      const found = apiGroup(api.kinds, group);
      return found === undefined ? noPage() : document(incoming, found);
    }
    case "openapi":
      return openApiAnswer(incoming);
    case "version":
      return document(incoming, options.version ?? KUBERNETES_VERSION);
    case "":
      return document(incoming, {
        paths: ["/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"],
      });
    default:
      return HEALTH.has(first) && rest.length === 0 ? plain("ok") : noPage();
  }
}

/** Documents that negotiate for themselves. */
function acceptedOf(request: Request, [first]: readonly string[]): Accepted {
  const anything = first === "openapi" || HEALTH.has(first ?? "") || first === "version";
  return acceptOf(anything ? null : request.headers.get("accept"));
}

function internalError(error: unknown): StatusError {
  const why = error instanceof Error ? error.message : String(error);
  return new StatusError({
    code: 500,
    reason: "InternalError",
    message: `Internal error occurred: ${why}`,
    details: { causes: [{ message: why }] },
  });
}

/**
 * Makes the handler of all requests to the API server.
 * @returns never rejects
 */
export function restHandler(options: RestOptions): RestHandler {
  const { objects, kinds, store, clock, token } = options;
  const hub = watchHub(store, clock);
  const api: Api = { objects, kinds, store, clock, hub, openApi: openApi(kinds) };
  const bearer = token === undefined ? undefined : `Bearer ${token}`;

  async function handle(request: Request): Promise<Response> {
    try {
      const location = locationOf(request.url);
      if (
        bearer !== undefined &&
        request.headers.get("authorization") !== bearer &&
        !isPublic(location.steps)
      )
        throw unauthorized();
      const accepted = acceptedOf(request, location.steps);
      return await dispatch({ api, options, request, location, accepted });
    } catch (error) {
      return refusalAnswer(error instanceof StatusError ? error : internalError(error));
    }
  }

  return Object.assign(handle, {
    watches: () => hub.size,
    close: () => {
      hub.close();
    },
  });
}
