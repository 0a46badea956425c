/** The features of a bucket, one row each: where they are read and written, and when two settings mean the same. Pure. */

import { type LifecycleRule, normalLifecycle, readLifecycle, writeLifecycle } from "./lifecycle-rules.ts";
import {
  type NotificationTarget,
  normalNotification,
  readNotification,
  writeNotification,
} from "./notification.ts";
import { type PolicyDocument, normalPolicy, writePolicy } from "./policy.ts";
import { childrenOf, childAt, numberAt, parseXml, textAt, writeXml } from "./xml.ts";

/** Whether overwritten and deleted objects are kept as versions. */
export interface Versioning {
  enabled: boolean;
  /** At most 10 prefixes whose objects get no versions; a `*` matches any text. MinIO only. */
  excludedPrefixes?: string[];
  /** Give folders (keys that end with `/`) no versions. MinIO only. @default false */
  excludeFolders?: boolean;
}

/** How long a new object is locked when its upload does not say. */
export type Retention =
  | { mode: "GOVERNANCE" | "COMPLIANCE"; days: number; years?: never }
  | { mode: "GOVERNANCE" | "COMPLIANCE"; years: number; days?: never };

/** Whether objects can be locked against deletion; can only be switched on when the bucket is created. */
export interface ObjectLock {
  enabled: boolean;
  retention?: Retention;
}

/** Encryption of new objects: with the server's key (`AES256`), or with a key of its KMS. */
export interface Encryption {
  algorithm: "AES256" | "aws:kms";
  /** @default the server's default key */
  keyId?: string;
}

/** What a bucket should be like. A feature that is left out is not looked at; `null` and empty values mean: none. */
export interface BucketConfig {
  versioning?: Versioning;
  objectLock?: ObjectLock;
  policy?: PolicyDocument | null;
  tags?: Record<string, string>;
  lifecycle?: LifecycleRule[];
  encryption?: Encryption | null;
  notification?: NotificationTarget[];
}

/** What can be wanted of each feature. */
export type Wants = Required<BucketConfig>;

/** The name of a feature. */
export type FeatureName = keyof Wants;

/** How one feature is read, compared and written. */
export interface Feature<Want> {
  /** The subresource of the bucket that holds it. */
  query: string;
  /** Permissions of reading, writing and removing. */
  actions: { read: string; write: string; remove: string };
  /** Error codes that mean: not set. */
  absent: readonly string[];
  /** The setting that undoes the feature. */
  none: Want;
  /** One form for all settings that mean the same. */
  normal: (want: Want) => unknown;
  /** The normal form of what the server answered; `undefined` when it has none. */
  read: (document: string | undefined) => unknown;
  /** The document to send; `undefined` removes the feature. */
  write: (want: Want) => string | undefined;
}

type Features = { readonly [F in FeatureName]: Feature<Wants[F]> };

/** Every feature, in the order of writing: rules about versions, and object lock, need versioning. */
export const FEATURES: Features = {
  versioning: {
    query: "versioning",
    actions: actions("BucketVersioning"),
    absent: [],
    none: { enabled: false },
    normal: normalVersioning,
    read: (document) => normalVersioning(readVersioning(document)),
    write: writeVersioning,
  },
  objectLock: {
    query: "object-lock",
    actions: actions("BucketObjectLockConfiguration"),
    absent: ["ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"],
    none: { enabled: false },
    normal: ({ enabled, retention }) => normalLock({ enabled, ...(enabled ? { retention } : {}) }),
    read: (document) => normalLock(readLock(document)),
    write: ({ retention }) => writeLock(retention),
  },
  policy: {
    query: "policy",
    actions: { ...actions("BucketPolicy"), remove: "s3:DeleteBucketPolicy" },
    absent: ["NoSuchBucketPolicy"],
    none: null,
    normal: (policy) => (policy === null ? null : normalPolicy(policy)),
    read: (document) =>
      document === undefined ? null : normalPolicy(JSON.parse(document) as PolicyDocument),
    write: (policy) => (policy === null ? undefined : writePolicy(policy)),
  },
  tags: {
    query: "tagging",
    actions: actions("BucketTagging"),
    absent: ["NoSuchTagSet", "NoSuchTagSetError"],
    none: {},
    normal: (tags) => ({ ...tags }),
    read: readTags,
    write: writeTags,
  },
  lifecycle: {
    query: "lifecycle",
    actions: actions("LifecycleConfiguration"),
    absent: ["NoSuchLifecycleConfiguration"],
    none: [],
    normal: normalLifecycle,
    read: (document) => (document === undefined ? [] : readLifecycle(document)),
    write: (rules) => (rules.length === 0 ? undefined : writeLifecycle(normalLifecycle(rules))),
  },
  encryption: {
    query: "encryption",
    actions: actions("EncryptionConfiguration"),
    absent: ["ServerSideEncryptionConfigurationNotFoundError"],
    none: null,
    normal: (encryption) =>
      encryption && { algorithm: encryption.algorithm, keyId: encryption.keyId ?? null },
    read: readEncryption,
    write: writeEncryption,
  },
  notification: {
    query: "notification",
    actions: actions("BucketNotification"),
    absent: [],
    none: [],
    normal: normalNotification,
    read: (document) => (document === undefined ? [] : readNotification(document)),
    write: writeNotification,
  },
};

