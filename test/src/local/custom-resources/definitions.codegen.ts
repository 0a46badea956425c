/** Writes definitions.generated.json from the real API server: `npm run control-plane -- npx bun test/src/local/custom-resources/definitions.codegen.ts`. */

import { writeFile } from "node:fs/promises";
import { definitionsText } from "./definition-answers.ts";
import type { DefinitionRecord } from "./definition-answers.ts";
import { definitionRows, foreignRows } from "./definitions.ts";
import { askAboutDefinitions, kroDefinitions } from "./definitions-remote.ts";

const written = definitionRows();
const foreign = foreignRows(kroDefinitions());
const answers = await askAboutDefinitions([...written, ...foreign]);
const records = [...written, ...foreign].flatMap(({ title, definition }, index): DefinitionRecord[] => {
  const answer = answers[index];
  if (answer === undefined) return [];
  return [index < written.length ? [title, answer] : [title, answer, definition]];
});
await writeFile(new URL("definitions.generated.json", import.meta.url), definitionsText(records));
console.log(`${records.length} definitions, ${answers.filter(({ made }) => "code" in made).length} refused`);
