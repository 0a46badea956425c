/** Requests below a group and version: from the method and what the path names to what is done. */

import { isUnsimulated } from "../discovery/subresources.ts";
import { verbsOf } from "../discovery/resources.ts";
import { scaleOf } from "../objects/scale.ts";
import { objectAnswer } from "./answer.ts";
import type { Exchange } from "./api.ts";
import { remove, removeCollection } from "./delete.ts";
import { listQuery } from "./list-options.ts";
import { listAnswer } from "./list.ts";
import { podLog } from "./pod-log.ts";
import { bind, evict, existing } from "./pod-subresources.ts";
import { methodNotAllowed, noResource, notSimulated } from "./refusals.ts";
import { requestToken } from "./token-request.ts";
import { watchAnswer } from "./watch.ts";
import { create, patch, update } from "./write.ts";

/** What answers a request. */
type Answer = (exchange: Exchange) => Promise<Response> | Response;

type Methods = Readonly<Record<string, Answer>>;

function get(exchange: Exchange): Response {
  return objectAnswer(exchange, existing(exchange));
}

function listOrWatch(exchange: Exchange): Response {
  const options = listQuery(exchange.route.kind, exchange.query, exchange.route.watch);
  return options.watch ? watchAnswer(exchange, options) : listAnswer(exchange, options);
}

const COLLECTION: Methods = {
  GET: listOrWatch,
  POST: create,
  DELETE: (exchange) => removeCollection(exchange, listQuery(exchange.route.kind, exchange.query, false)),
};

/** Of all namespaces. */
const EVERYWHERE: Methods = { GET: listOrWatch };

const OBJECT: Methods = { GET: get, PUT: update, PATCH: patch, DELETE: remove };

const STATUS: Methods = { GET: get, PUT: update, PATCH: patch };

const SUBRESOURCES: Readonly<Record<string, Methods>> = {
  status: STATUS,
  approval: STATUS,
  scale: {
    GET: (exchange) => objectAnswer(exchange, scaleOf(exchange.route.kind, existing(exchange))),
    PUT: update,
    PATCH: patch,
  },
  finalize: { PUT: update },
  eviction: { POST: evict },
  binding: { POST: bind },
  token: { POST: requestToken },
};

/** A subresource of a real cluster: a clear refusal, but not for an object that does not exist. */
function unsimulated(exchange: Exchange): never {
  const { kind, subresource = "" } = exchange.route;
  existing(exchange);
  throw notSimulated(`${kind.plural}/${subresource}`);
}

function hasSubresource({ route }: Exchange, name: string): boolean {
  const { kind } = route;
  if (name === "approval") return kind.resource === "certificates.k8s.io/certificatesigningrequests";
  return (kind.subresources as ReadonlySet<string>).has(name);
}

function methodsOf(exchange: Exchange): Methods {
  const { kind, namespace, name, subresource } = exchange.route;
  if (subresource !== undefined) {
    const found = SUBRESOURCES[subresource];
    if (found === undefined || !hasSubresource(exchange, subresource)) throw noResource();
    return found;
  }
  if (name !== undefined) return OBJECT;
  return kind.namespaced && namespace === undefined ? EVERYWHERE : COLLECTION;
}

/**
 * Answers a request for a resource.
 * @throws {StatusError}
 */
export function resourceAnswer(exchange: Exchange): Promise<Response> | Response {
  const { route, request } = exchange;
  const { kind, subresource, name } = route;
  if (kind.resource === "/pods" && subresource === "log" && request.method === "GET") return podLog(exchange);
  if (subresource !== undefined && isUnsimulated(kind, subresource)) unsimulated(exchange);
  const answer = methodsOf(exchange)[request.method];
  if (answer === undefined) throw methodNotAllowed();
  if (request.method === "DELETE" && name === undefined && !verbsOf(kind).includes("deletecollection"))
    throw methodNotAllowed();
  // The old form of a watch of one object.
  if (route.watch && request.method === "GET" && name !== undefined)
    return watchAnswer(exchange, listQuery(kind, nameQuery(exchange), true));
  return answer(exchange);
}

function nameQuery({ query, route }: Exchange): URLSearchParams {
  const narrowed = new URLSearchParams(query);
  narrowed.set("fieldSelector", `metadata.name=${route.name ?? ""}`);
  return narrowed;
}
