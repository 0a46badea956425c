import { readFileSync } from "node:fs";
import { canonicalJson } from "../../../src/model/json.ts";
import { compile } from "../../../src/cel/compile.ts";
import { typeOfSchema } from "../../../src/cel/schema-type.ts";
import { schemaOfType } from "../../../src/cel/type-schema.ts";
let recording: any;
if (process.argv[2] === "partial")
  recording = {
    ...JSON.parse(readFileSync("/tmp/context.json", "utf8")),
    rows: readFileSync("/tmp/agreement.rows", "utf8")
      .trim()
      .split("\n")
      .map((l) => JSON.parse(l)),
  };
else recording = JSON.parse(readFileSync(new URL("agreement.generated.json", import.meta.url), "utf8"));
const { schemas, values, rows } = recording;
const declarations = Object.fromEntries(Object.entries(schemas).map(([k, s]: any) => [k, typeOfSchema(s)]));
let ok = 0,
  bad = 0;
for (const row of rows) {
  let mine: any;
  try {
    const e = compile(row.expression, declarations);
    const type = schemaOfType(e.type);
    try {
      const r = e.evaluate(values);
      mine =
        r.state === "value"
          ? { outcome: "value", json: canonicalJson(r.value), type }
          : { outcome: "pending", reason: r.reason, type };
      if (r.state === "value") {
        const m = compile(`json.marshal(${row.expression})`, declarations).evaluate(values);
        mine.text = m.state === "value" ? m.value : m.reason;
      }
    } catch (error: any) {
      mine = {
        outcome: "error",
        message: error.message,
        type,
        name: error.name,
        stack: error.name === "CelError" ? "" : error.stack,
      };
    }
  } catch (error: any) {
    mine = {
      outcome: "rejected",
      message: error.message,
      name: error.name,
      stack: error.name === "CelError" ? "" : error.stack,
    };
  }
  const problems = [];
  if (mine.outcome !== row.outcome) problems.push("outcome");
  else {
    if (row.outcome === "value") {
      if (mine.json !== canonicalJson(JSON.parse(row.text))) problems.push("value");
      if (mine.text !== row.text) problems.push("text");
    }
    if (row.type && canonicalJson(strip(mine.type)) !== canonicalJson(strip(row.type))) problems.push("type");
  }
  if (mine.name && mine.name !== "CelError") problems.push("crash");
  if (problems.length) {
    bad++;
    console.log(
      `✗ ${row.expression}  [${problems}]\n   kro: ${JSON.stringify({ ...row, expression: undefined }).slice(0, 420)}\n   our: ${JSON.stringify(mine).slice(0, 420)}`,
    );
  } else ok++;
}
console.log({ ok, bad });
function strip(s: any): any {
  return s;
}
