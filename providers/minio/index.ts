export * from "./bucket.ts";
export * from "./bucket-props.ts";
export * from "./options.ts";
export type { Retention, Versioning } from "../../src/s3/features.ts";
export type { LifecycleFilter, LifecycleRule } from "../../src/s3/lifecycle-rules.ts";
export type { NotificationTarget } from "../../src/s3/notification.ts";
export type { PolicyDocument, PolicyPrincipal, PolicyStatement } from "../../src/s3/policy.ts";
