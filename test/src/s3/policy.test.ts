import { expect, test } from "bun:test";
import {
  normalPolicy,
  type PolicyDocument,
  publicReadPolicy,
  type PolicyStatement,
} from "../../../src/s3/policy.ts";

const read: PolicyStatement = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::a/*",
};
const deny: PolicyStatement = {
  Effect: "Deny",
  Principal: { AWS: ["x", "y"] },
  Action: ["s3:PutObject", "s3:GetObject"],
  Resource: ["r"],
};
const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

test.each<[string, PolicyDocument, PolicyDocument]>([
  ["the order of statements", document(read, deny), document(deny, read)],
  ["a single statement", document(read), { Statement: read }],
  ["the default version", document(read), { Statement: [read] }],
  ["the Id", document(read), { ...document(read), Id: "x" }],
  ["* and AWS *", document(read), document({ ...read, Principal: { AWS: ["*"] } })],
  [
    "a string and a list of one",
    document(read),
    document({ ...read, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] }),
  ],
  ["the order of actions", document(deny), document({ ...deny, Action: ["s3:GetObject", "s3:PutObject"] })],
  ["the order of principals", document(deny), document({ ...deny, Principal: { AWS: ["y", "x"] } })],
  ["repeated actions", document(read), document({ ...read, Action: ["s3:GetObject", "s3:GetObject"] })],
  ["an empty Sid", document(read), document({ ...read, Sid: "" })],
  [
    "values of conditions",
    document({
      ...read,
      Condition: { Bool: { "aws:SecureTransport": true }, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    }),
    document({
      ...read,
      Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] }, Bool: { "aws:SecureTransport": ["true"] } },
    }),
  ],
])("%s: no difference", (_what, a, b) => {
  expect(normalPolicy(a)).toEqual(normalPolicy(b));
});

test.each<[string, PolicyStatement]>([
  ["effect", { ...read, Effect: "Deny" }],
  ["principal", { ...read, Principal: { AWS: "x" } }],
  ["an action more", { ...read, Action: ["s3:GetObject", "s3:ListBucket"] }],
  ["NotAction", { Effect: "Allow", Principal: "*", NotAction: "s3:GetObject", Resource: "arn:aws:s3:::a/*" }],
  ["resource", { ...read, Resource: "arn:aws:s3:::b/*" }],
  ["condition", { ...read, Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ["Sid", { ...read, Sid: "x" }],
])("%s: a difference", (_what, other) => {
  expect(normalPolicy(document(other))).not.toEqual(normalPolicy(document(read)));
});

test("public read lets everyone read, and nobody list", () => {
  expect(normalPolicy(publicReadPolicy("a"))).toEqual(normalPolicy(document(read)));
});
