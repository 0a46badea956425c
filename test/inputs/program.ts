/** Deploys every bad input, one after the other, each as an app of its own, and writes what came of it as JSON lines. */

import alchemy from "alchemy";
import { ProviderError } from "../../src/errors.ts";
import { audit, mutating } from "../support/audit.ts";
import { rawRequest } from "../support/control-plane.ts";
import type { Finding, Input, Place } from "./input.ts";
import { inputs } from "./inputs.ts";

const [namespace = "", folder = "", only] = process.argv.slice(2);

const place: Place = { namespace, folder };

for (const [index, input] of inputs.entries()) {
  if (only !== undefined && !input.what.includes(only)) continue;
  process.stdout.write(`${JSON.stringify(await find(input, index))}\n`);
}
// Whether the errors make the process fail is not what this is about.
process.exit(0);

async function find(input: Input, index: number): Promise<Finding> {
  await alchemy(`inputs-${index}`, {
    stage: "test",
    phase: "up",
    quiet: true,
    noTrack: true,
  });
  await input.after?.(place);
  const mark = await audit.mark();
  const error = await thrown(() => input.deploy(place));
  const requests = await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" });
  const written = mutating(requests).filter(({ code }) => code < 300);
  // So that one that should not have been accepted spoils no other.
  for (const { requestURI } of written)
    await rawRequest(requestURI.replace(/\?.*/, ""), { method: "DELETE" });
  return {
    what: input.what,
    ...error,
    written: written.map(({ verb, requestURI }) => `${verb} ${requestURI}`),
  };
}

async function thrown(deploy: () => unknown): Promise<Pick<Finding, "error">> {
  try {
    await deploy();
    return {};
  } catch (error) {
    if (error instanceof ProviderError) return { error: { code: error.code, message: error.summary } };
    return { error: { message: String(error) } };
  }
}
