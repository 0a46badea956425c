/** Asks the real API server about definitions. */

import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { statusOf } from "../../../../src/local/custom-resources/definition.ts";
import type { Json } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { eventually, rawRequest } from "../../../support/control-plane.ts";
import { refusal } from "../validation/answers.ts";
import type { Answer } from "../validation/answers.ts";
import { settled } from "./definition-answers.ts";
import type { DefinitionAnswer, Established } from "./definition-answers.ts";
import type { DefinitionRow } from "./definitions.ts";

const PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** kro's own definitions, read in place from the Go module cache. */
export function kroDefinitions(): Manifest[] {
  const { stdout, success } = Bun.spawnSync(
    ["go", "list", "-m", "-f", "{{.Dir}}", "github.com/kubernetes-sigs/kro"],
    {
      cwd: new URL("../../../control-plane/modules/kro", import.meta.url).pathname,
    },
  );
  if (!success) throw new Error("kro's module is not in the Go module cache: build the control plane first.");
  const folder = `${stdout.toString().trim()}/helm/crds`;
  return readdirSync(folder).map((file) => load(readFileSync(`${folder}/${file}`, "utf8")) as Manifest);
}

/** Makes each definition, replaces it, and removes it again. */
export async function askAboutDefinitions(rows: readonly DefinitionRow[]): Promise<DefinitionAnswer[]> {
  const answers: DefinitionAnswer[] = [];
  for (const row of rows) answers.push(await ask(row));
  return answers;
}

async function ask({ definition, next }: DefinitionRow): Promise<DefinitionAnswer> {
  const path = `${PATH}/${definition.metadata.name}`;
  try {
    const made = await answered(await rawRequest(PATH, { method: "POST", body: definition }), path);
    if (next === undefined) return { made };
    const live = (await (await rawRequest(path)).json()) as LiveObject;
    const body = { ...next, metadata: live.metadata, status: live["status"] };
    return { made, replaced: await answered(await rawRequest(path, { method: "PUT", body }), path) };
  } finally {
    await (await rawRequest(path, { method: "DELETE" })).text();
  }
}

async function answered(response: Response, path: string): Promise<Established | Answer> {
  const body = (await response.json()) as Manifest & Parameters<typeof refusal>[0];
  if (!response.ok) return refusal(body);
  const header = response.headers.get("warning") ?? "";
  const warnings = [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
    text.replaceAll(/\\(.)/g, "$1"),
  );
  const status = await eventually(`${path} is settled`, async () => {
    const live = (await (await rawRequest(path)).json()) as LiveObject;
    const done = (statusOf(live).conditions ?? []).some(
      ({ type, status: value, reason }) =>
        type === "Established" && (value === "True" || reason === "NotAccepted"),
    );
    return done ? statusOf(live) : undefined;
  });
  // Names are looked at again a moment after an update.
  await Bun.sleep(50);
  const last = (await (await rawRequest(path)).json()) as LiveObject;
  const { conditions: _, ...rest } = body["status"] as Record<string, Json>;
  return {
    spec: (body["spec"] ?? null) as Json,
    status: rest,
    settled: settled(statusOf(last) ?? status),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
