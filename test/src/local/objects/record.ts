/** Writes what the real API server answers to all scenarios: `npm run control-plane -- bun test/src/local/objects/record.ts`. */

import { join } from "node:path";
import { scenarios } from "./cases/index.ts";
import { runReal } from "./real.ts";

const answers: Record<string, unknown> = {};
for (const scenario of scenarios) answers[scenario.name] = await runReal(scenario);
await Bun.write(join(import.meta.dir, "answers.json"), `${JSON.stringify(answers, undefined, 1)}\n`);
