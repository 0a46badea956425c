/** Answers to the steps of scenarios, without what is another every time. */

import { readFileSync } from "node:fs";
import type { Json, JsonObject } from "../../../../src/model/json.ts";
import { isJsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { refusal } from "../validation/answers.ts";
import type { Answer } from "../validation/answers.ts";
import { settled } from "./definition-answers.ts";

/** What a server said to a step. */
export type StepAnswer = { object: Json } | Answer;

export type ScenarioRecord = [title: string, answers: StepAnswer[]];

const FILE = new URL("scenarios.generated.json", import.meta.url);

export function readScenarios(): ScenarioRecord[] {
  return JSON.parse(readFileSync(FILE, "utf8")) as ScenarioRecord[];
}

export function scenariosText(records: readonly ScenarioRecord[]): string {
  return `[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]\n`;
}

/** An object as it is compared. */
export function shown({ kind, metadata, ...rest }: Manifest): StepAnswer {
  const { generation, labels, annotations, finalizers, deletionTimestamp } = metadata;
  const kept: JsonObject = {
    ...(generation === undefined ? {} : { generation }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(deletionTimestamp === undefined ? {} : { deleting: true }),
  };
  if (kind !== "CustomResourceDefinition") {
    const { apiVersion, ...fields } = rest;
    return { object: { apiVersion, metadata: kept, ...fields } as JsonObject };
  }
  return {
    object: {
      metadata: kept,
      status: settled(rest["status"] ?? {}),
    } as unknown as Json,
  };
}

/** The body of an answer. */
export function stepAnswer(body: JsonObject): StepAnswer {
  if (body["kind"] !== "Status") return shown(body as unknown as Manifest);
  const details = body["details"];
  if (body["status"] === "Success")
    return { object: { deleted: isJsonObject(details) ? (details["kind"] ?? null) : null } };
  return refusal(body);
}
