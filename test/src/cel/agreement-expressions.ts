/** The expressions that our evaluation is compared with the real controller on; their variables are those of agreement-objects.ts. */

import { CORE } from "./expressions/core.ts";
import { LIBRARIES } from "./expressions/libraries.ts";
import { OBJECTS } from "./expressions/objects.ts";
import { PRESENCE } from "./expressions/presence.ts";
import { TEXT } from "./expressions/text.ts";

/** By what they exercise. The first one has to be right: its kind gives the schema of the instances. */
export const EXPRESSIONS: Readonly<Record<string, readonly string[]>> = {
  ...OBJECTS,
  ...PRESENCE,
  ...CORE,
  ...TEXT,
  ...LIBRARIES,
};
