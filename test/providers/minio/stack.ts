/** A program that deploys the buckets named in the environment variable STACK, as a user's would. */

import alchemy from "alchemy";
import { Bucket, type BucketProps } from "../../../providers/minio/index.ts";

export interface Stack {
  /** Options of `alchemy(…)`. */
  app?: Record<string, unknown>;
  buckets?: Record<string, BucketProps>;
  /** Buckets whose errors the program catches. */
  caught?: Record<string, BucketProps>;
  /** End before `finalize`, as a crash would. */
  unfinished?: boolean;
  /** Values of these props are taken from the environment and marked as secrets. */
  secrets?: Record<string, Partial<Record<"accessKey" | "secretKey", string>>>;
}

const stack = JSON.parse(process.env["STACK"] ?? "{}") as Stack;
const app = await alchemy("shop", { stage: "test", ...stack.app });
const outputs: Record<string, unknown> = {};
for (const [id, props] of Object.entries(stack.buckets ?? {})) {
  const secrets = Object.entries(stack.secrets?.[id] ?? {}).map(([prop, name]) => [
    prop,
    alchemy.secret(process.env[name]),
  ]);
  outputs[id] = await Bucket(id, { ...props, ...Object.fromEntries(secrets) });
}
const caught = Object.entries(stack.caught ?? {}).map(([id, props]) => Bucket(id, props));
await Promise.allSettled(caught);
if (stack.unfinished === true) process.exit(0);
await app.finalize();
console.log(`OUTPUTS ${JSON.stringify(outputs)}`);
