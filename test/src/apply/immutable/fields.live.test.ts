/** The table of immutable fields, row by row: what the server answers to a change, and what becomes of the object. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { dataAtRisk } from "../../../../src/apply/data-loss.ts";
import { ensure } from "../../../../src/apply/ensure.ts";
import { unkeptFields } from "../../../../src/apply/ignored-fields.ts";
import type { FieldRule } from "../../../../src/apply/immutable/field-rule.ts";
import { IMMUTABLE_FIELDS, isWithin } from "../../../../src/apply/immutable/table.ts";
import { fieldManagerOf } from "../../../../src/apply/ownership.ts";
import { apply, get } from "../../../../src/client/verbs.ts";
import { ApiError } from "../../../../src/errors.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { variable } from "../../../support/control-plane.ts";
import { errorOf } from "../../client/loopback.ts";
import type { Case } from "./case.ts";
import { cases } from "./cases.ts";
import { isKept, newBench, options, OWNERSHIP, type Prepared } from "./cluster-objects.ts";

setDefaultTimeout(90_000);

const { prepare } = await newBench();
const withKro = variable("CONTROL_PLANE_KRO") === "1";

interface Row {
  kind: string;
  rule: FieldRule;
}

const title = ({ kind, rule: { field, when } }: Row): string =>
  `${kind} ${field}${when === undefined ? "" : ` (${when})`}`;
const rows: Row[] = Object.entries(IMMUTABLE_FIELDS).flatMap(([kind, rules = []]) =>
  rules.map((rule) => ({ kind, rule })),
);
const caseOf = ({ kind, rule }: Row): Case | undefined =>
  cases[kind]?.find(({ field, when }) => field === rule.field && when === rule.when);

test("every row has a case, and every case a row", () => {
  expect(rows.filter((row) => caseOf(row) === undefined).map(title)).toEqual([]);
  const titles = new Set(rows.map(title));
  const stray = Object.entries(cases).flatMap(([kind, some]) =>
    some.map(({ field, when }) =>
      title({ kind, rule: { field, answer: "accepted", ...(when !== undefined && { when }) } }),
    ),
  );
  expect(stray.filter((one) => !titles.has(one))).toEqual([]);
  expect(new Set(rows.map(title)).size).toBe(rows.length);
});

const tried: Row[] = [];
afterAll(() => {
  const kinds = new Set(tried.map(({ kind }) => kind));
  const answers = ["refused", "ignored", "accepted"].map(
    (answer) => `${tried.filter(({ rule }) => rule.answer === answer).length} ${answer}`,
  );
  const refuted = tried.filter(({ rule }) => rule.refuted !== undefined);
  console.log(`immutable fields: ${tried.length} rows of ${kinds.size} kinds true (${answers.join(", ")})`);
  console.log(`commonly said, and refuted by the server: ${refuted.length}`);
  for (const row of refuted) console.log(`  ${title(row)}: “${row.rule.refuted}”`);
});

describe("a row of the table is true", () => {
  const known = rows.filter(({ kind }) => withKro || !kind.startsWith("kro.run/"));
  test.concurrent.each(known.map((row) => [title(row), row] as const))("%s", async (_title, row) => {
    const example = caseOf(row);
    if (example === undefined) throw new Error("there is no case");
    const prepared = await prepare(row.kind, example);
    await expectAnswer(row, prepared);
    await expectOutcome(row, prepared, example);
    tried.push(row);
  });
});

/** The answer to a dry run, which a user of kubectl would get. */
async function expectAnswer({ rule }: Row, { target, after }: Prepared): Promise<void> {
  const how = { fieldManager: fieldManagerOf(OWNERSHIP), force: true, dryRun: true };
  const answer = await apply(target.client, target.kind, after, how).catch((error: unknown) => error);
  if (rule.answer === "refused") {
    if (!(answer instanceof ApiError)) throw new Error(`accepted: ${JSON.stringify(answer)}`);
    const causes = answer.causes.length === 0 ? [{ message: answer.serverMessage }] : answer.causes;
    const cause = causes.find(({ message = "" }) => message.includes(rule.says ?? ""));
    expect({ says: cause?.message, all: causes }).toMatchObject({ says: expect.any(String) });
    if (answer.causes.length > 0) expect(cause).toMatchObject({ field: rule.cause ?? rule.field });
    return;
  }
  if (answer instanceof Error) throw answer;
  const { ignored } = unkeptFields(after, (answer as { object: Manifest }).object);
  expect(ignored.some((path) => isWithin(path.slice(1), rule.field))).toBe(rule.answer === "ignored");
}

async function expectOutcome(row: Row, prepared: Prepared, example: Case): Promise<void> {
  const { rule } = row;
  const { target, live, before, after } = prepared;
  const how = example.conflicts === undefined ? {} : { conflicts: example.conflicts };
  const again = (manifest: Manifest, allowDataLoss = false) =>
    ensure(target, options(manifest, { expect: "present", applied: before, allowDataLoss, ...how }));
  if (rule.answer === "accepted" || rule.action === "warn") {
    const { object, outcome, warnings } = await again(after);
    expect([object.metadata.uid, ["updated", "unchanged"].includes(outcome)]).toEqual([
      live.metadata.uid,
      true,
    ]);
    expect(warnings.some((warning) => warning.includes(rule.field))).toBe(rule.action === "warn");
    return;
  }
  const mistaken = { ...after, metadata: { ...after.metadata, labels: { "not a label": "x" } } };
  expect(await errorOf(again(mistaken, true))).toMatchObject({ code: "invalid" });
  await isKept(prepared);
  if (rule.action === "keep" || example.invalid !== undefined) {
    const error = await errorOf(again(after, true));
    expect(["immutable", "invalid", "api"]).toContain(String((error as { code?: string }).code));
    if (rule.advice !== undefined && (error as { code?: string }).code === "immutable")
      expect(error.message).toContain(rule.advice);
    return isKept(prepared);
  }
  const current = await get(target.client, target.kind, target);
  if (dataAtRisk(current ?? live, { owner: OWNERSHIP.id, replacement: after }) !== undefined) {
    const error = await errorOf(again(after));
    expect(error).toMatchObject({ code: "data-loss" });
    expect(error.message).toContain(rule.field);
    await isKept(prepared);
  }
  const { object, outcome } = await again(after, true);
  expect([outcome, object.metadata.uid === live.metadata.uid]).toEqual(["replaced", false]);
  // kwok deletes a pod that ends once more, by its name: under load that hits the next pod of this name.
  if (row.kind !== "/Pod") expect((await again(after)).object.metadata.uid).toBe(object.metadata.uid);
}
