/** The rules for bucket names, checked before any request. Pure. */

import { ProviderError } from "../errors.ts";

/** How messages name a bucket. */
export function bucketTitle(name: string): string {
  return `Bucket ${name}`;
}

const RULES: readonly { broken: (name: string) => boolean; rule: string }[] = [
  { broken: (name) => name.length < 3 || name.length > 63, rule: "has 3 to 63 characters" },
  {
    broken: (name) => /[^a-z0-9.-]/.test(name),
    rule: "holds only lower-case letters, digits, dots and hyphens",
  },
  { broken: (name) => !/^[a-z0-9].*[a-z0-9]$/.test(name), rule: "begins and ends with a letter or digit" },
  { broken: (name) => /\.\.|\.-|-\./.test(name), rule: "has no dot beside another dot or a hyphen" },
  { broken: (name) => /^\d+\.\d+\.\d+\.\d+$/.test(name), rule: "is not an IP address" },
  {
    broken: (name) => /^(xn--|sthree-|amzn-s3-demo-)/.test(name),
    rule: "does not begin with a reserved prefix",
  },
  {
    broken: (name) => /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name),
    rule: "does not end with a reserved suffix",
  },
];

/**
 * Refuses a name that no S3 server accepts.
 * @throws {ProviderError} `usage`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function checkBucketName(name: string): void {
  const broken = RULES.find((row) => row.broken(name));
  if (broken === undefined) return;
  throw new ProviderError("usage", `this is not a valid bucket name: a valid one ${broken.rule}`, {
    object: bucketTitle(name),
    advice: "Set `name` to a valid one.",
  });
}
