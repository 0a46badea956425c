/** Resource graphs: direct mode through Alchemy against direct mode without it, and direct mode against the kro controller. */

import { join } from "node:path";
import { resolveAccess } from "../../src/auth/resolve.ts";
import { createClient, type Client } from "../../src/client/client.ts";
import { list, patch } from "../../src/client/verbs.ts";
import { watch } from "../../src/client/watch.ts";
import { isNotFound } from "../../src/errors.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { apiVersionOf, collectionPath, type Kind } from "../../src/model/kind.ts";
import { judgeInstance } from "../../src/readiness/kro.ts";
import { kubectl, kubectlWithInput, rawRequest, variable } from "../support/control-plane.ts";
import { kroDocuments } from "../support/kro-documents.ts";
import {
  interleave,
  type Measured,
  medianOf,
  printResults,
  printSamples,
  type Result,
  time,
  withNamespace,
} from "./measure.ts";
import { webapps } from "./webapps.ts";

// Enough that starting Bun is little of it.
const THROUGH_ALCHEMY = 60;
const AGAINST_KRO = 200;
// The controller takes half a minute for a round.
const MAX_KRO_ROUNDS = 3;
const KRO_TIMEOUT = 180_000;

const EXAMPLE = "examples/kubernetes/webapp/rg.yaml";
const KIND: Kind = {
  group: "kro.run",
  version: "v1alpha1",
  kind: "WebApp",
  plural: "webapps",
  namespaced: true,
};

/** The ratios of resource graphs; the controller's only where it runs. */
export async function benchGraphs(rounds: number): Promise<void> {
  const graph = exampleGraph();
  printResults([await throughAlchemy(graph, rounds)]);
  if (variable("CONTROL_PLANE_KRO") === "1")
    printResults([await againstKro(graph, Math.min(rounds, MAX_KRO_ROUNDS))]);
  else console.log("  not compared with the kro controller, which does not run: set KRO=1");
}

function exampleGraph(): JsonObject {
  const found = kroDocuments().documents.find(({ path }) => path === EXAMPLE);
  if (found === undefined) throw new Error(`kro's module has no ${EXAMPLE}`);
  return found.document;
}

async function throughAlchemy(graph: JsonObject, rounds: number): Promise<Result> {
  const run = (name: string, alchemy: boolean) => (): Promise<Measured> =>
    direct(name, graph, { instances: THROUGH_ALCHEMY, alchemy });
  const contenders = [run("direct: through Alchemy", true), run("direct: without Alchemy", false)];
  const samples = await interleave(contenders, rounds);
  printSamples(titleOf(THROUGH_ALCHEMY, rounds, "whole processes"), samples);
  const value = medianOf(samples, "direct: through Alchemy") / medianOf(samples, "direct: without Alchemy");
  return ["through Alchemy, of the time without it", value, 1.3, "×"];
}

async function againstKro(graph: JsonObject, rounds: number): Promise<Result> {
  const client = createClient(await resolveAccess());
  await kubectlWithInput(graph, "apply", "-f", "-");
  try {
    await kubectl("wait", "rgd/webapp.kro.run", "--for=condition=Ready", "--timeout=60s");
    const ours = (): Promise<Measured> =>
      direct("ready: direct mode", graph, { instances: AGAINST_KRO, alchemy: false });
    const samples = await interleave([ours, () => byKro("ready: kro", client)], rounds);
    printSamples(titleOf(AGAINST_KRO, rounds, "whole process against the controller alone"), samples);
    const value = medianOf(samples, "ready: direct mode") / medianOf(samples, "ready: kro");
    return ["direct mode until ready, of kro's time", value, 0.3, "×"];
  } finally {
    await kubectl("delete", "rgd/webapp.kro.run", "crd/webapps.kro.run", "--ignore-not-found");
  }
}

function titleOf(instances: number, rounds: number, how: string): string {
  return `${instances} instances of kro's webapp example, medians of ${rounds} interleaved runs, ${how}`;
}

/** Instances by this package, until all are ready. */
function direct(
  name: string,
  graph: JsonObject,
  { instances, alchemy }: { instances: number; alchemy: boolean },
): Promise<Measured> {
  return withNamespace(async (namespace, folder) => {
    const file = join(folder, "graph.json");
    await Bun.write(file, JSON.stringify(graph));
    const command = [process.execPath, join(import.meta.dir, "graph-stack.ts"), "--root-dir", folder];
    const env = {
      BENCH_NAMESPACE: namespace,
      BENCH_GRAPH: file,
      BENCH_INSTANCES: String(instances),
      BENCH_ALCHEMY: alchemy ? "1" : "0",
    };
    return { [name]: await time(command, env) };
  });
}

/** Instances by the controller: created by raw requests, 32 at a time, and watched until all are ready. */
function byKro(name: string, client: Client): Promise<Measured> {
  return withNamespace(async (namespace) => {
    try {
      const start = performance.now();
      await Promise.all([createInstances(namespace), untilReady(client, namespace)]);
      return { [name]: performance.now() - start };
    } finally {
      await forget(client, namespace);
    }
  });
}

async function createInstances(namespace: string): Promise<void> {
  const specs = webapps(namespace, AGAINST_KRO);
  const post = async (): Promise<void> => {
    for (let spec = specs.shift(); spec !== undefined; spec = specs.shift()) {
      const { kind } = KIND;
      const body = { apiVersion: apiVersionOf(KIND), kind, metadata: { name: spec.name, namespace }, spec };
      const answer = await rawRequest(collectionPath(KIND, namespace), { method: "POST", body });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${kind} ${spec.name}: ${answer.status} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, post));
}

async function untilReady(client: Client, namespace: string): Promise<void> {
  const ready = new Set<string>();
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), KRO_TIMEOUT);
  for await (const event of watch(client, KIND, { namespace, signal: end.signal })) {
    if (event.type === "SYNCED" || event.type === "DELETED") continue;
    if (judgeInstance(event.object).state === "ready") ready.add(event.object.metadata.name);
    if (ready.size === AGAINST_KRO) end.abort();
  }
  clearTimeout(timer);
  if (ready.size < AGAINST_KRO)
    throw new Error(`${ready.size} of ${AGAINST_KRO} instances are ready after ${KRO_TIMEOUT / 1000} s`);
}

/** Deletes instances without waiting for the controller, which takes minutes; their children go with the namespace. */
async function forget(client: Client, namespace: string): Promise<void> {
  await (await rawRequest(collectionPath(KIND, namespace), { method: "DELETE" })).text();
  const { items } = await list(client, KIND, { namespace });
  const freed = items.map(({ metadata: { name } }) =>
    patch(client, KIND, { namespace, name }, [{ op: "add", path: "/metadata/finalizers", value: [] }]),
  );
  const failed = (await Promise.allSettled(freed)).filter(({ status }) => status === "rejected");
  for (const { reason } of failed as PromiseRejectedResult[]) if (!isNotFound(reason)) throw reason;
}
