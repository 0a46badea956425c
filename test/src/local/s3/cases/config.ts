/** Settings of buckets: absent, written, read, removed, refused. */

import type { Step } from "../exchange.ts";

const VERSIONING = (inner: string): string =>
  `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</VersioningConfiguration>`;
const RULE = (inner: string): string =>
  `<LifecycleConfiguration><Rule>${inner}</Rule></LifecycleConfiguration>`;
const ENCRYPTION = (inner: string): string =>
  `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;
const LOCK = (inner: string): string =>
  `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${inner}</ObjectLockConfiguration>`;
const RETENTION = (inner: string): string =>
  LOCK(`<Rule><DefaultRetention>${inner}</DefaultRetention></Rule>`);
const QUEUE = (inner: string): string =>
  `<NotificationConfiguration><QueueConfiguration>${inner}</QueueConfiguration></NotificationConfiguration>`;
const HOOK = "<Queue>arn:minio:sqs::PRIMARY:webhook</Queue>";
const TAGS = (...tags: string[]): string =>
  `<Tagging><TagSet>${tags.map((tag) => `<Tag><Key>${tag}</Key><Value>v</Value></Tag>`).join("")}</TagSet></Tagging>`;

// MinIO leaves these out where it knows no access lists.
export const PLAIN = ["accept-ranges", "server"];
const MD5 = { "content-md5": "{md5}" };

/** Writes a setting, and reads it back. */
function kept(what: string, query: string, body: string, path = "/{bucket}"): Step[] {
  return [
    { what: `${what}: write`, method: "PUT", path, query, body, headers: MD5 },
    { what: `${what}: read`, method: "GET", path, query },
  ];
}

function refused(what: string, query: string, body: string, path = "/{bucket}"): Step {
  return { what: `${what}: refused`, method: "PUT", path, query, body, headers: MD5 };
}

const absent = [
  "policy",
  "tagging",
  "lifecycle",
  "encryption",
  "notification",
  "versioning",
  "object-lock",
  "replication",
  "acl",
  "cors",
  "website",
  "accelerate",
  "requestPayment",
  "logging",
  "policyStatus",
  "publicAccessBlock",
  "ownershipControls",
  "inventory",
  "metrics",
  "analytics",
  "intelligent-tiering",
];

const tagging: Step[] = [
  ...kept(
    "tags",
    "tagging",
    "<Tagging><TagSet><Tag><Key>a b</Key><Value>1 + 2 = 007</Value></Tag><Tag><Key>empty</Key><Value></Value></Tag></TagSet></Tagging>",
  ),
  refused(
    "a tag with an ampersand",
    "tagging",
    "<Tagging><TagSet><Tag><Key>a</Key><Value>1 &amp; 2</Value></Tag></TagSet></Tagging>",
  ),
  refused("the same tag twice", "tagging", TAGS("a", "a")),
  refused("51 tags", "tagging", TAGS(...Array.from({ length: 51 }, (_, index) => `k${index}`))),
  refused("an empty tag key", "tagging", TAGS("")),
  refused("tags that are no XML", "tagging", "garbage"),
  refused("tags with a wrong root", "tagging", "<Other/>"),
  { what: "tags: delete", method: "DELETE", query: "tagging" },
  { what: "tags: delete again", method: "DELETE", query: "tagging" },
];

const lifecycle: Step[] = [
  ...kept(
    "lifecycle",
    "lifecycle",
    RULE(
      "<ID>tmp</ID><Status>Enabled</Status><Filter><Prefix>tmp/</Prefix></Filter><Expiration><Days>1</Days></Expiration>",
    ),
  ),
  ...kept(
    "lifecycle with and",
    "lifecycle",
    RULE(
      "<ID>and</ID><Status>Disabled</Status><Filter><And><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></And></Filter><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>",
    ),
  ),
  ...kept(
    "lifecycle with a date and an unknown action",
    "lifecycle",
    RULE(
      "<ID>d</ID><Status>Enabled</Status><Filter></Filter><Expiration><Date>2040-01-31T00:00:00Z</Date></Expiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>3</DaysAfterInitiation></AbortIncompleteMultipartUpload>",
    ),
  ),
  ...kept(
    "lifecycle with a delete marker",
    "lifecycle",
    RULE(
      "<ID>m</ID><Status>Enabled</Status><Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
    ),
  ),
  ...kept(
    "lifecycle with an old prefix and no id",
    "lifecycle",
    RULE(
      "<Status>Enabled</Status><Prefix>old/</Prefix><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>",
    ),
  ),
  refused("lifecycle without a rule", "lifecycle", "<LifecycleConfiguration></LifecycleConfiguration>"),
  refused(
    "lifecycle without an action",
    "lifecycle",
    RULE("<ID>x</ID><Status>Enabled</Status><Filter></Filter>"),
  ),
  refused(
    "lifecycle with a wrong status",
    "lifecycle",
    RULE("<ID>x</ID><Status>On</Status><Filter></Filter><Expiration><Days>1</Days></Expiration>"),
  ),
  refused(
    "lifecycle with days and a date",
    "lifecycle",
    RULE(
      "<ID>x</ID><Status>Enabled</Status><Filter></Filter><Expiration><Days>1</Days><Date>2040-01-31T00:00:00Z</Date></Expiration>",
    ),
  ),
  refused(
    "lifecycle with no days",
    "lifecycle",
    RULE("<ID>x</ID><Status>Enabled</Status><Filter></Filter><Expiration><Days>0</Days></Expiration>"),
  ),
  refused(
    "lifecycle with a date at noon",
    "lifecycle",
    RULE(
      "<ID>x</ID><Status>Enabled</Status><Filter></Filter><Expiration><Date>2040-01-31T12:00:00Z</Date></Expiration>",
    ),
  ),
  refused(
    "lifecycle with an unknown tier",
    "lifecycle",
    RULE(
      "<ID>x</ID><Status>Enabled</Status><Filter></Filter><Transition><Days>1</Days><StorageClass>COLD</StorageClass></Transition>",
    ),
  ),
  refused(
    "lifecycle with the same id twice",
    "lifecycle",
    `<LifecycleConfiguration>${"<Rule><ID>x</ID><Status>Enabled</Status><Filter></Filter><Expiration><Days>1</Days></Expiration></Rule>".repeat(2)}</LifecycleConfiguration>`,
  ),
  refused("lifecycle that is no XML", "lifecycle", "garbage"),
  {
    what: "lifecycle without content-md5: refused",
    method: "PUT",
    query: "lifecycle",
    body: RULE("<ID>x</ID>"),
  },
  { what: "lifecycle: delete", method: "DELETE", query: "lifecycle" },
  { what: "lifecycle: delete again", method: "DELETE", query: "lifecycle" },
];

const encryption: Step[] = [
  ...kept("encryption", "encryption", ENCRYPTION("<SSEAlgorithm>AES256</SSEAlgorithm>")),
  ...kept(
    "encryption by key",
    "encryption",
    ENCRYPTION("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>main</KMSMasterKeyID>"),
  ),
  refused(
    "encryption with an unknown key",
    "encryption",
    ENCRYPTION("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>nobody</KMSMasterKeyID>"),
  ),
  refused(
    "encryption with an unknown algorithm",
    "encryption",
    ENCRYPTION("<SSEAlgorithm>rot13</SSEAlgorithm>"),
  ),
  refused("encryption by key without one", "encryption", ENCRYPTION("<SSEAlgorithm>aws:kms</SSEAlgorithm>")),
  refused(
    "encryption with a key it does not use",
    "encryption",
    ENCRYPTION("<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>main</KMSMasterKeyID>"),
  ),
  refused("encryption that is no XML", "encryption", "garbage"),
  refused(
    "encryption without a rule",
    "encryption",
    "<ServerSideEncryptionConfiguration></ServerSideEncryptionConfiguration>",
  ),
  { what: "encryption: delete", method: "DELETE", query: "encryption" },
  { what: "encryption: delete again", method: "DELETE", query: "encryption" },
];

const notification: Step[] = [
  ...kept(
    "notification",
    "notification",
    QUEUE(
      `${HOOK}<Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>a/</Value></FilterRule><FilterRule><Name>suffix</Name><Value>.x</Value></FilterRule></S3Key></Filter>`,
    ),
  ),
  ...kept(
    "notification with an id",
    "notification",
    QUEUE(`<Id>mine</Id>${HOOK}<Event>s3:ObjectCreated:Put</Event>`),
  ),
  refused(
    "notification to an unknown target",
    "notification",
    QUEUE("<Queue>arn:minio:sqs::NOBODY:webhook</Queue><Event>s3:ObjectCreated:*</Event>"),
  ),
  refused(
    "notification to what is no target",
    "notification",
    QUEUE("<Queue>nonsense</Queue><Event>s3:ObjectCreated:*</Event>"),
  ),
  refused("notification of an unknown event", "notification", QUEUE(`${HOOK}<Event>s3:Nothing</Event>`)),
  refused("notification without an event", "notification", QUEUE(HOOK)),
  refused(
    "notification with an unknown filter",
    "notification",
    QUEUE(
      `${HOOK}<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>middle</Name><Value>a</Value></FilterRule></S3Key></Filter>`,
    ),
  ),
  refused(
    "notification to a topic",
    "notification",
    "<NotificationConfiguration><TopicConfiguration><Topic>arn:aws:sns:us-east-1:1:t</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>",
  ),
  refused("notification that is no XML", "notification", "garbage"),
  ...kept("no notification", "notification", "<NotificationConfiguration/>"),
];

const versioning: Step[] = [
  ...kept("versioning", "versioning", VERSIONING("<Status>Enabled</Status>")),
  ...kept(
    "versioning with exclusions",
    "versioning",
    VERSIONING(
      "<Status>Enabled</Status><ExcludeFolders>true</ExcludeFolders><ExcludedPrefixes><Prefix>tmp/*</Prefix></ExcludedPrefixes>",
    ),
  ),
  ...kept("versioning suspended", "versioning", VERSIONING("<Status>Suspended</Status>")),
  refused("versioning with an unknown status", "versioning", VERSIONING("<Status>Off</Status>")),
  refused(
    "versioning suspended with exclusions",
    "versioning",
    VERSIONING("<Status>Suspended</Status><ExcludedPrefixes><Prefix>tmp/</Prefix></ExcludedPrefixes>"),
  ),
  refused("versioning that is no XML", "versioning", "garbage"),
  refused(
    "versioning of 11 exclusions",
    "versioning",
    VERSIONING(
      `<Status>Enabled</Status>${"<ExcludedPrefixes><Prefix>t/</Prefix></ExcludedPrefixes>".repeat(11)}`,
    ),
  ),
  refused(
    "versioning suspended under object lock",
    "versioning",
    VERSIONING("<Status>Suspended</Status>"),
    "/{locked}",
  ),
  { what: "versioning of a locked bucket", method: "GET", path: "/{locked}", query: "versioning" },
];

const lock: Step[] = [
  { what: "object lock as created", method: "GET", path: "/{locked}", query: "object-lock" },
  ...kept(
    "object lock with days",
    "object-lock",
    RETENTION("<Mode>GOVERNANCE</Mode><Days>2</Days>"),
    "/{locked}",
  ),
  ...kept(
    "object lock with years",
    "object-lock",
    RETENTION("<Mode>COMPLIANCE</Mode><Years>1</Years>"),
    "/{locked}",
  ),
  ...kept("object lock without a rule", "object-lock", LOCK(""), "/{locked}"),
  refused(
    "object lock with days and years",
    "object-lock",
    RETENTION("<Mode>GOVERNANCE</Mode><Days>2</Days><Years>1</Years>"),
    "/{locked}",
  ),
  refused("object lock with no time", "object-lock", RETENTION("<Mode>GOVERNANCE</Mode>"), "/{locked}"),
  refused(
    "object lock with zero days",
    "object-lock",
    RETENTION("<Mode>GOVERNANCE</Mode><Days>0</Days>"),
    "/{locked}",
  ),
  refused(
    "object lock with an unknown mode",
    "object-lock",
    RETENTION("<Mode>MAYBE</Mode><Days>1</Days>"),
    "/{locked}",
  ),
  refused("object lock on a bucket without", "object-lock", LOCK("")),
  refused("object lock that is no XML", "object-lock", "garbage", "/{locked}"),
];

// MinIO does not know the subresource, and takes the request for one on the bucket itself: it would create or delete it.
const taken = {
  why: "MinIO takes it for a request on the bucket itself",
  status: 501,
  code: "NotImplemented",
};

const unsupported: Step[] = [
  { what: "cors: write", method: "PUT", query: "cors", body: "<X/>" },
  { what: "cors: delete", method: "DELETE", query: "cors" },
  { what: "website: delete", method: "DELETE", query: "website" },
  ...["website", "logging", "publicAccessBlock", "inventory", "intelligent-tiering"].map((query): Step => ({
    what: `${query}: write`,
    method: "PUT",
    path: "/{unsupported}",
    query,
    body: "<X/>",
    differs: taken,
  })),
  ...["accelerate", "acl", "ownershipControls", "metrics", "analytics"].map((query): Step => ({
    what: `${query}: delete`,
    method: "DELETE",
    path: "/{unsupported}",
    query,
    differs: taken,
  })),
  { what: "acl: write", method: "PUT", query: "acl", headers: { "x-amz-acl": "private" }, ignore: PLAIN },
  { what: "acl: write another", method: "PUT", query: "acl", headers: { "x-amz-acl": "public-read" } },
  { what: "acl: write without a header or body", method: "PUT", query: "acl" },
];

export const configSteps: Step[] = [
  ...absent.map((query): Step => ({
    what: `nothing set: ${query}`,
    method: "GET",
    query,
    ...(query === "acl" ? { ignore: PLAIN } : {}),
  })),
  ...tagging,
  ...lifecycle,
  ...encryption,
  ...notification,
  ...versioning,
  ...lock,
  ...unsupported,
  { what: "replication: delete", method: "DELETE", query: "replication" },
  {
    what: "replication: write",
    method: "PUT",
    query: "replication",
    body: "<ReplicationConfiguration/>",
    differs: { why: "replication is not simulated", status: 501, code: "NotImplemented" },
  },
];
