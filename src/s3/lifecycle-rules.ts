/** Lifecycle rules: when objects expire, move or are cleaned up. Pure. */

import { createHash } from "node:crypto";
import {
  type XmlContent,
  type XmlElement,
  childAt,
  childrenOf,
  numberAt,
  parseXml,
  textAt,
  writeXml,
} from "./xml.ts";

/** Which objects a rule is about: all of the given conditions. */
export interface LifecycleFilter {
  prefix?: string;
  tags?: Record<string, string>;
  /** Bytes. */
  objectSizeGreaterThan?: number;
  /** Bytes. */
  objectSizeLessThan?: number;
}

/** One rule; the fields are those of S3. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
export interface LifecycleRule {
  /** At most 255 characters. @default derived from the rule's content */
  id?: string;
  /** @default true */
  enabled?: boolean;
  /** @default every object */
  filter?: LifecycleFilter;
  /** Days after creation, or a date (`2030-01-31`), or: remove delete markers that hide nothing. */
  expiration?: { days?: number; date?: string; expiredObjectDeleteMarker?: boolean };
  noncurrentVersionExpiration?: { noncurrentDays?: number; newerNoncurrentVersions?: number };
  /** Move to another storage class; on MinIO the name of a tier. */
  transition?: { days?: number; date?: string; storageClass: string };
  noncurrentVersionTransition?: {
    noncurrentDays?: number;
    newerNoncurrentVersions?: number;
    storageClass: string;
  };
  /** MinIO cleans up by itself and does not keep this. */
  abortIncompleteMultipartUpload?: { daysAfterInitiation: number };
}

/** One form for all spellings of a set of rules: order, defaults and the notation of dates do not matter. */
export function normalLifecycle(rules: readonly LifecycleRule[]): LifecycleRule[] {
  return rules.map(normalRule).sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1));
}

function normalRule(rule: LifecycleRule): LifecycleRule {
  const { id, enabled = true, filter = {}, ...actions } = rule;
  const content = compact({
    enabled,
    filter: compact({ ...filter, prefix: filter.prefix || undefined }),
    ...dated(actions),
  });
  return { ...content, id: id ?? derivedId(content) };
}

type Actions = Omit<LifecycleRule, "id" | "enabled" | "filter">;

function dated(actions: Actions): Actions {
  const said = Object.entries(actions).map(([name, action]) => [name, action && compact(action)]);
  const { expiration, transition, ...others } = Object.fromEntries(said) as Actions;
  return {
    ...others,
    ...(expiration && { expiration: compact({ ...expiration, date: midnight(expiration.date) }) }),
    ...(transition && { transition: compact({ ...transition, date: midnight(transition.date) }) }),
  };
}

// S3 takes only midnight UTC.
function midnight(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString().replace(".000Z", "Z");
}

