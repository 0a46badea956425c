/** A program that does with factories what the environment variable STACK says. */

import alchemy from "alchemy";
import type { FactoryMode, FactoryOptions, ResourceFactory } from "../../../providers/kro/index.ts";
import { type Made, readerGraph, shopGraph } from "./factory-graph.ts";

/** What the program does with one factory. */
export interface FactoryStep {
  graph: "shop" | "reader";
  made: Made;
  mode: FactoryMode;
  options?: Pick<FactoryOptions, "namespace" | "timeout" | "adopt">;
  /** One after the other; the answers are printed in the same order. */
  calls: FactoryCall[];
}

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
}

if (import.meta.main) await main(JSON.parse(process.env["STACK"] ?? "{}") as FactoryStack);

async function main({ app: options, steps = [], catching = false }: FactoryStack): Promise<void> {
  const app = await alchemy("factories", { stage: "test", ...options });
  const answers: unknown[] = [];
  for (const { graph, made, mode, options: own = {}, calls } of steps) {
    const factory = (graph === "shop" ? shopGraph(made) : readerGraph(made)).factory(mode, own);
    for (const made of calls) {
      const answer = call(factory as unknown as ResourceFactory<unknown, unknown>, made);
      answers.push((await (catching ? answer.catch(told) : answer)) ?? null);
    }
  }
  await app.finalize();
  console.log(`OUTPUTS ${JSON.stringify({ answers })}`);
}

async function call(
  factory: ResourceFactory<unknown, unknown>,
  [name, ...args]: FactoryCall,
): Promise<unknown> {
  return (factory[name] as (...args: unknown[]) => unknown)(...args);
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
