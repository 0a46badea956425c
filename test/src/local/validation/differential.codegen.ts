/** Writes differential.generated.json from the real API server: `npm run control-plane -- npx bun test/src/local/validation/differential.codegen.ts`. */

import { writeFile } from "node:fs/promises";
import { recordingText } from "./answers.ts";
import { questions } from "./probe.ts";
import { askServer } from "./remote.ts";

const rows = await askServer(questions());
await writeFile(new URL("differential.generated.json", import.meta.url), recordingText(rows));
const refused = rows.filter(([, answer]) => "code" in answer).length;
console.log(`${rows.length} answers, ${refused} of them refusals`);
