/** docs/errors.md: what the codes of errors mean, and what bad inputs are answered with. */

import type { ErrorCode } from "../../src/errors.ts";
import { codes } from "./codes.ts";
import type { Finding } from "./input.ts";

const HEAD = `# Errors

Every error of this package has a \`code\` for programs (\`hasCode(error, "conflict")\`), names the object, says what happened and
what to do next, and ends with a link to its code on this page. Graphs and their instances throw \`ResourceGraphFactoryError\` and
\`CRDInstanceError\` of \`alchemy-kubernetes/kro\`, with such an error as their \`cause\`; \`hasCode\` looks there, too.

Below the codes that bad input leads to stand such inputs, with the answers: COUNT in all. A test deploys each, and sees that the
error is this one and that nothing was changed.
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

// Apps and files of the test are numbered: what is told must not depend on the other rows.
const APP = /\binputs-\d+(?=[/-])/g;
const FILE = /\bDIRECTORY\/\d+\.yaml\b/g;

function rowOf({ what, error }: Finding): string {
  const message = (error?.message ?? "").replaceAll(APP, "app").replaceAll(FILE, "DIRECTORY/kubeconfig.yaml");
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
