/** GET with `watch`: a stream of events that begins with what is there or with what happened since a revision. */

import type { LiveObject } from "../../model/object.ts";
import { matchesLabels } from "../objects/label-selector.ts";
import { includedObject } from "./answer.ts";
import type { Exchange } from "./api.ts";
import { matchesFields } from "./field-selector.ts";
import { revisionOf, type ListQuery } from "./list-options.ts";
import { expired } from "./refusals.ts";
import { errorLine, eventLine, versionOf } from "./watch-event.ts";
import { bookmark, tell, type Watch } from "./watch-hub.ts";

/** How long a watch lasts that does not say so, seconds. */
const DEFAULT_TIMEOUT = 1_800;

/** Bytes that wait for a client at most: who reads slower than that has to begin anew. */
const MAX_WAITING = 64 * 1024 * 1024;

/** The stream of one watch. */
interface Stream {
  readable: ReadableStream<Uint8Array>;
  send(line: Uint8Array): void;
  end(): void;
}

/** @param stopped called once, however the stream ends */
function openStream(stopped: () => void): Stream {
  let open = true;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stop = (): boolean => {
    if (!open) return false;
    open = false;
    stopped();
    return true;
  };
  const readable = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      cancel: () => {
        stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
  return {
    readable,
    send: (line) => {
      if (!open) return;
      controller?.enqueue(line);
      if ((controller?.desiredSize ?? 0) < -MAX_WAITING && stop())
        controller?.error(new Error("the client reads the watch too slowly"));
    },
    end: () => {
      if (stop()) controller?.close();
    },
  };
}

function selected({ labels, fields, kind }: Watch, object: LiveObject): boolean {
  return (
    (labels.length === 0 || matchesLabels(labels, object.metadata.labels)) &&
    (fields.length === 0 || matchesFields(fields, versionOf(kind, object)))
  );
}

/** Sends what is there as if it had just come. */
function sendInitial({ api }: Exchange, watch: Watch): void {
  const { kind, form, includeObject, metaVersion, namespace } = watch;
  const now = api.clock.now();
  for (const object of api.store.list(kind.resource, namespace)) {
    if (!selected(watch, object)) continue;
    const { header } = watch;
    watch.header = false;
    watch.send(
      eventLine("ADDED", versionOf(kind, object), { kind, form, includeObject, metaVersion, header, now }),
    );
  }
}

/** Sends what the client has not seen yet. @returns whether the watch goes on */
function begin(exchange: Exchange, watch: Watch, options: ListQuery): boolean {
  const { store, clock } = exchange.api;
  const { resourceVersion, sendInitialEvents } = options;
  const from = revisionOf(options);
  const current = store.revision;
  const fresh = resourceVersion === "" || resourceVersion === "0";
  if (sendInitialEvents ?? fresh) {
    sendInitial(exchange, watch);
    watch.last = Math.max(current, from);
    if (sendInitialEvents === true && watch.bookmarks) bookmark(watch, true, clock.now());
    return true;
  }
  if (fresh) {
    watch.last = current;
    return true;
  }
  watch.last = from;
  const changes = store.since(watch.kind.resource, from);
  if (changes === undefined) {
    watch.send(errorLine(expired(`too old resource version: ${from} (${current})`).status));
    watch.end();
    return false;
  }
  for (const change of changes) tell(watch, change, clock.now());
  return true;
}

/**
 * Answers with the stream.
 * @throws {StatusError} 500 when the resource version is none
 */
export function watchAnswer(exchange: Exchange, options: ListQuery): Response {
  const { api, route, accepted, query, request } = exchange;
  revisionOf(options);
  const cleanup: (() => void)[] = [];
  const stream = openStream(() => {
    for (const task of cleanup) task();
  });
  const watch: Watch = {
    kind: route.kind,
    form: accepted.form === "metadata-list" ? "metadata" : accepted.form,
    includeObject: includedObject(query),
    metaVersion: accepted.metaVersion,
    labels: options.labels,
    fields: options.fields,
    bookmarks: options.allowWatchBookmarks,
    last: 0,
    header: true,
    send: (line) => {
      stream.send(line);
    },
    end: () => {
      stream.end();
    },
    ...(route.namespace === undefined ? {} : { namespace: route.namespace }),
  };
  if (begin(exchange, watch, options)) {
    cleanup.push(api.hub.add(watch));
    cleanup.push(api.clock.after((options.timeoutSeconds ?? DEFAULT_TIMEOUT) * 1000, () => watch.end()));
    const abort = (): void => watch.end();
    request.signal.addEventListener("abort", abort, { once: true });
    cleanup.push(() => request.signal.removeEventListener("abort", abort));
    if (request.signal.aborted) abort();
  }
  return new Response(stream.readable, {
    headers: { "content-type": "application/json", "cache-control": "no-cache, private" },
  });
}
