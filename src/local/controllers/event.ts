/**
 * Records Kubernetes Events: equal ones are counted, many similar ones become one, too many are dropped, and all are forgotten after
 * an hour. May import the other files of this folder, the contracts of src/local and src/model.
 * @see https://github.com/kubernetes/client-go/blob/v0.36.3/tools/record/events_cache.go
 */

import type { LiveObject, Manifest } from "../../model/object.ts";
import { microTimestamp, timestamp } from "../clock.ts";
import { StatusError } from "../status.ts";
import type { ControllerContext } from "./controller.ts";
import { eventCorrelator, type Correlator } from "./event-correlation.ts";
import { RESOURCE } from "./kinds.ts";
import { NODE } from "./node.ts";
import { kindOf, MANAGER } from "./write.ts";

/** What a recorder works with: a context without a recorder. */
export type RecorderContext = Omit<ControllerContext, "event">;

type Recorded = Parameters<ControllerContext["event"]>[1];

/** How long an event is kept, and how often old ones are looked for, ms. */
const TIME_TO_LIVE = 3_600_000;
const SWEEP = 600_000;

/** The scheduler writes events as the newer API has them: with an action, without a count. */
const ACTIONS: Readonly<Record<string, string | undefined>> = {
  Scheduled: "Binding",
  FailedScheduling: "Scheduling",
};
const SCHEDULER = "default-scheduler";

/** Makes the recorder of a cluster. */
export function eventRecorder(context: RecorderContext): ControllerContext["event"] {
  const correlator = eventCorrelator(context.clock);
  const sweep = sweeper(context);
  return (about, event) => {
    sweep();
    try {
      record({ context, correlator }, about, event);
    } catch (error) {
      // An event about something in a namespace that is going is lost, as are all of its events.
      if (!(error instanceof StatusError)) throw error;
    }
  };
}

interface Recorder {
  context: RecorderContext;
  correlator: Correlator;
}

function record({ context, correlator }: Recorder, about: LiveObject, event: Recorded): void {
  const correlated = correlator.correlate(about, event);
  if (correlated === undefined) return;
  const { message, known, remember } = correlated;
  const namespace = about.metadata.namespace ?? "default";
  const seen = known === undefined ? undefined : context.store.get(RESOURCE.events, namespace, known);
  if (seen === undefined) remember(create(context, about, { ...event, message }));
  else repeat(context, seen, message);
}

/** Names of events end in the time of their first occurrence, in billionths of a second. */
let last = 0n;

function eventName(name: string, now: number): string {
  const time = BigInt(now) * 1_000_000n;
  last = time > last ? time : last + 1n;
  return `${name}.${last.toString(16)}`;
}

function create(context: RecorderContext, about: LiveObject, event: Recorded): string {
  const { name, namespace = "default" } = about.metadata;
  const now = context.clock.now();
  const { type, reason, message, component } = event;
  const manifest: Manifest = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: eventName(name, now), namespace },
    involvedObject: referenceTo(about, event.fieldPath),
    reason,
    message,
    type,
    ...occurrence(component, reason, now),
  };
  context.objects.create(kindOf(context, RESOURCE.events), manifest, options(component));
  return manifest.metadata.name;
}

/** The fields that say who saw it and when. */
function occurrence(component: string, reason: string, now: number): Record<string, unknown> {
  if (component === SCHEDULER)
    return {
      action: ACTIONS[reason] ?? "Scheduling",
      eventTime: microTimestamp(now),
      firstTimestamp: null,
      lastTimestamp: null,
      reportingComponent: component,
      reportingInstance: `${component}-${NODE}`,
      source: {},
    };
  const at = timestamp(now);
  const host = component === MANAGER.kubelet ? { host: NODE } : {};
  return {
    count: 1,
    eventTime: null,
    firstTimestamp: at,
    lastTimestamp: at,
    reportingComponent: component,
    reportingInstance: host.host ?? "",
    source: { component, ...host },
  };
}

function referenceTo({ apiVersion, kind, metadata }: LiveObject, fieldPath: string | undefined): object {
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    ...(fieldPath === undefined ? {} : { fieldPath }),
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    resourceVersion,
    uid,
  };
}

function repeat(context: RecorderContext, event: LiveObject, message: string): void {
  const now = context.clock.now();
  const { count, series } = event as LiveObject & { count?: number; series?: { count: number } };
  const again =
    count === undefined
      ? { series: { count: (series?.count ?? 1) + 1, lastObservedTime: microTimestamp(now) } }
      : { count: count + 1, lastTimestamp: timestamp(now), message };
  context.objects.update(kindOf(context, RESOURCE.events), { ...event, ...again }, options(""));
}

function options(component: string): { manager: string; trusted: true } {
  const { controllers, kubelet, scheduler } = MANAGER;
  const manager = component === SCHEDULER ? scheduler : component === kubelet ? kubelet : controllers;
  return { manager, trusted: true };
}

/** Deletes old events, from the first event on, every ten minutes while there are any. */
function sweeper(context: RecorderContext): () => void {
  let waiting = false;
  const sweep = (): void => {
    waiting = false;
    const kind = kindOf(context, RESOURCE.events);
    const oldest = context.clock.now() - TIME_TO_LIVE;
    const all = context.store.list(RESOURCE.events);
    const old = all.filter((event) => lastSeen(event) < oldest);
    for (const { metadata } of old) {
      const { name, namespace, uid } = metadata;
      context.objects.delete(
        kind,
        { name, ...(namespace === undefined ? {} : { namespace }) },
        { preconditions: { uid } },
      );
    }
    if (old.length < all.length) arm();
  };
  const arm = (): void => {
    if (waiting) return;
    waiting = true;
    context.clock.after(SWEEP, sweep);
  };
  return arm;
}

function lastSeen(event: LiveObject): number {
  const { lastTimestamp, eventTime, series } = event as LiveObject & {
    lastTimestamp?: string | null;
    eventTime?: string | null;
    series?: { lastObservedTime?: string };
  };
  const text = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp;
  return Date.parse(text ?? "");
}
