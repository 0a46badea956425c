/** The texts in docs/diagnosis.md. */

import { readFile } from "node:fs/promises";
import { failureCases } from "./failures.ts";

export const PAGE = new URL("../../../docs/diagnosis.md", import.meta.url);

const blockOf = (id: string): RegExp => new RegExp(`(<!-- ${id} -->\\n\`\`\`text\\n)([^]*?)(\`\`\`)`);

/** The texts of the page, by the id of the failure. */
export async function textsOfPage(): Promise<Map<string, string>> {
  const page = await readFile(PAGE, "utf8");
  return new Map(failureCases.map(({ id }) => [id, blockOf(id).exec(page)?.[2] ?? ""]));
}

/** The page with other texts. */
export function withTexts(page: string, texts: ReadonlyMap<string, string>): string {
  return [...texts].reduce(
    (result, [id, text]) =>
      result.replace(blockOf(id), (_, begin: string, _old, end: string) => begin + text + end),
    page,
  );
}
