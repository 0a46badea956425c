/** A program with a nested scope that has options of its own, custom resources, and numbers that JSON lacks. */

import alchemy from "alchemy";
import * as kinds from "alchemy-kubernetes/kubernetes";
import type { NestedStack, NestedStep } from "../program.ts";

const {
  app: { name = "shop", ...options } = {},
  inner,
  steps,
} = JSON.parse(process.env["STACK"] ?? "{}") as NestedStack;
const app = await alchemy(name, { stage: "test", ...options });
if (inner === undefined) await inTurn();
else await alchemy.run("inner", { kubernetes: inner }, inTurn);
await app.finalize();

async function inTurn(): Promise<void> {
  for (const step of steps) await resourceOf(step)(step.id, withNumbers(step.props));
}

type Resource = (id: string, props: unknown) => Promise<unknown>;

function resourceOf({ apiVersion, kind }: NestedStep): Resource {
  if (apiVersion !== undefined) return kinds.CustomResource(apiVersion, kind) as unknown as Resource;
  const resource = (kinds as unknown as Record<string, Resource>)[kind];
  if (resource === undefined) throw new Error(`STACK: there is no ${kind}`);
  return resource;
}

function withNumbers(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if ("$number" in value) return Number(value.$number);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item)]));
}
