/** Which events are the same one again, which are alike, and which are too many. Holds what was seen lately. */

import type { LiveObject } from "../../model/object.ts";
import type { Clock } from "../clock.ts";

/** So many that differ only in their text are told one by one; what comes after is one event. */
const ALIKE = { most: 10, within: 600_000 };

/** From one source about one object, so many at once, and one more every five minutes. */
const BURST = { most: 25, refill: 300_000 };

/** So many objects are remembered: the one that was told of longest ago is forgotten. */
const REMEMBERED = 4096;

/** What an event is told apart by. */
export interface Correlatable {
  type: string;
  reason: string;
  message: string;
  component: string;
  fieldPath?: string;
}

export interface Correlated {
  message: string;
  /** Name of the event that this one is again. */
  known: string | undefined;
  /** Is to be told the name of the event when it is a new one. */
  remember: (name: string) => void;
}

export interface Correlator {
  /** @returns `undefined` for an event that is one too many */
  correlate(about: LiveObject, event: Correlatable): Correlated | undefined;
}

/** What one source told about one object. */
interface Source {
  component: string;
  tokens: number;
  since: number;
  groups: Group[];
}

/** Events that differ in their text only. */
interface Group {
  type: string;
  reason: string;
  since: number;
  /** Name of the event by field path and text. */
  names: Map<string, string>;
  messages: Set<string>;
}

export function eventCorrelator(clock: Clock): Correlator {
  const objects = new Map<string, Source[]>();
  const sourceOf = (uid: string, component: string): Source => {
    const known = objects.get(uid);
    const sources = known ?? [];
    if (known === undefined) {
      objects.set(uid, sources);
      if (objects.size > REMEMBERED) forgetOldest(objects);
    }
    const found = sources.find((source) => source.component === component);
    if (found !== undefined) return found;
    const made = { component, tokens: BURST.most, since: clock.now(), groups: [] };
    sources.push(made);
    return made;
  };
  return {
    correlate(about, { type, reason, message, component, fieldPath = "" }) {
      const now = clock.now();
      const source = sourceOf(about.metadata.uid, component);
      const group = groupOf(source, { type, reason, now });
      const many = isOneOfMany(group, message, now);
      if (!spend(source, now)) return undefined;
      const key = many ? fieldPath : `${fieldPath} ${message}`;
      return {
        message: many ? `(combined from similar events): ${message}` : message,
        known: group.names.get(key),
        remember: (event) => group.names.set(key, event),
      };
    },
  };
}

function forgetOldest(objects: Map<string, unknown>): void {
  const [oldest] = objects.keys();
  if (oldest !== undefined) objects.delete(oldest);
}

function groupOf(
  { groups }: Source,
  { type, reason, now }: { type: string; reason: string; now: number },
): Group {
  const found = groups.find((group) => group.type === type && group.reason === reason);
  if (found !== undefined) return found;
  const made = { type, reason, since: now, names: new Map<string, string>(), messages: new Set<string>() };
  groups.push(made);
  return made;
}

function isOneOfMany(group: Group, message: string, now: number): boolean {
  if (now - group.since > ALIKE.within) group.messages.clear();
  group.since = now;
  if (group.messages.size < ALIKE.most) group.messages.add(message);
  return group.messages.size >= ALIKE.most;
}

/** Takes one of the events that a source may still tell. @returns whether there was one */
function spend(source: Source, now: number): boolean {
  const tokens = Math.min(BURST.most, source.tokens + (now - source.since) / BURST.refill);
  source.since = now;
  source.tokens = tokens < 1 ? tokens : tokens - 1;
  return tokens >= 1;
}
