/** What a bucket's policy allows to whom has no keys. Pure. */

import { hold, type ConditionValues } from "./policy-conditions.ts";
import type { Policy, Statement } from "./policy-document.ts";
import type { S3Request } from "./request.ts";
import { wildcard } from "./wildcard.ts";

/** What somebody wants to do. */
export interface Wish {
  /** `s3:GetObject` */
  action: string;
  /** `bucket` or `bucket/key` */
  resource: string;
  values: ConditionValues;
}

/** Whether the policy allows it: a statement does, and none denies it. */
export function isAllowed(policy: Policy | undefined, wish: Wish): boolean {
  const statements = policy?.Statement ?? [];
  const apply = (effect: Statement["Effect"]): boolean =>
    statements.some((statement) => statement.Effect === effect && isAbout(statement, wish));
  return !apply("Deny") && apply("Allow");
}

function isAbout(statement: Statement, { action, resource, values }: Wish): boolean {
  const { Principal, Action, Resource, NotResource } = statement;
  const arn = `arn:aws:s3:::${resource}`;
  return (
    Principal.AWS.includes("*") &&
    matches(Action, action) &&
    (NotResource === undefined ? matches(Resource, arn) : !matches(NotResource, arn)) &&
    hold(statement.Condition, values)
  );
}

function matches(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => wildcard(pattern).test(text));
}

// The server listens on the machine itself only.
const SOURCE = "127.0.0.1";

function named(name: string, value: string | null): ConditionValues {
  return value === null ? {} : { [name]: [value] };
}

/** What conditions can ask about a request without keys, in lower case. */
export function conditionValues({ query, headers }: S3Request, now: number): ConditionValues {
  const listing = ["prefix", "delimiter", "max-keys", "versionid"].map((name) =>
    named(`s3:${name}`, query.get(name === "versionid" ? "versionId" : name)),
  );
  const own = [...headers]
    .filter(([name]) => name.startsWith("x-amz-"))
    .map(([name, value]) => named(`s3:${name}`, value));
  return Object.assign(
    {
      "aws:sourceip": [SOURCE],
      "aws:securetransport": ["false"],
      "aws:currenttime": [new Date(now).toISOString()],
      "aws:epochtime": [String(Math.floor(now / 1_000))],
      "aws:principaltype": ["Anonymous"],
    },
    named("aws:referer", headers.get("referer")),
    named("aws:useragent", headers.get("user-agent")),
    ...listing,
    ...own,
  ) as ConditionValues;
}
