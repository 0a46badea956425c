/** Where events of a bucket go: checked and kept. No event is sent. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { readDocument } from "./payload.ts";
import { bucketNamed } from "./records.ts";
import { changeBucket } from "./settings.ts";
import { childAt, childrenOf, textAt, type XmlContent, type XmlElement, bareDocument } from "./xml.ts";

/** GetBucketNotificationConfiguration. */
export function getNotification({ server, request }: Call): Answer {
  const { notification } = bucketNamed(server.store, request.bucket);
  return documentAnswer(notification ?? bareDocument("NotificationConfiguration", {}));
}

/** PutBucketNotificationConfiguration. */
export async function putNotification(call: Call): Promise<Answer> {
  bucketNamed(call.server.store, call.request.bucket);
  const root = await readDocument(call, "NotificationConfiguration", malformed);
  if (childAt(root, "TopicConfiguration") ?? childAt(root, "CloudFunctionConfiguration"))
    throw new S3Refusal("UnsupportedNotification");
  const queues = childrenOf(root, "QueueConfiguration");
  for (const queue of queues) refuseQueue(queue, call.server.notificationTargets);
  const content = { QueueConfiguration: queues.map(queueContent) };
  const notification = bareDocument("NotificationConfiguration", content);
  changeBucket(call, (bucket) => ({ ...bucket, notification }));
  return {};
}

/** @see https://min.io/docs/minio/linux/administration/monitoring/bucket-notifications.html#supported-bucket-events */
const EVENT =
  /^s3:(ObjectAccessed:(\*|Get|Head|GetRetention|GetLegalHold|Attributes)|ObjectCreated:(\*|Put|Post|Copy|CompleteMultipartUpload|PutRetention|PutLegalHold|PutTagging|DeleteTagging)|ObjectRemoved:(\*|Delete|DeleteMarkerCreated|DeleteAllVersions|NoOP)|BucketCreated:\*|BucketRemoved:\*|Replication:(\*|OperationCompletedReplication|OperationFailedReplication|OperationMissedThreshold|OperationNotTracked|OperationReplicatedAfterThreshold)|ObjectTransition:(\*|Complete|Failed)|ObjectRestore:(\*|Post|Completed)|ObjectLargeVersions|ObjectManyVersions|PrefixManyFolders|Scanner:(\*|ManyVersions|LargeVersions|BigPrefix)|ILM:DelMarkerExpiration:Delete)$/;
const MAX_FILTER = 1_024;

function malformed(): S3Refusal {
  return new S3Refusal("MalformedXML");
}

function refused(message: string): S3Refusal {
  return new S3Refusal("InvalidArgument", { message });
}

function refuseQueue(queue: XmlElement, targets: readonly string[]): void {
  const events = childrenOf(queue, "Event").map((event) => event.text.trim());
  if (events.some((event) => !EVENT.test(event)))
    throw refused("A specified event is not supported for notifications.");
  refuseFilter(filterRules(queue));
  const arn = textAt(queue, "Queue") ?? "";
  const isArn = /^arn:minio:sqs:[^:]*:[^:]+:[^:]+$/.test(arn);
  if (isArn && events.length === 0) throw new S3Refusal("MalformedXML");
  if (!isArn || !targets.includes(arn))
    throw refused(
      "A specified destination ARN does not exist or is not well-formed. Verify the destination ARN.",
    );
}

interface FilterRule {
  name: string;
  value: string;
}

function filterRules(queue: XmlElement): FilterRule[] {
  return childrenOf(childAt(queue, "Filter", "S3Key"), "FilterRule").map((rule) => ({
    name: textAt(rule, "Name") ?? "",
    value: childAt(rule, "Value")?.text ?? "",
  }));
}

function refuseFilter(rules: readonly FilterRule[]): void {
  if (rules.some(({ name }) => name !== "prefix" && name !== "suffix"))
    throw refused("filter rule name must be either prefix or suffix");
  for (const name of ["prefix", "suffix"]) {
    if (rules.filter((rule) => rule.name === name).length > 1)
      throw refused(`Cannot specify more than one ${name} rule in a filter.`);
  }
  if (rules.some(({ value }) => value.length > MAX_FILTER))
    throw refused("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
}

function queueContent(queue: XmlElement): XmlContent {
  const FilterRule = filterRules(queue).map(({ name, value }) => ({ Name: name, Value: value }));
  return {
    Id: textAt(queue, "Id") ?? "",
    Filter: FilterRule.length === 0 ? undefined : { S3Key: { FilterRule } },
    Event: childrenOf(queue, "Event").map((event) => event.text.trim()),
    Queue: textAt(queue, "Queue"),
  };
}
