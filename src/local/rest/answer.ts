/** Answers: objects and refusals in the form and encoding that the client asked for. */

import type { JsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { badRequest, type Status, type StatusError } from "../status.ts";
import { partialMetadata, tableOf, type IncludedObject } from "../table/table.ts";
import { PLAIN, type Accepted } from "./accept.ts";
import type { Exchange } from "./api.ts";
import { notInThisForm } from "./refusals.ts";
import { textOf } from "../store/text.ts";
import { writeYaml } from "./yaml.ts";

const JSON_TYPE = "application/json";
const JSON_HEADERS = { "content-type": JSON_TYPE };

/** An answer of JSON text. */
export function jsonAnswer(text: string, status = 200, contentType = JSON_TYPE): Response {
  return new Response(text, {
    status,
    headers: contentType === JSON_TYPE ? JSON_HEADERS : { "content-type": contentType },
  });
}

/** JSON text in the encoding that was asked for, with the warnings that came up. */
export function encoded(
  exchange: Pick<Exchange, "accepted" | "warnings">,
  text: string,
  status = 200,
): Response {
  const { accepted, warnings } = exchange;
  const response =
    accepted.encoding === "yaml"
      ? jsonAnswer(writeYaml(JSON.parse(text)), status, "application/yaml")
      : jsonAnswer(text, status);
  for (const warning of new Set(warnings)) response.headers.append("warning", warningOf(warning));
  return response;
}

/** @see https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
function warningOf(text: string): string {
  const printable = text.replaceAll(/[^ -~]/g, "?");
  return `299 - "${printable.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A refusal, or the success of what has no object to show. */
export function statusAnswer(status: Status, accepted?: Accepted, warnings: string[] = []): Response {
  const { retryAfterSeconds } = status.details ?? {};
  // A success is 200 without saying so.
  const { code, ...rest } = status;
  const body = status.status === "Success" ? rest : { ...rest, code };
  const response = encoded({ accepted: accepted ?? PLAIN, warnings }, JSON.stringify(body), code);
  if (retryAfterSeconds !== undefined) response.headers.set("retry-after", String(retryAfterSeconds));
  return response;
}

export function refusalAnswer(error: StatusError, accepted?: Accepted): Response {
  return statusAnswer(error.status, accepted);
}

const INCLUDED: ReadonlySet<string> = new Set(["Metadata", "Object", "None"]);

/**
 * What the rows of a table are to include.
 * @throws {StatusError} 400
 */
export function includedObject(query: URLSearchParams): IncludedObject {
  const wanted = query.get("includeObject") ?? "";
  if (wanted === "") return "Metadata";
  if (INCLUDED.has(wanted)) return wanted as IncludedObject;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: "${wanted}": must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** One object in the form that was asked for. */
export function objectAnswer(exchange: Exchange, object: LiveObject, status = 200): Response {
  const { accepted, route, query, api } = exchange;
  switch (accepted.form) {
    case "object":
      return encoded(exchange, textOf(object), status);
    case "metadata":
      return encoded(exchange, JSON.stringify(partialMetadata(object, accepted.metaVersion)), status);
    case "metadata-list":
      throw notInThisForm(
        `you requested PartialObjectMetadataList, but the requested object is not a list (*${internalName(route.kind)})`,
      );
    case "table": {
      const { resourceVersion } = object.metadata;
      const metadata: JsonObject = resourceVersion === undefined ? {} : { resourceVersion };
      const includeObject = includedObject(query);
      const { metaVersion } = accepted;
      const table = tableOf(route.kind, [object], {
        now: api.clock.now(),
        metadata,
        includeObject,
        metaVersion,
      });
      return encoded(exchange, JSON.stringify(table), status);
    }
  }
}

/** What Go calls the type of a kind: `core.ConfigMap`. */
export function internalName({ group, kind }: { group: string; kind: string }): string {
  return `${group === "" ? "core" : (group.split(".")[0] ?? "")}.${kind}`;
}