/** The names of all features, in the order of writing. */
export const FEATURE_NAMES = Object.keys(FEATURES) as FeatureName[];

function actions(name: string): Feature<never>["actions"] {
  return { read: `s3:Get${name}`, write: `s3:Put${name}`, remove: `s3:Put${name}` };
}

// "Never enabled" and "suspended" are both off: S3 knows no way back to the former.
function normalVersioning({ enabled, excludedPrefixes = [], excludeFolders = false }: Versioning): unknown {
  return enabled ? { enabled, excludedPrefixes: [...excludedPrefixes].sort(), excludeFolders } : { enabled };
}

function readVersioning(document: string | undefined): Versioning {
  const root = parseXml(document ?? "");
  return {
    enabled: textAt(root, "Status") === "Enabled",
    excludedPrefixes: childrenOf(root, "ExcludedPrefixes").map(
      (excluded) => textAt(excluded, "Prefix") ?? "",
    ),
    excludeFolders: textAt(root, "ExcludeFolders") === "true",
  };
}

function writeVersioning({ enabled, excludedPrefixes, excludeFolders }: Versioning): string {
  if (!enabled) return writeXml("VersioningConfiguration", { Status: "Suspended" });
  return writeXml("VersioningConfiguration", {
    Status: "Enabled",
    ExcludeFolders: excludeFolders || undefined,
    ExcludedPrefixes: excludedPrefixes?.map((Prefix) => ({ Prefix })),
  });
}

function normalLock({ enabled, retention }: ObjectLock): unknown {
  const { mode, days = null, years = null } = retention ?? { mode: null };
  return { enabled, mode, days, years };
}

function readLock(document: string | undefined): ObjectLock {
  const root = parseXml(document ?? "");
  const retention = childAt(root, "Rule", "DefaultRetention");
  const enabled = textAt(root, "ObjectLockEnabled") === "Enabled";
  const mode = textAt(retention, "Mode") === "COMPLIANCE" ? "COMPLIANCE" : "GOVERNANCE";
  const days = numberAt(retention, "Days");
  const years = numberAt(retention, "Years");
  if (days !== undefined) return { enabled, retention: { mode, days } };
  return years === undefined ? { enabled } : { enabled, retention: { mode, years } };
}

function writeLock(retention: Retention | undefined): string {
  const DefaultRetention = retention && {
    Mode: retention.mode,
    Days: retention.days,
    Years: retention.years,
  };
  return writeXml("ObjectLockConfiguration", {
    ObjectLockEnabled: "Enabled",
    Rule: DefaultRetention && { DefaultRetention },
  });
}

function readTags(document: string | undefined): Record<string, string> {
  const tags = childrenOf(childAt(parseXml(document ?? ""), "TagSet"), "Tag");
  return Object.fromEntries(tags.map((tag) => [textAt(tag, "Key") ?? "", textAt(tag, "Value") ?? ""]));
}

function writeTags(tags: Record<string, string>): string | undefined {
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return Tag.length === 0 ? undefined : writeXml("Tagging", { TagSet: { Tag } });
}

function readEncryption(document: string | undefined): unknown {
  const rule = childAt(parseXml(document ?? ""), "Rule", "ApplyServerSideEncryptionByDefault");
  const algorithm = textAt(rule, "SSEAlgorithm");
  if (algorithm === undefined) return null;
  return { algorithm, keyId: textAt(rule, "KMSMasterKeyID")?.replace(/^arn:aws:kms:/, "") ?? null };
}

function writeEncryption(encryption: Encryption | null): string | undefined {
  if (encryption === null) return undefined;
  const ApplyServerSideEncryptionByDefault = {
    SSEAlgorithm: encryption.algorithm,
    KMSMasterKeyID: encryption.keyId,
  };
  return writeXml("ServerSideEncryptionConfiguration", { Rule: { ApplyServerSideEncryptionByDefault } });
}
