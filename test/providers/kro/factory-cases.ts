/** What the tests of factories share: a graph, a program and a namespace of their own, and what is to come of them. */

import { expect } from "bun:test";
import { join } from "node:path";
import type { FactoryMode, IndividualResourceDeploymentResult } from "../../../providers/kro/index.ts";
import { kubectl, randomNamespace } from "../../support/control-plane.ts";
import { checkOut, type Run } from "../../e2e/checkout.ts";
import { later } from "../../e2e/cleanup.ts";
import { newWorld, type World } from "../../e2e/cluster.ts";
import { GROUP, type Made } from "./factory-graph.ts";
import type { FactoryCall, FactoryStack, FactoryStep, told } from "./factory-stack.ts";

/** The modes of a factory. */
export const MODES = ["direct", "kro"] as const;

/** A kind that no other test makes. */
export function newKind(): Made {
  const name = randomNamespace("f").replace("-", "");
  later(async () => {
    if (process.env["CONTROL_PLANE_KRO"] !== "1") return;
    for (const what of [`rgd/${name}`, `crd/${name}s.${GROUP}`])
      await kubectl("delete", what, "--ignore-not-found", "--wait=false");
  });
  return { name, kind: `F${name.slice(1)}` };
}

interface Program {
  up: (this: void, stack: FactoryStack) => Promise<Run & { answers: unknown[] }>;
  destroy: (this: void) => Promise<Run>;
  /** Resource types in state, sorted. */
  types(): Promise<string[]>;
}

async function newProgram(): Promise<Program> {
  const checkout = await checkOut(join(import.meta.dir, "factory-stack.ts"));
  return {
    destroy: () => checkout.destroy(),
    up: async (stack) => {
      const run = await checkout.start(stack as never).ended;
      return { ...run, answers: ((run.outputs as Record<string, unknown>)["answers"] ?? []) as unknown[] };
    },
    types: async () => {
      const states = Object.values(await checkout.state()).map(
        (text) => JSON.parse(text) as { kind: string },
      );
      return states.map(({ kind }) => kind).sort();
    },
  };
}

interface Case {
  world: World;
  made: Made;
  program: Program;
  step: (this: void, mode: FactoryMode, ...calls: FactoryCall[]) => FactoryStep;
}

/** A namespace, a kind and a program of their own. */
export async function newCase(graph: FactoryStep["graph"] = "shop"): Promise<Case> {
  const [world, made, program] = [await newWorld(), newKind(), await newProgram()];
  const step = (mode: FactoryMode, ...calls: FactoryCall[]): FactoryStep => {
    const step = { graph, made, mode, options: { namespace: world.name, timeout: 60_000 }, calls };
    return step;
  };
  return { world, made, program, step };
}

/** What `deploy` gives. */
export interface Instance {
  metadata: { name: string; namespace: string; uid: string };
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
  deployment: IndividualResourceDeploymentResult;
}

/** The types that the shop has in state, by mode. */
export function stateTypes({ kind }: Made): Record<FactoryMode, string[]> {
  return {
    direct: ["kubernetes::ConfigMap", "kubernetes::Deployment", "kubernetes::Service"],
    kro: [`kro::${kind}`, "kro::ResourceGraphDefinition"].sort(),
  };
}

/** What a shop is made of, as far as it is there. */
export async function namesIn(world: World): Promise<string[]> {
  const kinds = ["ConfigMap", "Deployment", "Service"] as const;
  const lists = await Promise.all(kinds.map((kind) => world.names(kind)));
  return lists.flatMap((names, index) => names.map((name) => `${kinds[index]}/${name}`)).sort();
}

/** A whole shop. */
export const EU = ["ConfigMap/eu", "Deployment/eu", "Service/eu"];

/** What a factory throws. */
export const FACTORY_ERROR = ({ name }: Made) => ({
  name: "ResourceGraphFactoryError",
  code: "RESOURCE_GRAPH_FACTORY_ERROR",
  operation: "deployment",
  factoryName: name,
});

/** What a program can tell of an error that it caught. */
export function caughtBy(
  error: unknown,
): ReturnType<typeof told> & { deployment: IndividualResourceDeploymentResult } {
  return error as never;
}

function byId({ resources }: IndividualResourceDeploymentResult): string[][] {
  return resources
    .map(({ id, kind, name, status }) => [id, kind, name, status])
    .sort(([a = ""], [b = ""]) => a.localeCompare(b));
}

/** Two of three objects are there, and why the third is not. */
export function expectPartial(deployment: IndividualResourceDeploymentResult, namespace: string): void {
  expect(deployment.status).toBe("partial");
  expect(byId(deployment)).toEqual([
    ["config", "ConfigMap", "eu", "deployed"],
    ["svc", "Service", "eu", "failed"],
    ["web", "Deployment", "eu", "deployed"],
  ]);
  expect(deployment.resources.every((resource) => resource.namespace === namespace)).toBe(true);
  expect(deployment.errors.map(({ resourceId, phase }) => [resourceId, phase])).toEqual([["svc", "write"]]);
}

interface Expected {
  mode: FactoryMode;
  made: Made;
  namespace: string;
  alchemy?: boolean;
}

/** The record of a deployment that went well. */
export function expectResult(
  { deployment, metadata }: Instance,
  { mode, made, namespace, alchemy = true }: Expected,
): void {
  expect(deployment).toMatchObject({ status: "success", errors: [] });
  expect(deployment.deploymentId).toMatch(/^[0-9a-f-]{36}$/);
  expect(deployment.duration).toBeGreaterThan(0);
  const expected = {
    direct: [
      ["config", "ConfigMap", "eu", "deployed"],
      ["svc", "Service", "eu", "deployed"],
      ["web", "Deployment", "eu", "deployed"],
    ],
    kro: [["eu", made.kind, "eu", "deployed"]],
  };
  expect(byId(deployment)).toEqual(expected[mode]);
  expect(deployment.dependencyGraph).toEqual(
    mode === "direct" ? { config: [], web: ["config"], svc: ["web"] } : {},
  );
  for (const resource of deployment.resources) {
    expect(resource.namespace).toBe(namespace);
    expect(Date.parse(String(resource.deployedAt))).toBeGreaterThan(Date.now() - 120_000);
    expect(resource.manifest).toMatchObject({ kind: resource.kind, metadata: { name: "eu", namespace } });
  }
  if (!alchemy) return expect(deployment.alchemyMetadata).toBeUndefined();
  const types = stateTypes(made)[mode];
  const ids = {
    direct: ["configmap", "deployment", "service"].map((kind) => `${kind}-${namespace}_eu`),
    kro: [`resourcegraphdefinition.kro.run-${made.name}`, `${made.name}.${GROUP}-${namespace}_eu`],
  };
  expect(deployment.alchemyMetadata?.registeredTypes.toSorted()).toEqual(types);
  expect(deployment.alchemyMetadata?.resourceIds.toSorted()).toEqual(ids[mode].toSorted());
  expect(deployment.alchemyMetadata?.totalResources).toBe(types.length);
  expect(deployment.alchemyMetadata?.scope).toContain("factories");
  const resourceTypes = deployment.resources.map(({ alchemyResourceType = "" }) => alchemyResourceType);
  expect(resourceTypes.toSorted()).toEqual(mode === "direct" ? types : [`kro::${made.kind}`]);
  expect(metadata.uid.length).toBe(36);
}
