/** Records what the API server says: `npm run control-plane -- npx bun test/src/local/kinds/differential.codegen.ts`. */

import { writeFile } from "node:fs/promises";
import { recordingText } from "./recording.ts";
import { askServer } from "./remote.ts";

if (import.meta.main)
  await writeFile(new URL("differential.generated.json", import.meta.url), recordingText(await askServer()));
