/** Rules of Events. They are kept in the form of the core group, whichever group they were written to. */

import type { CoreV1Event, EventsV1Event } from "@kubernetes/client-node";
import type { JsonObject } from "../../../model/json.ts";
import { addInvalid, invalid, required, type Causes } from "../cause.ts";
import { as, isBlank, isSet, type Fields } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, qualifiedName } from "../names.ts";
import type { KindRules, ServedKind } from "../served-kind.ts";

/** Longest texts, characters. */
const LIMITS = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

type Event = Fields<CoreV1Event>;

/** @param isNew whether it was written to `events.k8s.io`, which asks for more */
function eventRules(isNew: boolean): KindRules {
  return {
    validate: (object) => {
      const causes: Causes = [];
      addEvent(causes, as<CoreV1Event>(object), isNew);
      if (isNew) addNewEvent(causes, object);
      return causes;
    },
    validateUpdate: (object, previous) => {
      const causes: Causes = [];
      addEvent(causes, as<CoreV1Event>(object), isNew);
      if (!isNew) return causes;
      addStrictUpdate(causes, object.metadata, previous.metadata);
      for (const field of FROZEN)
        addImmutable(causes, field, { value: object[field], before: previous[field] });
      return causes;
    },
  };
}

const FROZEN = [
  "involvedObject",
  "reason",
  "message",
  "source",
  "firstTimestamp",
  "lastTimestamp",
  "count",
  // The API server looks twice.
  "reason",
  "type",
  "eventTime",
  "action",
  "related",
  "reportingController",
  "reportingInstance",
];

export const coreEventRules: KindRules = eventRules(false);
export const newEventRules: KindRules = eventRules(true);

function addEvent(to: Causes, event: Event, isNew: boolean): void {
  const namespace = event.metadata?.namespace ?? "";
  const about = event.involvedObject?.namespace ?? "";
  const hasTime = isSet(event.eventTime);
  const free = hasTime ? ["default", "kube-system"] : ["", "default"];
  if (about === "" ? !free.includes(namespace) : !hasTime && about !== namespace)
    to.push(invalid("involvedObject.namespace", about, "does not match event.namespace"));
  if (hasTime) addTexts(to, event, isNew);
  addInvalid(to, "namespace", { value: namespace, wrong: dnsSubdomain(namespace) });
}

function addTexts(to: Causes, event: Event, isNew: boolean): void {
  const controller = event.reportingComponent ?? "";
  const field = isNew ? "reportingController" : "reportingComponent";
  if (controller === "") to.push(required(field));
  addInvalid(to, field, { value: controller, wrong: qualifiedName(controller) });
  for (const [name, limit] of Object.entries(LIMITS)) {
    const text = event[name as keyof typeof LIMITS] ?? "";
    if (text === "" && name !== "message") to.push(required(name));
    if (text.length > limit) to.push(invalid(name, "", `can have at most ${limit} characters`));
  }
}

function addNewEvent(to: Causes, object: object): void {
  const event = as<CoreV1Event>(object);
  addMetadata(to, event.metadata, { name: dnsSubdomain, namespaced: true });
  if (isSet(event.series)) {
    if ((event.series.count ?? 0) < 2) to.push(invalid("series.count", "", "should be at least 2"));
    if (!isSet(event.series.lastObservedTime)) to.push(required("series.lastObservedTime"));
  }
  if (!isSet(event.eventTime)) to.push(required("eventTime"));
  const { type = "" } = event;
  if (type !== "Normal" && type !== "Warning") to.push(invalid("type", "", `has invalid value: ${type}`));
  for (const name of ["firstTimestamp", "lastTimestamp"] as const)
    if (isSet(event[name])) to.push(invalid(name, "", "needs to be unset"));
  if ((event.count ?? 0) !== 0) to.push(invalid("count", "", "needs to be unset"));
  if (!isBlank(event.source?.component) || !isBlank(event.source?.host))
    to.push(invalid("source", "", "needs to be unset"));
}

/** Names of the same fields, in `events.k8s.io` and in the core group. */
const NAMES: readonly (readonly [now: keyof EventsV1Event, core: keyof CoreV1Event])[] = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["reportingController", "reportingComponent"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
];

function renamed(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]));
}

const TO_CORE = new Map<string, string>(NAMES);
const FROM_CORE = new Map<string, string>(NAMES.map(([now, core]) => [core, now]));
/** What the core group always writes, and `events.k8s.io` where it is set. */
const EMPTY: JsonObject = {
  involvedObject: {},
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  reportingComponent: "",
  reportingInstance: "",
};

export const eventConversion: NonNullable<ServedKind["conversion"]> = {
  toStorage: (object) => ({ ...EMPTY, ...renamed(object, TO_CORE) }),
  fromStorage: (object) => {
    const event = renamed(object, FROM_CORE);
    for (const name of ["reportingController", "reportingInstance"])
      if (event[name] === "") delete event[name];
    return event;
  },
};
