/** Writes the texts in docs/diagnosis.md from the real control plane: `npm run control-plane -- npx bun test/src/diagnosis/page.codegen.ts`. */

import { readFile, writeFile } from "node:fs/promises";
import { liveClient } from "../client/cluster.ts";
import { failureCases, failureText } from "./failures.ts";
import { PAGE, withTexts } from "./page.ts";

const client = liveClient();
const texts = await Promise.all(
  failureCases.map(async (failure) => [failure.id, `${await failureText(client, failure)}\n`] as const),
);
await writeFile(PAGE, withTexts(await readFile(PAGE, "utf8"), new Map(texts)));
console.log(`${texts.length} texts`);
process.exit();
