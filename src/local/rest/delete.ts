/** DELETE of objects and collections. */

import { isJsonObject, type JsonObject } from "../../model/json.ts";
import type { DeleteOptions } from "../objects/objects.ts";
import { badRequest, type Status, type StatusCause } from "../status.ts";
import { encoded, objectAnswer, statusAnswer } from "./answer.ts";
import type { Exchange } from "./api.ts";
import { readBody } from "./body.ts";
import { integer, type ListQuery } from "./list-options.ts";
import { apiVersionOf } from "../../model/kind.ts";
import { invalidOptions } from "./refusals.ts";
import { itemTextOf } from "./item-text.ts";
import { flag } from "./url.ts";
import { dryRunCauses } from "./write-options.ts";

/** Kinds whose deletion answers with the object rather than with a success. By storage name. */
const ANSWERS_WITH_OBJECT: ReadonlySet<string> = new Set([
  "/namespaces",
  "/persistentvolumeclaims",
  "/persistentvolumes",
  "/pods",
  "/podtemplates",
  "/resourcequotas",
  "/serviceaccounts",
  "/services",
  "resource.k8s.io/deviceclasses",
  "resource.k8s.io/resourceclaims",
  "resource.k8s.io/resourceclaimtemplates",
  "resource.k8s.io/resourceslices",
  "storage.k8s.io/csidrivers",
  "storage.k8s.io/csinodes",
  "storage.k8s.io/storageclasses",
  "storage.k8s.io/volumeattachments",
  "storage.k8s.io/volumeattributesclasses",
]);

/** A DeleteOptions as it is sent. */
interface SentOptions {
  propagationPolicy?: string;
  orphanDependents?: boolean;
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun: string[];
}

type Cause = StatusCause & { field: string };

function causesOf({ propagationPolicy, orphanDependents, dryRun }: SentOptions): Cause[] {
  const field = "propagationPolicy";
  const causes: Cause[] = [];
  if (propagationPolicy === undefined) return dryRunCauses(dryRun);
  const shown = JSON.stringify(propagationPolicy);
  if (orphanDependents !== undefined)
    causes.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${shown}: orphanDependents and deletionPropagation cannot be both set`,
      field,
    });
  if (!["Foreground", "Background", "Orphan"].includes(propagationPolicy))
    causes.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${shown}: supported values: "Foreground", "Background", "Orphan", "nil"`,
      field,
    });
  return [...causes, ...dryRunCauses(dryRun)];
}

function fromQuery(query: URLSearchParams): SentOptions {
  const gracePeriodSeconds = integer(query, "gracePeriodSeconds");
  const propagationPolicy = query.get("propagationPolicy");
  return {
    dryRun: query.getAll("dryRun"),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === null ? {} : { propagationPolicy }),
    ...(query.get("orphanDependents") === null ? {} : { orphanDependents: flag(query, "orphanDependents") }),
  };
}

function fromBody(value: JsonObject): SentOptions {
  const { kind, apiVersion, dryRun, preconditions } = value;
  if (typeof kind === "string" && kind !== "" && kind !== "DeleteOptions")
    throw badRequest(
      `no kind "${kind}" is registered for version "${typeof apiVersion === "string" ? apiVersion : ""}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  const { propagationPolicy, orphanDependents, gracePeriodSeconds } = value;
  return {
    dryRun: Array.isArray(dryRun) ? dryRun.map(String) : [],
    ...(typeof propagationPolicy === "string" ? { propagationPolicy } : {}),
    ...(typeof orphanDependents === "boolean" ? { orphanDependents } : {}),
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(isJsonObject(preconditions) ? { preconditions } : {}),
  };
}

function policyOf({ propagationPolicy, orphanDependents }: SentOptions): DeleteOptions["propagationPolicy"] {
  if (propagationPolicy !== undefined) return propagationPolicy as DeleteOptions["propagationPolicy"];
  if (orphanDependents === undefined) return undefined;
  return orphanDependents ? "Orphan" : "Background";
}

/**
 * The options of a deletion: of the body, else of the query.
 * @throws {StatusError} 400, 413, 415 or 422
 */
async function deleteOptions({ request, query }: Exchange): Promise<DeleteOptions> {
  const hasBody = request.body !== null && request.headers.get("content-length") !== "0";
  const sent = hasBody ? fromBody((await readBody(request, "DeleteOptions")).value) : fromQuery(query);
  const causes = causesOf(sent);
  if (causes.length > 0) throw invalidOptions("DeleteOptions", causes);
  const propagationPolicy = policyOf(sent);
  return {
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(sent.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: sent.gracePeriodSeconds }),
    ...(sent.preconditions === undefined ? {} : { preconditions: sent.preconditions }),
    // What the query says of it counts in either case.
    ...(sent.dryRun.length > 0 || query.getAll("dryRun").length > 0 ? { dryRun: true } : {}),
  };
}

/** DELETE of one object. */
export async function remove(exchange: Exchange): Promise<Response> {
  const { api, route } = exchange;
  const { kind, namespace, name = "" } = route;
  const options = await deleteOptions(exchange);
  const target = { name, ...(namespace === undefined ? {} : { namespace }) };
  const { gone, object } = api.objects.delete(kind, target, options);
  await api.store.committed();
  if (!gone || ANSWERS_WITH_OBJECT.has(kind.resource)) return objectAnswer(exchange, object);
  const details = {
    name,
    ...(kind.group === "" ? {} : { group: kind.group }),
    kind: kind.plural,
    uid: object.metadata.uid,
  };
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details,
    code: 200,
  };
  return statusAnswer(status, exchange.accepted, exchange.warnings);
}

/** DELETE of a collection: answers with what it was. */
export async function removeCollection(exchange: Exchange, list: ListQuery): Promise<Response> {
  const { api, route } = exchange;
  const { kind, namespace } = route;
  const options = await deleteOptions(exchange);
  const { labels, fields } = list;
  const removed = api.objects.deleteCollection(
    kind,
    { labels, fields: [...fields], ...(namespace === undefined ? {} : { namespace }) },
    options,
  );
  await api.store.committed();
  const head = JSON.stringify({
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(api.store.revision) },
  });
  return encoded(
    exchange,
    `${head.slice(0, -1)},"items":[${removed.map((object) => itemTextOf(kind, object)).join(",")}]}`,
  );
}
