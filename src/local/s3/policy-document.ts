/** Bucket policies as documents: checked, and brought into the form in which they are kept. Pure. */

import { S3Refusal } from "./errors.ts";
import { isConditionKey, isConditionOperator } from "./policy-conditions.ts";
import { wildcard } from "./wildcard.ts";

/** One statement in normal form. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal: { AWS: string[] };
  Action: string[];
  /** Empty when the statement is about everything but `NotResource`. */
  Resource: string[];
  NotResource?: string[];
  /** Operator → key → values. */
  Condition?: Record<string, Record<string, string[]>>;
}

/** A policy in normal form. */
export interface Policy {
  ID?: string;
  Version: string;
  Statement: Statement[];
}

function malformed(message: string): S3Refusal {
  return new S3Refusal("MalformedPolicy", { message });
}

/**
 * Reads a policy that a client wrote. Elements that MinIO does not know (`NotPrincipal`, `NotAction`) count as missing.
 * @returns its normal form
 * @throws {S3Refusal} `MalformedPolicy`
 */
export function readPolicy(text: string, bucket: string): Policy {
  const document = objectOf(parseJson(text), "value of type policy.subPolicy");
  const { Version: version = "", Statement: statements = [], ID: id = document["Id"] } = document;
  if (!Array.isArray(statements)) objectOf([], STATEMENT, typeof statements);
  const list = (statements as unknown[]).map((statement) =>
    readStatement(objectOf(statement, "value of type policy.BPStatement"), bucket),
  );
  if (version !== "" && version !== "2012-10-17") throw malformed(`invalid version '${String(version)}'`);
  if (version === "") throw malformed("The policy must contain a valid version string");
  const texts = list.map((statement) => JSON.stringify(statement));
  return {
    ...(typeof id === "string" && id !== "" ? { ID: id } : {}),
    Version: version,
    Statement: list.filter((_, index) => texts.indexOf(texts[index] ?? "") === index),
  };
}

const STATEMENT = "struct field subPolicy.Statement of type []policy.BPStatement";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const first = text.trimStart()[0];
    if (first === undefined) throw malformed("EOF");
    throw malformed(
      first === "{" ? "unexpected EOF" : `invalid character '${first}' looking for beginning of value`,
    );
  }
}

function objectOf(value: unknown, place: string, kind?: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw malformed(
    `json: cannot unmarshal ${kind ?? (Array.isArray(value) ? "array" : typeof value)} into Go ${place}`,
  );
}

function readStatement(given: Record<string, unknown>, bucket: string): Statement {
  const { Sid: sid, Effect: effect, NotResource: elsewhere } = given;
  if (effect !== "Allow" && effect !== "Deny")
    throw malformed(`invalid Effect ${typeof effect === "string" ? effect : ""}`);
  const statement: Statement = {
    ...(typeof sid === "string" && sid !== "" ? { Sid: sid } : {}),
    Effect: effect,
    Principal: principals(given["Principal"]),
    Action: stringsOf(given["Action"]),
    Resource: stringsOf(given["Resource"]),
    ...(elsewhere === undefined ? {} : { NotResource: stringsOf(elsewhere) }),
    ...conditions(given["Condition"]),
  };
  refuseStatement(statement, bucket);
  return statement;
}

function principals(value: unknown): { AWS: string[] } {
  if (value === "*") return { AWS: ["*"] };
  const { AWS: accounts } = typeof value === "object" && value !== null ? (value as { AWS?: unknown }) : {};
  const names = stringsOf(accounts);
  if (names.length === 0) throw malformed("invalid Principal {[]}");
  return { AWS: names };
}

function stringsOf(value: unknown): string[] {
  const values: unknown[] = value === undefined ? [] : [value].flat();
  return [...new Set(values.map(String))];
}

function conditions(value: unknown): Partial<Statement> {
  if (value === undefined) return {};
  const operators = Object.entries(objectOf(value, "value")).map(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw malformed(`invalid condition name '${operator}'`);
    const entries = Object.entries(objectOf(keys, "value")).map(([key, values]) => {
      if (!isConditionKey(key)) throw malformed(`invalid condition key '${key}'`);
      return [key, stringsOf(values)] as const;
    });
    return [operator, Object.fromEntries(entries)] as const;
  });
  return operators.length === 0 ? {} : { Condition: Object.fromEntries(operators) };
}

const ARN = "arn:aws:s3:::";

function refuseStatement(
  { Action, Resource, NotResource = [], Condition = {} }: Statement,
  bucket: string,
): void {
  if (Action.length === 0) throw malformed("empty actions not allowed");
  if (Resource.length + NotResource.length === 0) throw malformed("Resource must not be empty");
  for (const place of [...Resource, ...NotResource]) {
    if (!place.startsWith(ARN)) throw malformed(`invalid resource '${place}'`);
    if (!matchesBucket(place.slice(ARN.length), bucket)) throw malformed("bucket name does not match");
  }
  for (const action of Action) {
    const needsKey = isObjectAction(action);
    const fits = Resource.some((place) => place.includes("/") === needsKey);
    if (Resource.length > 0 && !fits && !action.includes("*"))
      throw malformed(`unsupported Resource found [${Resource.join(" ")}] for action ${action}`);
    refuseKeys(action, Object.values(Condition).flatMap(Object.keys));
  }
}

const LISTING_KEYS = ["s3:prefix", "s3:delimiter", "s3:max-keys"];

function refuseKeys(action: string, keys: readonly string[]): void {
  const unfit = keys.filter((key) => LISTING_KEYS.includes(key));
  if (unfit.length > 0 && !/^s3:(\*|ListBucket(Versions)?)$/.test(action))
    throw malformed(`unsupported condition keys '[${unfit.join(" ")}]' used for action '${action}'`);
}

function matchesBucket(resource: string, bucket: string): boolean {
  const [name = ""] = resource.split("/");
  return wildcard(name).test(bucket);
}

const OBJECT_ACTION =
  /^s3:(\*|(Abort|List)MultipartUpload(Parts)?|BypassGovernanceRetention|(Get|Put|Delete|Restore|Replicate|Select)?Object\w*|(Get|Put|Delete)Object\w*|RestoreObject|Replicate(Delete|Object|Tags)|ForceDeleteObject)$/;

/** Whether the action is on objects, and not on their bucket. */
export function isObjectAction(action: string): boolean {
  return OBJECT_ACTION.test(action) && action !== "s3:ListBucketMultipartUploads";
}
