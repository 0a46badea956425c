/** GET of a collection: filtered, in parts, at a revision, in any form. */

import type { JsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { apiVersionOf } from "../../model/kind.ts";
import { fromStorage } from "../objects/environment.ts";
import { matchesLabels } from "../objects/label-selector.ts";
import { partialMetadata, tableOf } from "../table/table.ts";
import { encoded, includedObject, internalName } from "./answer.ts";
import type { Exchange } from "./api.ts";
import { decodeContinue, encodeContinue, keyOf, type Position } from "./continue-token.ts";
import { matchesFields } from "./field-selector.ts";
import { revisionOf, type ListQuery } from "./list-options.ts";
import { expired, notInThisForm, revisionTooLarge } from "./refusals.ts";
import { snapshot } from "./snapshot.ts";
import { itemTextOf } from "./item-text.ts";

const TOO_OLD =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
  "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
  "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
  "deleted between the time the first chunk was returned and now may show up in the list.";

/** What is listed: the objects and the revision at which they are so. */
interface Listed {
  objects: LiveObject[];
  revision: number;
}

function tooOld(position: Position): Error {
  const error = expired(TOO_OLD);
  error.status.metadata = { continue: encodeContinue({ ...position, revision: -1 }) };
  return error;
}

/** All objects of the collection, before selectors. */
function collection(exchange: Exchange, options: ListQuery): Listed {
  const { api, route } = exchange;
  const { kind, namespace } = route;
  const at = { resource: kind.resource, ...(namespace === undefined ? {} : { namespace }) };
  const current = api.store.revision;
  if (options.continue !== "") {
    const position = decodeContinue(options.continue, kind.namespaced);
    const revision = position.revision < 0 ? current : position.revision;
    const all = snapshot(api.store, at, revision);
    if (all === undefined) throw tooOld(position);
    // In one namespace the key may do without it.
    const after =
      namespace !== undefined && !position.after.startsWith(`${namespace}/`)
        ? `${namespace}/${position.after.replace(/^\//, "")}`
        : position.after;
    return { objects: all.filter((object) => keyOf(object) > after), revision };
  }
  const wanted = revisionOf(options);
  if (wanted > current) throw revisionTooLarge(wanted, current);
  if (options.resourceVersionMatch !== "Exact")
    return { objects: api.store.list(kind.resource, namespace), revision: current };
  const exact = snapshot(api.store, at, wanted);
  if (exact === undefined) throw expired(`The resourceVersion for the provided list is too old.`);
  return { objects: exact, revision: wanted };
}

/** One part of a list. */
interface Part extends Listed {
  metadata: JsonObject;
}

function part(exchange: Exchange, options: ListQuery): Part {
  const { kind } = exchange.route;
  const { labels, fields, limit } = options;
  const { objects: all, revision } = collection(exchange, options);
  const selected = all
    .filter(({ metadata }) => labels.length === 0 || matchesLabels(labels, metadata.labels))
    .map((object) => fromStorage(kind, object))
    .filter((object) => fields.length === 0 || matchesFields(fields, object));
  const metadata: JsonObject = { resourceVersion: String(revision) };
  const last = limit > 0 && selected.length > limit ? selected[limit - 1] : undefined;
  if (last === undefined) return { objects: selected, revision, metadata };
  metadata["continue"] = encodeContinue({ revision, after: keyOf(last) });
  // How many a selector will select is not known before they were read.
  if (labels.length === 0 && fields.length === 0) metadata["remainingItemCount"] = selected.length - limit;
  return { objects: selected.slice(0, limit), revision, metadata };
}

/** Answers with the list. */
export function listAnswer(exchange: Exchange, options: ListQuery): Response {
  const { accepted, route, api, query } = exchange;
  const { kind } = route;
  const { metaVersion } = accepted;
  if (accepted.form === "metadata")
    throw notInThisForm(
      `you requested PartialObjectMetadata, but the requested object is a list (*${internalName(kind)}List)`,
    );
  const { objects, metadata } = part(exchange, options);
  return encoded(exchange, listText());

  function listText(): string {
    if (accepted.form === "table") {
      const includeObject = includedObject(query);
      return JSON.stringify(
        tableOf(kind, objects, { now: api.clock.now(), metadata, includeObject, metaVersion }),
      );
    }
    if (accepted.form === "metadata-list")
      return JSON.stringify({
        kind: "PartialObjectMetadataList",
        apiVersion: `meta.k8s.io/${metaVersion}`,
        metadata,
        items: objects.map((object) => partialMetadata(object, metaVersion)),
      });
    const head = JSON.stringify({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata });
    return `${head.slice(0, -1)},"items":[${objects.map((object) => itemTextOf(kind, object)).join(",")}]}`;
  }
}