function derivedId(content: object): string {
  const text = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return `rule-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}

/** Drops what is `undefined` or an empty object. */
function compact<T extends object>(object: T): T {
  const kept = Object.entries(object).filter(
    ([, value]) =>
      value !== undefined &&
      !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
  );
  return Object.fromEntries(kept) as T;
}

/** Writes the `LifecycleConfiguration` of normal rules. */
export function writeLifecycle(rules: readonly LifecycleRule[]): string {
  return writeXml("LifecycleConfiguration", { Rule: rules.map(ruleContent) });
}

function ruleContent(rule: LifecycleRule): XmlContent {
  const { expiration, noncurrentVersionExpiration, transition, noncurrentVersionTransition } = rule;
  return {
    ID: rule.id,
    Status: rule.enabled === false ? "Disabled" : "Enabled",
    Filter: filterContent(rule.filter ?? {}),
    Expiration: expiration && {
      Days: expiration.days,
      Date: expiration.date,
      ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker,
    },
    NoncurrentVersionExpiration: noncurrentVersionExpiration && {
      NoncurrentDays: noncurrentVersionExpiration.noncurrentDays,
      NewerNoncurrentVersions: noncurrentVersionExpiration.newerNoncurrentVersions,
    },
    Transition: transition && {
      Days: transition.days,
      Date: transition.date,
      StorageClass: transition.storageClass,
    },
    NoncurrentVersionTransition: noncurrentVersionTransition && {
      NoncurrentDays: noncurrentVersionTransition.noncurrentDays,
      NewerNoncurrentVersions: noncurrentVersionTransition.newerNoncurrentVersions,
      StorageClass: noncurrentVersionTransition.storageClass,
    },
    AbortIncompleteMultipartUpload: rule.abortIncompleteMultipartUpload && {
      DaysAfterInitiation: rule.abortIncompleteMultipartUpload.daysAfterInitiation,
    },
  };
}

// One condition stands alone, several stand in And.
function filterContent(filter: LifecycleFilter): XmlContent {
  const tags = Object.entries(filter.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const conditions = {
    Prefix: filter.prefix,
    Tag: tags,
    ObjectSizeGreaterThan: filter.objectSizeGreaterThan,
    ObjectSizeLessThan: filter.objectSizeLessThan,
  };
  const others = [filter.prefix, filter.objectSizeGreaterThan, filter.objectSizeLessThan].filter(
    (value) => value !== undefined,
  );
  return others.length + tags.length > 1 ? { And: conditions } : conditions;
}

/** Reads a `LifecycleConfiguration` into normal rules. */
export function readLifecycle(document: string): LifecycleRule[] {
  return normalLifecycle(childrenOf(parseXml(document), "Rule").map(readRule));
}

function readRule(rule: XmlElement): LifecycleRule {
  const marker = textAt(rule, "Expiration", "ExpiredObjectDeleteMarker");
  return compact<LifecycleRule>({
    id: textAt(rule, "ID") ?? "",
    enabled: textAt(rule, "Status") === "Enabled",
    filter: readFilter(rule),
    expiration: compact({
      days: numberAt(rule, "Expiration", "Days"),
      date: textAt(rule, "Expiration", "Date"),
      expiredObjectDeleteMarker: marker === undefined ? undefined : marker === "true",
    }),
    noncurrentVersionExpiration: compact({
      noncurrentDays: numberAt(rule, "NoncurrentVersionExpiration", "NoncurrentDays"),
      newerNoncurrentVersions: numberAt(rule, "NoncurrentVersionExpiration", "NewerNoncurrentVersions"),
    }),
    transition: readTransition(rule, "Transition"),
    noncurrentVersionTransition: readTransition(rule, "NoncurrentVersionTransition"),
    abortIncompleteMultipartUpload: readAbort(rule),
  });
}

function readTransition(rule: XmlElement, name: string): (LifecycleRule["transition"] & object) | undefined {
  const storageClass = textAt(rule, name, "StorageClass");
  if (storageClass === undefined) return undefined;
  return compact({
    storageClass,
    days: numberAt(rule, name, "Days"),
    date: textAt(rule, name, "Date"),
    noncurrentDays: numberAt(rule, name, "NoncurrentDays"),
    newerNoncurrentVersions: numberAt(rule, name, "NewerNoncurrentVersions"),
  });
}

function readAbort(rule: XmlElement): LifecycleRule["abortIncompleteMultipartUpload"] {
  const daysAfterInitiation = numberAt(rule, "AbortIncompleteMultipartUpload", "DaysAfterInitiation");
  return daysAfterInitiation === undefined ? undefined : { daysAfterInitiation };
}

// The prefix stands in Filter, in And, or, in the old form, in the rule itself.
function readFilter(rule: XmlElement): LifecycleFilter {
  const filter = childAt(rule, "Filter");
  const and = childAt(filter, "And") ?? filter;
  return compact({
    prefix: textAt(and, "Prefix") ?? textAt(rule, "Prefix"),
    tags: Object.fromEntries(
      childrenOf(and, "Tag").map((tag) => [textAt(tag, "Key") ?? "", textAt(tag, "Value") ?? ""]),
    ),
    objectSizeGreaterThan: numberAt(and, "ObjectSizeGreaterThan"),
    objectSizeLessThan: numberAt(and, "ObjectSizeLessThan"),
  });
}
