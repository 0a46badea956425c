/**
 * Writes vectors.generated.json from the real API server:
 * `npm run control-plane -- npx bun test/src/local/apply/record-vectors.codegen.ts`.
 * ONLY=text records the scenarios whose category holds the text, and writes nothing.
 */

import { writeFile } from "node:fs/promises";
import {
  ATOMIC_SCHEMA,
  CHANGING,
  GRANULAR_SCHEMA,
  LOOSE,
  LOOSE_SCHEMA,
  WIDGET,
  WIDGET_SCHEMA,
  definition,
} from "./custom-kinds.ts";
import { NAMESPACE, Recorder, ask, objectName } from "./recorder.ts";
import type { KindName, Scenario } from "./scenario.ts";
import { builtinScenarios } from "./scenarios-builtin.ts";
import { customScenarios } from "./scenarios-custom.ts";
import { patchScenarios } from "./scenarios-patches.ts";
import { specialScenarios } from "./scenarios-special.ts";
import { workloadScenarios } from "./scenarios-workloads.ts";
import type { KeptRecording } from "./vectors.ts";

const AT_ONCE = 40;

const all = [
  ...customScenarios,
  ...builtinScenarios,
  ...workloadScenarios,
  ...patchScenarios,
  ...specialScenarios,
];
const scenarios = all.filter(({ category }) => category.includes(process.env["ONLY"] ?? ""));

async function mustCreate(path: string, body: object): Promise<void> {
  const { code, body: answer } = await ask("POST", path, body);
  if (code >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer)}`);
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await holds()) return;
    await Bun.sleep(100);
  }
  throw new Error(`waited 10 s until ${what}`);
}

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

async function prepare(): Promise<void> {
  await mustCreate("/api/v1/namespaces", { metadata: { name: NAMESPACE } });
  await mustCreate(CRDS, definition(WIDGET, WIDGET_SCHEMA));
  await mustCreate(CRDS, definition(LOOSE, LOOSE_SCHEMA, false));
  await mustCreate(CRDS, definition(CHANGING, GRANULAR_SCHEMA, false));
  for (const kind of [WIDGET, LOOSE, CHANGING])
    await eventually(`${kind.kind} is served`, async () => (await listed(kind)) === 200);
  await eventually("the namespace has its account", async () => {
    const { body } = await ask("GET", `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`);
    return Array.isArray(body["items"]) && body["items"].length > 0;
  });
}

async function listed({ apiVersion, plural }: KindName): Promise<number> {
  try {
    return (await ask("GET", `/apis/${apiVersion}/namespaces/${NAMESPACE}/${plural}`)).code;
  } catch {
    // Until it is served, the answer is no JSON.
    return 404;
  }
}

async function changeSchema(): Promise<void> {
  const name = `${CHANGING.plural}.vectors.example.com`;
  const changed = definition(CHANGING, ATOMIC_SCHEMA, false);
  const { code, body } = await ask("PATCH", `${CRDS}/${name}`, changed, "application/merge-patch+json");
  if (code >= 300) throw new Error(JSON.stringify(body));
  await Bun.sleep(3000);
}

async function atOnce(
  wanted: readonly (readonly [Scenario, string])[],
  play: (scenario: Scenario, name: string) => Promise<void>,
): Promise<void> {
  const waiting = [...wanted];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await play(...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

await prepare();
const recorder = new Recorder();
const named = scenarios.map((scenario, index) => [scenario, objectName(index)] as const);
await atOnce(named, (scenario, name) => recorder.play(scenario, name));
const changing = named.filter(([{ later }]) => later !== undefined);
if (changing.length > 0) {
  await changeSchema();
  await atOnce(changing, (scenario, name) => recorder.playLater(scenario, name));
}

const { states, vectors, leftOut } = recorder.recorded;
const { gitVersion } = (await ask("GET", "/version")).body;
const bodies = new Map<string, number>();

function bodyIndex(body: unknown): number {
  const text = JSON.stringify(body);
  const index = bodies.get(text) ?? bodies.size;
  bodies.set(text, index);
  return index;
}

const sorted = vectors.toSorted((a, b) => (a.category < b.category ? -1 : Number(a.category > b.category)));
const kept = sorted.map(({ body, ...vector }) => ({
  ...vector,
  ...(body === undefined ? {} : { body: bodyIndex(body) }),
}));
const recording: KeptRecording = {
  server: gitVersion as string,
  schemas: {
    "vectors.example.com/v1/Widget": WIDGET_SCHEMA,
    "vectors.example.com/v2/Widget": WIDGET_SCHEMA,
    "vectors.example.com/v1/Loose": LOOSE_SCHEMA,
    "vectors.example.com/v1/Changing": GRANULAR_SCHEMA,
    "vectors.example.com/v1/Changing@later": ATOMIC_SCHEMA,
  },
  bodies: [...bodies.keys()].map((text) => JSON.parse(text) as unknown),
  states: states.kept,
  vectors: kept,
};

// One row a line, so that a change of the server shows as the rows that changed.
const lines = Object.entries(recording).map(([name, value]: [string, unknown]) => {
  const text = Array.isArray(value)
    ? `[\n${value.map((item) => JSON.stringify(item)).join(",\n")}\n]`
    : JSON.stringify(value);
  return `${JSON.stringify(name)}:${text}`;
});
const file = new URL("vectors.generated.json", import.meta.url);
if (process.env["ONLY"] === undefined) await writeFile(file, `{${lines.join(",\n")}}\n`);
for (const [why, count] of leftOut) console.log(`left out ${count}: ${why}`);
console.log(`${vectors.length} vectors of ${scenarios.length} scenarios, ${states.kept.length} states`);
