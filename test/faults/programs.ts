/** The programs under faults. */

import { join } from "node:path";
import { makeForeign, traces } from "./world.ts";
import { environmentOf, type Settings } from "./settings.ts";

/** A program, and the same one after its author changed it. */
export interface Program {
  /** Path of the program. */
  path: string;
  /** Variables of its own. */
  env(settings: Settings): Record<string, string>;
  /** Makes what must exist before. @param name of the case */
  before(name: string): Promise<void>;
  /** What must be true after destroy, beside that nothing is left. @returns what is wrong */
  after(name: string): Promise<string[]>;
  /** Answers that never come do not hold it up for a minute. */
  impatient: boolean;
}

const EVERYTHING: Program = {
  path: join(import.meta.dir, "stacks/everything.ts"),
  env: environmentOf,
  before: makeForeign,
  after: traces,
  impatient: true,
};

const ORIGAN: Program = {
  path: join(import.meta.dir, "../../alchemy.run.ts"),
  // In development it has a fixed node port: then there can be only one.
  env: ({ name, version }) => ({
    APP_ENV: "production",
    BASE_DOMAIN: "origan.example",
    ORIGAN_DEPLOY_DOMAIN: "app.origan.example",
    ORIGAN_NAMESPACE: name,
    ORIGAN_BUCKET: name,
    ORIGAN_DESTROY: "parallel",
    ORIGAN_IMAGE_TAG: version === 1 ? "1.4.2" : "2.0.0",
    BUCKET_ACCESS_KEY: "bucket",
    BUCKET_SECRET_KEY: "bucket-secret",
    POSTGRES_PASSWORD: "postgres",
    DATABASE_URL: "postgres://user:password@postgres:5432/origan",
    JWT_SECRET: "jwt",
    GITHUB_CLIENT_ID: version === 1 ? "client" : "another-client",
    GITHUB_CLIENT_SECRET: "client-secret",
    GITHUB_APP_ID: "app",
    GITHUB_WEBHOOK_SECRET: "webhook-secret",
    GITHUB_APP_PRIVATE_KEY_BASE64: btoa("key"),
  }),
  before: () => Promise.resolve(),
  after: () => Promise.resolve([]),
  impatient: false,
};

export const PROGRAMS = { everything: EVERYTHING, origan: ORIGAN } as const;
export type ProgramName = keyof typeof PROGRAMS;
