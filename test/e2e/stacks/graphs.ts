/** A program that deploys the graphs that the environment variable STACK holds, by kro or directly. */

import alchemy from "alchemy";
import { fromYaml, KroResourceGraphDefinition } from "alchemy-kubernetes/kro";
import type { GraphStack, GraphStep } from "../graph-program.ts";

const stack = JSON.parse(process.env["STACK"] ?? "{}") as Partial<GraphStack>;
const outputs: Record<string, unknown> = {};
const app = await alchemy("graphs", { stage: "test", ...stack.app });
for (const step of stack.steps ?? []) await deploy(step);
await app.finalize();
console.log(`OUTPUTS ${JSON.stringify(outputs)}`);

async function deploy(step: GraphStep): Promise<void> {
  const graph = fromYaml(JSON.stringify(step.document));
  const { instances = [], options = {} } = step;
  if (step.mode === "kro") {
    const create = await KroResourceGraphDefinition(step.id ?? graph.name, { factory: graph, ...options });
    outputs[graph.name] = create.definition;
    await Promise.all(
      instances.map(async (instance) => {
        outputs[instance.name] = await create(instance);
      }),
    );
    return;
  }
  await Promise.all(
    instances.map(async ({ name, spec, ...factoryOptions }) => {
      const deployed = await graph
        .factory("direct", { ...options, ...factoryOptions })
        .deploy(spec, { name });
      outputs[name] = { ...deployed, name };
    }),
  );
}
