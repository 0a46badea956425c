/** Where a bucket's events go. Pure. */

import { type XmlElement, childAt, childrenOf, parseXml, textAt, writeXml } from "./xml.ts";

/** Sends events of a bucket to a target that is configured on the server. */
export interface NotificationTarget {
  /** The target: `arn:minio:sqs::PRIMARY:webhook`. */
  arn: string;
  /** For example `s3:ObjectCreated:*`. @see https://min.io/docs/minio/linux/administration/monitoring/bucket-notifications.html */
  events: string[];
  /** Only keys that begin with it. */
  prefix?: string;
  /** Only keys that end with it. */
  suffix?: string;
}

// The service in the ARN decides which element names the target.
const KINDS = [
  { service: "sqs", list: "QueueConfiguration", target: "Queue" },
  { service: "sns", list: "TopicConfiguration", target: "Topic" },
  { service: "lambda", list: "CloudFunctionConfiguration", target: "CloudFunction" },
] as const;

/** One form for all spellings: the order of targets and events does not matter. */
export function normalNotification(targets: readonly NotificationTarget[]): unknown {
  return targets
    .map(({ arn, events, prefix = "", suffix = "" }) =>
      JSON.stringify([arn, prefix, suffix, [...events].sort()]),
    )
    .sort();
}

/** Writes the `NotificationConfiguration`. */
export function writeNotification(targets: readonly NotificationTarget[]): string {
  const lists = KINDS.map(({ service, list, target }) => [
    list,
    targets.filter(({ arn }) => serviceOf(arn) === service).map((entry) => targetContent(entry, target)),
  ]);
  return writeXml("NotificationConfiguration", Object.fromEntries(lists));
}

function serviceOf(arn: string): string {
  const service = arn.split(":")[2];
  return KINDS.some((kind) => kind.service === service) ? (service ?? "sqs") : "sqs";
}

function targetContent({ arn, events, prefix, suffix }: NotificationTarget, target: string) {
  const rules = Object.entries({ prefix, suffix }).filter(([, Value]) => Value);
  const FilterRule = rules.map(([Name, Value]) => ({ Name, Value }));
  return { [target]: arn, Event: events, Filter: rules.length === 0 ? undefined : { S3Key: { FilterRule } } };
}

/** Reads a `NotificationConfiguration` into the normal form. */
export function readNotification(document: string): unknown {
  const root = parseXml(document);
  return normalNotification(
    KINDS.flatMap(({ list, target }) => childrenOf(root, list).map((entry) => readTarget(entry, target))),
  );
}

function readTarget(entry: XmlElement, target: string): NotificationTarget {
  const rules = childrenOf(childAt(entry, "Filter", "S3Key"), "FilterRule");
  const value = (name: string) => {
    const rule = rules.find((candidate) => textAt(candidate, "Name")?.toLowerCase() === name);
    return textAt(rule, "Value") ?? "";
  };
  return {
    arn: textAt(entry, target) ?? "",
    events: childrenOf(entry, "Event").map((event) => event.text),
    prefix: value("prefix"),
    suffix: value("suffix"),
  };
}
