/** Options of the app. They need no secret but MinIO's keys, so that destroying works without the rest. */

import type { AlchemyOptions } from "alchemy";
import { type Env, environmentOf, givenVariables, namespaceOf } from "./config.ts";

/**
 * How the app runs.
 * @param env environment variables
 * @param args of the command line; on the embedded cluster the app has a stage of its own, so that it never meets real objects
 */
export function appOptions(env: Env, args: readonly string[] = []): AlchemyOptions {
  const given = givenVariables(env);
  const local = args.includes("--local") || args.includes("--dev");
  const { MINIO_ACCESS_KEY: accessKey, MINIO_SECRET_KEY: secretKey } = {
    ...environmentOf(env).defaults(given),
    ...given,
  };
  return {
    ...(local && !args.includes("--stage") && { stage: "local" }),
    destroyStrategy: env["ORIGAN_DESTROY"] === "sequential" ? "sequential" : "parallel",
    kubernetes: { namespace: namespaceOf(env) },
    minio: {
      ...(accessKey !== undefined && { accessKey }),
      ...(secretKey !== undefined && { secretKey }),
    },
  };
}
