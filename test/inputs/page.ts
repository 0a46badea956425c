/** docs/errors.md: what the codes of errors mean, and what bad inputs are answered with. */

import type { ErrorCode } from "../../src/errors.ts";
import { codes } from "./codes.ts";
import type { Finding } from "./input.ts";

const HEAD = `# Errors

Every error of this package has a \`code\` for programs (\`hasCode(error, "conflict")\`), names the object, says what happened and
what to do next, and ends with a link to its code on this page.

Below each code stand inputs that lead to it, with what they are answered with: COUNT in all. Each is deployed by a test, which
sees that the error is this one and that nothing was changed.
`;

const LONGEST = 400;

/** The page. */
export function errorsPage(findings: readonly Finding[]): string {
  const sections = (Object.keys(codes) as ErrorCode[]).map((code) => {
    const rows = findings.filter(({ error }) => error?.code === code).map(rowOf);
    const table = rows.length === 0 ? "" : `\n| input | answer |\n|---|---|\n${rows.join("\n")}\n`;
    return `\n## ${code}\n\n${codes[code]}\n${table}`;
  });
  return HEAD.replace("COUNT", String(findings.length)) + sections.join("");
}

function rowOf({ what, error }: Finding): string {
  const message = error?.message ?? "";
  const shown = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
  return `| ${cell(what)} | ${cell(shown)} |`;
}

// A cell is one line; what Markdown or HTML would read in it is shown as it is.
function cell(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", " ⏎ ")
    .replaceAll(/[|<>*_`[\]()]/g, (found) => `\\${found}`);
}
