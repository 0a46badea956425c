/** What the query of a list or watch asks for. Pure. */

import type { ServedKind } from "../kinds/served-kind.ts";
import { parseLabelSelector } from "../objects/label-query.ts";
import type { LabelSelector } from "../objects/label-selector.ts";
import { badRequest, StatusError, type StatusCause } from "../status.ts";
import { parseFieldSelector, type FieldSelector } from "./field-selector.ts";
import { invalidOptions } from "./refusals.ts";
import { flag } from "./url.ts";

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/list-options/ */
export interface ListQuery {
  watch: boolean;
  labels: LabelSelector;
  fields: FieldSelector;
  /** 0 for no limit. */
  limit: number;
  continue: string;
  /** As it was sent: `""` when it was not. */
  resourceVersion: string;
  resourceVersionMatch: string;
  sendInitialEvents?: boolean;
  allowWatchBookmarks: boolean;
  timeoutSeconds?: number;
}

/**
 * A whole number of a query.
 * @throws {StatusError} 400, with Go's message
 */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

type Cause = StatusCause & { field: string };

function forbidden(field: string, why: string): Cause {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${why}`, field };
}

function unsupported(field: string, value: string, supported: readonly string[]): Cause {
  const shown = supported.map((one) => JSON.stringify(one)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${shown}`;
  return { reason: "FieldValueNotSupported", message, field };
}

const MATCH = "resourceVersionMatch";

function watchCauses(options: ListQuery): Cause[] {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  const causes: Cause[] = [];
  if (sendInitialEvents !== undefined && match !== "NotOlderThan")
    causes.push(forbidden(MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  if (match === "") return causes;
  if (sendInitialEvents === undefined)
    causes.push(
      forbidden(MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
    );
  if (match !== "NotOlderThan") causes.push(unsupported(MATCH, match, ["NotOlderThan"]));
  if (options.continue !== "")
    causes.push(forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
  return causes;
}

function listCauses(options: ListQuery): Cause[] {
  const { resourceVersionMatch: match, resourceVersion, sendInitialEvents } = options;
  const causes: Cause[] = [];
  if (match !== "" && resourceVersion === "")
    causes.push(forbidden(MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
  if (match !== "" && options.continue !== "")
    causes.push(forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
  if (match !== "" && match !== "Exact" && match !== "NotOlderThan")
    causes.push(unsupported(MATCH, match, ["Exact", "NotOlderThan", ""]));
  if (match === "Exact" && resourceVersion === "0")
    causes.push(forbidden(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  if (sendInitialEvents !== undefined)
    causes.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  return causes;
}

/**
 * Reads the options of a list or watch.
 * @param watched whether the path says so already
 * @throws {StatusError} 400 or 422
 */
export function listQuery(kind: ServedKind, query: URLSearchParams, watched: boolean): ListQuery {
  const timeoutSeconds = integer(query, "timeoutSeconds");
  const options: ListQuery = {
    watch: watched || flag(query, "watch"),
    labels: parseLabelSelector(query.get("labelSelector") ?? ""),
    fields: parseFieldSelector(kind, query.get("fieldSelector") ?? ""),
    limit: Math.max(0, integer(query, "limit") ?? 0),
    continue: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: query.get(MATCH) ?? "",
    allowWatchBookmarks: flag(query, "allowWatchBookmarks"),
    ...(query.get("sendInitialEvents") === null
      ? {}
      : { sendInitialEvents: flag(query, "sendInitialEvents") }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
  const causes = options.watch ? watchCauses(options) : listCauses(options);
  if (causes.length > 0) throw invalidOptions("ListOptions", causes);
  return options;
}

/**
 * A resource version as a number: 0 when there is none.
 * @throws {StatusError} 400 for a list, 500 for a watch, as the API server does
 */
export function revisionOf({ resourceVersion, watch }: Pick<ListQuery, "resourceVersion" | "watch">): number {
  if (resourceVersion === "") return 0;
  if (/^\d+$/.test(resourceVersion)) return Number(resourceVersion);
  const text = JSON.stringify(resourceVersion);
  const why = `resourceVersion: Invalid value: ${text}: strconv.ParseUint: parsing ${text}: invalid syntax`;
  throw watch ? new StatusError({ code: 500, message: why }) : badRequest(`invalid resource version: ${why}`);
}
