/** Writes scenarios.generated.json from the real API server: `npm run control-plane -- npx bun test/src/local/custom-resources/scenarios.codegen.ts`. */

import { writeFile } from "node:fs/promises";
import { scenariosText } from "./scenario-answers.ts";
import { SCENARIOS } from "./scenarios.ts";
import { takeSteps } from "./scenarios-remote.ts";

const records = await takeSteps(SCENARIOS);
await writeFile(new URL("scenarios.generated.json", import.meta.url), scenariosText(records));
console.log(`${records.length} scenarios, ${records.flatMap(([, answers]) => answers).length} steps`);
