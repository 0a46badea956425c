/** Writes docs/immutable-fields.md from the table: `bun src/apply/immutable/page.codegen.ts`. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DATA_BEARING } from "../data-loss.ts";
import type { FieldRule } from "./field-rule.ts";
import { IMMUTABLE_FIELDS } from "./table.ts";

interface Row extends FieldRule {
  /** group/Kind */
  of: string;
}

const INTRODUCTION = `# Immutable fields

Written from the table in \`src/apply/immutable\` by \`page.codegen.ts\`. A test tries every row on Kubernetes 1.36 and on the embedded cluster.

**The server decides.** An update is tried by a dry run. What it accepts is an update. What it refuses is a replacement (delete, then create)
only when both are true:

1. a cause of the refusal says that a field may not change: in the words of this table, in the usual words, or at a place where the custom
   kind's schema has a CEL rule over \`oldSelf\`, whatever its message is;
2. the manifest is valid on its own, which a dry run proves that creates it under another name. When there is a mistake beside the change, or
   the server does not allow the proof (a quota, a missing permission), nothing is deleted, not even with \`allowDataLoss: true\`.

Fields that are not listed are decided the same way, without the table. Another \`metadata.name\`, namespace or kind is another object: see
[life of a resource](lifecycle.md#updating).

**StatefulSets** are replaced under their pods: these keep running, and their claims stay. Only another selector, or one more claim template,
ends the pods; the claims stay then, too, unless \`whenDeleted\` is \`Delete\`. **Jobs** are deleted with their pods. **Services** may get other
node ports and another load balancer address: a warning names the old ones. A claim that pods mount, and a volume that is bound, are not
deleted: the error names who uses them. A run that ends between delete and create is continued by the next one.`;

const CUSTOM = `A custom resource needs it for a replacement, since only its controller knows what it stands for; for another name it does not. A bucket that is
not empty needs it for another \`name\`, \`region\` or \`objectLock\`. The error says which data, with names and numbers where they are cheap to get.`;

/** The text of docs/immutable-fields.md. */
export function immutableFieldsPage(): string {
  const rows = Object.entries(IMMUTABLE_FIELDS).flatMap(([of, rules = []]) =>
    rules.map((rule): Row => ({ ...rule, of })),
  );
  return [
    INTRODUCTION,
    "## Fields that do not change in place",
    table(
      ["kind", "fields", "what the server says", "what is done"],
      together(rows.filter(({ answer }) => answer !== "accepted")),
    ),
    "## Objects that hold data",
    "Replacing or renaming these needs `allowDataLoss: true`.",
    table(
      ["kind", "what is lost"],
      Object.entries(DATA_BEARING).map(([of, data]) => [nameOf(of), data?.says ?? ""]),
    ),
    CUSTOM,
    "## Fields that are updated in place",
    "Often thought immutable, or all that a kind has.",
    table(["kind", "fields"], grouped(rows.filter(({ answer }) => answer === "accepted"))),
    "## What is said elsewhere, and is not so",
    table(
      ["kind", "field", "said to be"],
      rows.flatMap((row) => (row.refuted === undefined ? [] : [[nameOf(row.of), fieldOf(row), row.refuted]])),
    ),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** One line for the fields of a kind that are alike. */
function together(rows: readonly Row[]): string[][] {
  const alike = Map.groupBy(rows, (row) => [row.of, answerOf(row), actionOf(row)].join("\n"));
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    return [[nameOf(first.of), some.map(fieldOf).join(", "), answerOf(first), actionOf(first)]];
  });
}

function grouped(rows: readonly Row[]): string[][] {
  const byKind = Map.groupBy(rows, ({ of }) => of);
  return [...byKind].map(([of, some]) => [nameOf(of), some.map(fieldOf).join(", ")]);
}

/** `apps/StatefulSet`; kinds of the core group go by their name alone. */
function nameOf(of: string): string {
  return of.replace(/^\//, "");
}

function fieldOf({ field, when }: FieldRule): string {
  return `\`${field}\`${when === undefined ? "" : ` (${when})`}`;
}

function answerOf({ answer, says = "", cause, field }: Row): string {
  if (answer === "ignored") return "nothing: it keeps the old value";
  return cause === undefined || cause === field ? says : `of \`${cause}\`: ${says}`;
}

function actionOf({ of, action = "replace", advice = "", answer }: Row): string {
  if (action === "warn") return "warning";
  if (action === "keep") return `error, the object is kept. ${advice}`;
  if (of === "apps/StatefulSet" && answer === "refused")
    return "replaced under its pods, or with them: see above";
  return DATA_BEARING[of] === undefined ? "replaced" : "replaced; with consent where data is lost";
}

if (import.meta.main)
  await writeFile(join(import.meta.dirname, "../../../docs/immutable-fields.md"), immutableFieldsPage());
