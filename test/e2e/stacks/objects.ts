/** A program that deploys what the environment variable STACK says, in the words that a user's program has. */

import alchemy, { type Context, Resource } from "alchemy";
import * as kinds from "alchemy-kubernetes/kubernetes";
import type { Stack, Step } from "../stack.ts";

interface Parts {
  steps: Step[];
}

const Component = Resource(
  "test::Component",
  async function (this: Context<Parts, Parts>, _id: string, props: Parts): Promise<Parts> {
    if (this.phase === "delete") return this.destroy();
    await inTurn(props.steps);
    return props;
  },
);

const stack = JSON.parse(process.env["STACK"] ?? "{}") as Stack;
const outputs: Record<string, unknown> = {};
const { name = "shop", ...options } = stack.app ?? {};
const app = await alchemy(name, options);
console.log("STARTED");
await inTurn(stack.steps ?? []);
await app.finalize();
console.log(`OUTPUTS ${JSON.stringify(outputs)}`);

async function inTurn(steps: readonly Step[]): Promise<void> {
  for (const step of steps) await take(step);
}

async function take(step: Step): Promise<void> {
  if ("settled" in step) await Promise.allSettled(step.settled.map(take));
  else if ("together" in step) await Promise.all(step.together.map(take));
  else if ("hold" in step) await hold();
  else if ("scope" in step) await nested(step);
  else if ("component" in step) await Component(step.component, { steps: step.steps });
  else outputs[`${step.kind}/${step.id}`] = await deploy(step);
}

async function nested({ scope, kubernetes, steps }: Extract<Step, { scope: string }>): Promise<void> {
  const options = kubernetes === undefined ? {} : { kubernetes };
  await alchemy.run(scope, options, () => inTurn(steps));
}

function deploy({ kind, id, props }: Extract<Step, { kind: string }>): Promise<unknown> {
  const resource = (kinds as unknown as Record<string, (id: string, props: unknown) => Promise<unknown>>)[
    kind
  ];
  if (resource === undefined) throw new Error(`STACK: there is no ${kind}`);
  return resource(id, withSecrets(props));
}

/** `{ "$secret": value }` becomes what the user's program makes of an environment variable. */
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== "object" || value === null) return value;
  const secret = "$secret" in value ? value.$secret : undefined;
  if (typeof secret === "string") return alchemy.secret(secret);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSecrets(item)]));
}

/** Never goes on, so that the test can end the process at this point. */
function hold(): Promise<never> {
  console.log("HOLDING");
  setInterval(() => undefined, 60_000);
  return new Promise(() => undefined);
}
