/** A program that does with factories what the environment variable STACK says. */

import alchemy from "alchemy";
import type { Manifest } from "../../../src/model/object.ts";
import {
  createAlchemyResourceId,
  ensureResourceTypeRegistered,
  type FactoryMode,
  type FactoryOptions,
  type ResourceFactory,
  resourceTypeRegistry,
} from "../../../providers/kro/index.ts";
import { brokenGraph, guideGraph, type Made, readerGraph, shopGraph } from "./factory-graph.ts";

/** What the program does with one factory. */
export interface FactoryStep {
  graph: keyof typeof graphs;
  made: Made;
  mode: FactoryMode;
  options?: Pick<FactoryOptions, "namespace" | "timeout" | "adopt">;
  /** One after the other; the answers are printed in the same order. */
  calls: FactoryCall[];
}

const graphs = {
  shop: shopGraph,
  reader: readerGraph,
  guide: guideGraph,
  throwing: () => brokenGraph(() => (JSON.parse("null") as { name: never }).name),
  nonsense: () => brokenGraph(() => 42 as never),
};

/** One call: its name, and what it takes. */
export type FactoryCall =
  | ["deploy", spec: Record<string, unknown>, options?: { name?: string }]
  | ["deleteInstance", name: string]
  | ["getInstances" | "getStatus"]
  | ["toYaml", spec?: Record<string, unknown>];

/** What an error says to a program. */
export interface Told {
  name: string;
  message: string;
  [field: string]: unknown;
}

export interface FactoryStack {
  app?: Record<string, unknown>;
  /** Errors of calls are answers, as a program may catch them. */
  catching?: boolean;
  steps?: FactoryStep[];
  /** Deployed one by one, as resources of the types that they are. */
  manifests?: Manifest[];
}

if (import.meta.main) await main(JSON.parse(process.env["STACK"] ?? "{}") as FactoryStack);

async function main({
  app: options,
  steps = [],
  manifests = [],
  catching = false,
}: FactoryStack): Promise<void> {
  const app = await alchemy("factories", { stage: "test", ...options });
  const answers: unknown[] = [];
  for (const { graph, made, mode, options: own = {}, calls } of steps) {
    const factory = graphs[graph](made).factory(mode, own);
    for (const next of calls) {
      const answer = call(factory, next);
      answers.push((await (catching ? answer.catch(told) : answer)) ?? null);
    }
  }
  for (const resource of manifests) {
    const deploy = ensureResourceTypeRegistered(resource);
    answers.push(await deploy(createAlchemyResourceId(resource), { resource }));
  }
  const { registeredTypes, sharedTypes } = resourceTypeRegistry;
  answers.push({ types: Object.fromEntries(registeredTypes), shared: [...sharedTypes] });
  await app.finalize();
  console.log(`OUTPUTS ${JSON.stringify({ answers })}`);
}

async function call(
  factory: ResourceFactory<unknown, unknown>,
  [name, ...args]: FactoryCall,
): Promise<unknown> {
  return (factory[name] as (...args: unknown[]) => unknown)(...args.map(withSecrets));
}

/** `{ "$secret": value }` becomes what a program makes of an environment variable. */
function withSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("$secret" in value) return alchemy.secret(String(value.$secret));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSecrets(inner)]));
}

/** What an error says to a program, as plain data. */
export function told(error: unknown): Told {
  if (!(error instanceof Error)) throw new Error(`no error was thrown, but ${JSON.stringify(error)}`);
  const fields = error as Error & Record<string, unknown>;
  const { code, operation, factoryName, instanceName, deployment } = fields;
  const cause = error.cause instanceof Error ? told(error.cause) : undefined;
  return {
    name: error.name,
    message: error.message,
    code,
    operation,
    factoryName,
    instanceName,
    deployment,
    cause,
  };
}
