/** A program that deploys the objects listed in `plan.json` of its folder, and writes what became of each to `results.json`. */

import { readFileSync, writeFileSync } from "node:fs";
import alchemy from "alchemy";
import * as kinds from "../../providers/kubernetes/kinds.ts";
import { Manifest } from "../../providers/kubernetes/manifest-resource.ts";
import type { AnyProps } from "./any-props.ts";
import type { KubernetesResource } from "../../providers/kubernetes/resource.ts";

export interface PlannedObject {
  /** Group, kind and role: unique. */
  key: string;
  /** The user's id: unique within a kind. */
  id: string;
  apiVersion: string;
  kind: string;
  props: AnyProps;
}

/** By key: what the program got, or the message of the error that it caught. */
export type Results = Record<string, { output: KubernetesResource } | { error: string }>;

type AnyKind = (id: string, props: AnyProps) => Promise<KubernetesResource>;

const app = await alchemy("conformance", { stage: "test", destroyStrategy: "parallel" });
const plan = JSON.parse(readFileSync("plan.json", "utf8")) as PlannedObject[];
const results: Results = {};
await Promise.all(
  plan.map(async (object) => {
    try {
      results[object.key] = { output: await deploy(object) };
    } catch (error) {
      results[object.key] = { error: error instanceof Error ? error.message : String(error) };
      process.exitCode = 1;
    }
  }),
);
writeFileSync("results.json", JSON.stringify(results));
await app.finalize();

function deploy({ id, apiVersion, kind, props }: PlannedObject): Promise<KubernetesResource> {
  const block = (kinds as unknown as Record<string, AnyKind & { apiVersion: string }>)[kind];
  if (block?.apiVersion === apiVersion) return block(id, props);
  const { adopt, wait, timeout, ...body } = props;
  const options = { adopt: adopt === true, wait: wait ?? "ready", timeout: timeout ?? 60_000 };
  return Manifest(id, { ...options, manifest: { ...body, apiVersion, kind } });
}
