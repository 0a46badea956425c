/** Bucket policies, compared by what they mean. Pure. */

/** Who a statement is about: everyone, or principals by kind. */
export type PolicyPrincipal = "*" | Record<string, string | string[]>;

/** One statement of a policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html */
export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: PolicyPrincipal;
  NotPrincipal?: PolicyPrincipal;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  /** Operator → key → values. */
  Condition?: Record<string, Record<string, string | number | boolean | (string | number | boolean)[]>>;
}

/** A bucket policy as S3 writes it. @see https://min.io/docs/minio/linux/administration/identity-access-management/policy-based-access-control.html */
export interface PolicyDocument {
  /** @default "2012-10-17" */
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

const VERSION = "2012-10-17";

/** The policy that lets everyone read objects of the bucket by key; it does not let anyone list them. */
export function publicReadPolicy(bucket: string): PolicyDocument {
  return {
    Version: VERSION,
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: ["*"] },
        Action: ["s3:GetObject"],
        Resource: [`arn:aws:s3:::${bucket}/*`],
      },
    ],
  };
}

/**
 * One form for all spellings of a policy: statements, actions, resources and principals are sets, a single value is a set
 * of one, `"*"` is `{ AWS: ["*"] }`. `Id` is a comment, and MinIO does not keep it.
 */
export function normalPolicy(policy: PolicyDocument): unknown {
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  return { version: policy.Version ?? VERSION, statements: statements.map(normalStatement).sort() };
}

/** The document to send. */
export function writePolicy(policy: PolicyDocument): string {
  return JSON.stringify({ Version: VERSION, ...policy });
}

const SETS = ["Action", "NotAction", "Resource", "NotResource"] as const;
const PRINCIPALS = ["Principal", "NotPrincipal"] as const;

// Statements become strings, so that they can be sorted.
function normalStatement(statement: PolicyStatement): string {
  const normal: [string, unknown][] = [
    ["Sid", statement.Sid ?? ""],
    ["Effect", statement.Effect],
  ];
  for (const name of PRINCIPALS) {
    const principal = statement[name];
    if (principal !== undefined)
      normal.push([name, normalSets(principal === "*" ? { AWS: "*" } : principal)]);
  }
  for (const name of SETS) if (statement[name] !== undefined) normal.push([name, normalSet(statement[name])]);
  const condition = Object.entries(statement.Condition ?? {}).sort(byName);
  if (condition.length > 0)
    normal.push(["Condition", condition.map(([operator, keys]) => [operator, normalSets(keys)])]);
  return JSON.stringify(normal);
}

type Values = string | number | boolean | (string | number | boolean)[];

function normalSets(sets: Record<string, Values>): [string, string[]][] {
  return Object.entries(sets)
    .sort(byName)
    .map(([name, values]) => [name, normalSet(values)]);
}

function normalSet(values: Values): string[] {
  return [...new Set([values].flat().map(String))].sort();
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
