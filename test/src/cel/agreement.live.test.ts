/** The committed recording is still what the real controller says. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { compile } from "../../../src/cel/compile.ts";
import { CONDITION, RUNTIME } from "../../../src/cel/type.ts";
import { answer, declarationsOf, readRecording, recordedAnswer } from "./agreement.ts";
import { record } from "./agreement-record.ts";
import { recordConditions } from "./agreement-conditions.ts";
import { onEmbedded } from "../../support/target.ts";

setDefaultTimeout(300_000);

const kro = process.env["CONTROL_PLANE_KRO"] === "1";
const committed = readRecording();

/** What names the namespace or an address is another one in every cluster. */
const VOLATILE = /namespace|clusterIP|creationTimestamp/;

test.skipIf(!kro || onEmbedded("recording"))("a sample of the recording, recorded again", async () => {
  const stable = committed.rows.filter(({ expression }) => !VOLATILE.test(expression));
  // A prime step: it meets every group and outcome.
  const sample = stable.filter((_, index) => index % 23 === 0);
  const fits = committed.fits.filter((_, index) => index % 17 === 0);
  const again = await record({ expressions: sample.map(({ expression }) => expression), fits });
  expect(again.rows.map(recordedAnswer)).toEqual(sample.map(recordedAnswer));
  expect(again.fits).toEqual(fits);
  expect(again.schemas).toEqual(committed.schemas);
  const declarations = declarationsOf(again);
  const ours = sample.map(({ expression }) => answer(expression, declarations, again.values));
  expect(ours).toEqual(sample.map(recordedAnswer));
});

test.skipIf(!kro)("conditions are what kro writes into the status", async () => {
  const { expressions, values, schemas, conditions } = await recordConditions();
  const declarations = { ...declarationsOf({ ...committed, schemas }), runtime: RUNTIME };
  const ours = expressions.flatMap((expression) => {
    const compiled = compile(expression, declarations);
    const type = compiled.type.kind === "list" ? compiled.type.of : compiled.type;
    expect(type).toEqual(CONDITION);
    const result = compiled.evaluate(values);
    return result.state === "value" ? [result.value].flat() : [];
  });
  expect(ours).toEqual(conditions);
});
