/** Options of the app. They need no secret but MinIO's keys, so that destroying works without the rest. */

import type { AlchemyOptions } from "alchemy";
import { type Env, environmentOf, givenVariables, namespaceOf } from "./config.ts";

/** How the app runs, from the environment variables. */
export function appOptions(env: Env): AlchemyOptions {
  const given = givenVariables(env);
  const { MINIO_ACCESS_KEY: accessKey, MINIO_SECRET_KEY: secretKey } = {
    ...environmentOf(env).defaults(given),
    ...given,
  };
  return {
    destroyStrategy: env["ORIGAN_DESTROY"] === "sequential" ? "sequential" : "parallel",
    kubernetes: { namespace: namespaceOf(env) },
    minio: {
      ...(accessKey !== undefined && { accessKey }),
      ...(secretKey !== undefined && { secretKey }),
    },
  };
}
