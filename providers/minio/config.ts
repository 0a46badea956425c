/** From what a user says about a bucket to what the server should have. Pure. */

import { ProviderError } from "../../src/errors.ts";
import type { BucketConfig, Encryption, ObjectLock, Versioning } from "../../src/s3/features.ts";
import { bucketTitle, checkBucketName } from "../../src/s3/names.ts";
import { type PolicyDocument, publicReadPolicy } from "../../src/s3/policy.ts";
import type { BucketProps } from "./bucket-props.ts";

/**
 * Translates the props into the features that the server should have.
 * @throws {ProviderError} `usage` for a bad name and for props that contradict each other, before any request
 */
export function bucketConfig(name: string, props: BucketProps): BucketConfig {
  checkBucketName(name);
  const contradiction = CONTRADICTIONS.find(({ applies }) => applies(props));
  if (contradiction !== undefined)
    throw new ProviderError("usage", contradiction.what, { object: bucketTitle(name) });
  const wanted: { [F in keyof BucketConfig]: BucketConfig[F] | undefined } = {
    versioning: versioning(props),
    objectLock: objectLock(props),
    policy: policy(name, props),
    tags: props.tags,
    lifecycle: props.lifecycle,
    encryption: encryption(props),
    notification: props.notification,
  };
  // What state holds of it and the handler reads: nothing `undefined`, at any depth.
  return JSON.parse(JSON.stringify(wanted)) as BucketConfig;
}

const CONTRADICTIONS: readonly { applies: (props: BucketProps) => boolean; what: string }[] = [
  {
    applies: ({ publicRead, policy }) => publicRead !== undefined && policy !== undefined,
    what: "set either `publicRead` or `policy`, not both",
  },
  {
    applies: ({ versioning, objectLock }) =>
      versioning === false && objectLock !== undefined && objectLock !== false,
    what: "object lock needs versioning, but `versioning` is false",
  },
  {
    applies: ({ tags }) => Object.keys(tags ?? {}).length > 50,
    what: "a bucket can have at most 50 tags",
  },
  {
    applies: ({ lifecycle }) =>
      new Set(lifecycle?.map(({ id }) => id ?? {})).size !== (lifecycle?.length ?? 0),
    what: "two lifecycle rules have the same id",
  },
];

function versioning({ versioning }: BucketProps): Versioning | undefined {
  return typeof versioning === "object" ? { enabled: true, ...versioning } : enabled(versioning);
}

function objectLock({ objectLock }: BucketProps): ObjectLock | undefined {
  return typeof objectLock === "object" ? { enabled: true, retention: objectLock } : enabled(objectLock);
}

function enabled(value: boolean | undefined): { enabled: boolean } | undefined {
  return value === undefined ? undefined : { enabled: value };
}

function policy(name: string, { publicRead, policy }: BucketProps): PolicyDocument | null | undefined {
  if (publicRead === undefined) return policy;
  return publicRead ? publicReadPolicy(name) : null;
}

function encryption({ encryption }: BucketProps): Encryption | null | undefined {
  if (encryption === undefined) return undefined;
  if (encryption === false) return null;
  return encryption === true ? { algorithm: "AES256" } : { algorithm: "aws:kms", keyId: encryption.kmsKeyId };
}
