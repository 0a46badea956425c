/** Lifecycle rules of a bucket: checked and kept. Nothing expires here. */

import type { Answer, Call } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { readDocument, requireDigest } from "./payload.ts";
import { bucketNamed } from "./records.ts";
import { changeBucket, settingAnswer } from "./settings.ts";
import { internal } from "./versioning.ts";
import { childAt, childrenOf, textAt, type XmlContent, type XmlElement, bareDocument } from "./xml.ts";

/** GetBucketLifecycleConfiguration. */
export function getLifecycle({ server, request }: Call): Answer {
  const { lifecycle } = bucketNamed(server.store, request.bucket);
  return settingAnswer(lifecycle, new S3Refusal("NoSuchLifecycleConfiguration"));
}

/** PutBucketLifecycleConfiguration: keeps what MinIO knows, and drops the rest as it does. */
export async function putLifecycle(call: Call): Promise<Answer> {
  requireDigest(call);
  const { lock } = bucketNamed(call.server.store, call.request.bucket);
  const root = await readDocument(call, "LifecycleConfiguration", internal);
  const rules = childrenOf(root, "Rule").map(readRule);
  refuseRules(rules, lock);
  const content = { Rule: rules.map(ruleContent) };
  const lifecycle = bareDocument("LifecycleConfiguration", content, "");
  changeBucket(call, (bucket) => ({ ...bucket, lifecycle }));
  return {};
}

interface Rule {
  id: string;
  status: string;
  element: XmlElement;
}

function readRule(element: XmlElement): Rule {
  return {
    id: textAt(element, "ID") || crypto.randomUUID(),
    status: textAt(element, "Status") ?? "",
    element,
  };
}

function refused(message: string): S3Refusal {
  return new S3Refusal("InvalidArgument", { message });
}

const MAX_RULES = 1_000;
const ACTIONS = [
  "Expiration",
  "Transition",
  "NoncurrentVersionExpiration",
  "NoncurrentVersionTransition",
  "DelMarkerExpiration",
];

function refuseRules(rules: readonly Rule[], lock: boolean): void {
  if (rules.length === 0) throw refused("Lifecycle configuration should have at least one rule");
  if (rules.length > MAX_RULES) throw refused("Lifecycle configuration allows a maximum of 1000 rules");
  for (const rule of rules) refuseRule(rule, lock);
  if (new Set(rules.map(({ id }) => id)).size < rules.length)
    throw refused("Rule ID must be unique. Found same ID for more than one rule");
}

function refuseRule({ id, status, element }: Rule, lock: boolean): void {
  if (id.length > 255) throw refused("ID length is limited to 255 characters");
  if (status !== "Enabled" && status !== "Disabled")
    throw refused("Status must be set to either Enabled or Disabled");
  refuseExpiration(childAt(element, "Expiration"));
  if (textAt(element, "NoncurrentVersionExpiration", "NewerNoncurrentVersions") !== undefined && lock)
    throw new S3Refusal("InvalidLifecycleWithObjectLock");
  if (!ACTIONS.some((name) => childAt(element, name) !== undefined))
    throw refused(
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  // A transition needs a tier, and there is none.
  if (childAt(element, "Transition") ?? childAt(element, "NoncurrentVersionTransition"))
    throw new S3Refusal("InvalidStorageClass");
}

function refuseExpiration(expiration: XmlElement | undefined): void {
  const [days, date] = [textAt(expiration, "Days"), textAt(expiration, "Date")];
  if (days !== undefined && !/^[1-9]\d*$/.test(days))
    throw refused("Days must be positive integer when used with Expiration");
  if (days !== undefined && date !== undefined)
    throw refused(
      "Exactly one of Days (positive integer) or Date (positive ISO 8601 format) should be present inside Expiration.",
    );
  if (date !== undefined && Date.parse(date) % 86_400_000 !== 0)
    throw refused("'Date' must be at midnight GMT");
}

function ruleContent({ id, status, element }: Rule): XmlContent {
  const expiration = childAt(element, "Expiration");
  const noncurrent = childAt(element, "NoncurrentVersionExpiration");
  const oldPrefix = childAt(element, "Prefix")?.text;
  return {
    ID: id,
    Status: status,
    Filter: childAt(element, "Filter") && filterContent(childAt(element, "Filter")),
    Prefix: oldPrefix,
    Expiration:
      expiration &&
      pick(expiration, ["Days", "Date", "ExpiredObjectDeleteMarker", "ExpiredObjectAllVersions"]),
    DelMarkerExpiration:
      childAt(element, "DelMarkerExpiration") && pick(childAt(element, "DelMarkerExpiration"), ["Days"]),
    NoncurrentVersionExpiration:
      noncurrent && pick(noncurrent, ["NoncurrentDays", "NewerNoncurrentVersions"]),
  };
}

function pick(element: XmlElement | undefined, names: readonly string[]): { [name: string]: XmlContent } {
  return Object.fromEntries(names.map((name) => [name, textAt(element, name)]));
}

function filterContent(filter: XmlElement | undefined): XmlContent {
  const and = childAt(filter, "And");
  return and === undefined ? conditionContent(filter) : { And: conditionContent(and) };
}

const SIZES = ["ObjectSizeLessThan", "ObjectSizeGreaterThan"];

function conditionContent(element: XmlElement | undefined): XmlContent {
  const Tag = childrenOf(element, "Tag").map((tag) => ({
    Key: childAt(tag, "Key")?.text ?? "",
    Value: childAt(tag, "Value")?.text ?? "",
  }));
  return { ...pick(element, SIZES), Prefix: childAt(element, "Prefix")?.text, Tag };
}
