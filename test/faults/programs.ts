/** The programs under faults. */

import { join } from "node:path";
import { makeForeign } from "./world.ts";
import { environmentOf, type Settings } from "./settings.ts";

/** A program, and the same one after its author changed it. */
export interface Program {
  /** Path of the program. */
  path: string;
  /** Variables of its own. */
  env(settings: Settings): Record<string, string>;
  /** Makes what must exist before. @param name of the case */
  before(name: string): Promise<void>;
  /** Answers that never come do not hold it up for a minute. */
  impatient: boolean;
}

const EVERYTHING: Program = {
  path: join(import.meta.dir, "stacks/everything.ts"),
  env: environmentOf,
  before: makeForeign,
  impatient: true,
};

const ORIGAN: Program = {
  path: join(import.meta.dir, "../../alchemy.run.ts"),
  env: ({ name, version }) => ({
    ORIGAN_NAMESPACE: name,
    ORIGAN_BUCKET: name,
    ORIGAN_DESTROY: "parallel",
    JWT_SECRET: "jwt",
    POSTGRES_PASSWORD: "postgres",
    ...(version === 2 && { ORIGAN_IMAGE_TAG: "2.0.0", GITHUB_CLIENT_ID: "another-client" }),
  }),
  before: () => Promise.resolve(),
  impatient: false,
};

export const PROGRAMS = { everything: EVERYTHING, origan: ORIGAN } as const;
export type ProgramName = keyof typeof PROGRAMS;
