/** The language in which a test tells the program of stacks/graphs.ts what to deploy. */

import { join } from "node:path";
import { checkOut, type Checkout, type Run, type RunOptions } from "./checkout.ts";

/** One graph and its instances. */
export interface GraphStep {
  /** ResourceGraphDefinition. */
  document: unknown;
  mode: "kro" | "direct";
  /** @default name of the graph */
  id?: string;
  /** Of the definition, or of the direct factory. */
  options?: Record<string, unknown>;
  instances?: { name: string; namespace: string; spec: Record<string, unknown>; [option: string]: unknown }[];
}

export interface GraphStack {
  app?: { destroyStrategy?: "parallel"; kubernetes?: Record<string, unknown> };
  steps: GraphStep[];
}

/** A checkout of the program. */
export interface GraphCheckout {
  up(stack: GraphStack | GraphStep[], options?: RunOptions): Promise<Run>;
  destroy: (options?: RunOptions) => Promise<Run>;
  state: () => ReturnType<Checkout["state"]>;
}

export async function checkOutGraphs(): Promise<GraphCheckout> {
  const checkout = await checkOut(join(import.meta.dir, "stacks/graphs.ts"));
  const up: GraphCheckout["up"] = (stack, options) =>
    checkout.start((Array.isArray(stack) ? { steps: stack } : stack) as never, options).ended;
  return { up, destroy: (options) => checkout.destroy(options), state: () => checkout.state() };
}
