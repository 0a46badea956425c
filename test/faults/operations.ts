/** What the engine does with one object, as operations that are tried under every fault at every one of their requests. */

import { contentsOf } from "../../src/apply/contents.ts";
import { ensure, type EnsureOptions } from "../../src/apply/ensure.ts";
import { ownershipSelector } from "../../src/apply/ownership.ts";
import { remove } from "../../src/apply/remove.ts";
import type { Target } from "../../src/apply/target.ts";
import { untilReady } from "../../src/apply/wait.ts";
import { apply, get, patch } from "../../src/client/verbs.ts";
import type { Kind } from "../../src/model/kind.ts";
import { builtinKind } from "../../src/model/kind-table.ts";
import type { Manifest } from "../../src/model/object.ts";
import type { FaultName } from "./faults.ts";

/** Something that is done to one object, again and again until it gets through. */
export interface Operation {
  name: string;
  /** What is there before. */
  before?(target: Target): Promise<void>;
  /** What is tried. */
  act(target: Target): Promise<void>;
  kind: [apiVersion: string, kind: string];
  /** After this fault it may end otherwise. */
  except?: { fault: FaultName; request: RegExp };
}

const OWNER = "0b1e5c3a";
const OWNERSHIP = { id: OWNER, fqn: "shop/test/thing", app: "shop", stage: "test" };

/** The target of an operation. */
export function targetOf({ kind: [apiVersion, name] }: Operation, at: Omit<Target, "kind">): Target {
  return { ...at, kind: builtin(apiVersion, name) };
}

function builtin(apiVersion: string, name: string): Kind {
  const kind = builtinKind(apiVersion, name);
  if (kind === undefined) throw new Error(`${apiVersion} ${name} is no built-in kind`);
  return kind;
}

/** All but metadata; workloads select by the name of the case, or they would take each other's pods. */
type Content = Record<string, unknown> | ((name: string) => Record<string, unknown>);

function manifest(target: Target, content: Content): Manifest {
  const { group, version, kind } = target.kind;
  const { name, namespace = "" } = target;
  return {
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind,
    metadata: { name, namespace },
    ...(typeof content === "function" ? content(name) : content),
  };
}

async function put(target: Target, content: Content, more: Partial<EnsureOptions> = {}): Promise<void> {
  const written = await ensure(target, {
    manifest: manifest(target, content),
    ownership: OWNERSHIP,
    expect: "absent",
    adopt: false,
    conflicts: "fail",
    allowDataLoss: false,
    secrets: [],
    timeout: 20_000,
    report: () => undefined,
    ...more,
  });
  await untilReady(target, written.object, { rule: "ready", timeout: 20_000, report: () => undefined });
}

function change(from: Content, to: Content): Pick<Operation, "before" | "act"> {
  return {
    before: (target) => put(target, from),
    act: (target) => put(target, to, { expect: "present", applied: manifest(target, from) }),
  };
}

function drop(content: Content): Pick<Operation, "before" | "act"> {
  return {
    before: (target) => put(target, content),
    act: async (target) => {
      await remove(target, { owner: OWNER, timeout: 20_000, report: () => undefined });
    },
  };
}

/** Whether a namespace holds an object that is kept: the answer decides whether the namespace may go. */
async function search({ client, name, namespace = "" }: Target): Promise<void> {
  const holder = await get(client, builtin("v1", "Namespace"), { name: namespace });
  if (holder === undefined) throw new Error(`there is no namespace ${namespace}`);
  const held = await contentsOf(client, holder, ownershipSelector(OWNERSHIP));
  if (!held.some((object) => object.metadata.name === name)) throw new Error("what is kept was not found");
}

function workload(image: string, spec: Record<string, unknown> = {}): Content {
  return (app) => {
    const labels = { app };
    const containers = [{ name: "main", image: `registry.test/${image}` }];
    const template = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 0 } };
    return { spec: { selector: { matchLabels: labels }, template, ...spec } };
  };
}

function job(image: string): { spec: Record<string, unknown> } {
  const containers = [{ name: "main", image: `registry.test/${image}` }];
  return { spec: { template: { spec: { containers, restartPolicy: "Never" } } } };
}

function binding(role: string): Record<string, unknown> {
  return {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: "default" }],
  };
}

const service = (port: number): Record<string, unknown> => ({
  spec: { selector: { app: "main" }, ports: [{ port }] },
});

export const OPERATIONS: readonly Operation[] = [
  {
    name: "creating a ConfigMap",
    kind: ["v1", "ConfigMap"],
    act: (target) => put(target, { data: { a: "1" } }),
  },
  {
    name: "creating a Deployment",
    kind: ["apps/v1", "Deployment"],
    act: (target) => put(target, workload("main:1")),
  },
  { name: "creating a Job", kind: ["batch/v1", "Job"], act: (target) => put(target, job("main:1")) },
  {
    name: "changing a Secret",
    kind: ["v1", "Secret"],
    ...change({ data: { a: btoa("1") } }, { data: { a: btoa("2") } }),
  },
  { name: "changing a port", kind: ["v1", "Service"], ...change(service(80), service(81)) },
  {
    name: "adopting a ConfigMap",
    kind: ["v1", "ConfigMap"],
    before: async (target) => {
      const theirs = manifest(target, { data: { a: "theirs", b: "dropped" } });
      await apply(target.client, target.kind, theirs, { fieldManager: "kubectl" });
    },
    act: (target) => put(target, { data: { a: "1" } }, { adopt: true }),
  },
  {
    name: "repairing a port",
    kind: ["v1", "Service"],
    before: async (target) => {
      await put(target, service(80));
      const path = "/spec/ports/0/port";
      const operations = [
        { op: "test", path, value: 80 },
        { op: "replace", path, value: 99 },
      ] as const;
      await patch(target.client, target.kind, target, operations, { fieldManager: "kubectl-edit" });
    },
    act: (target) => put(target, service(80), { expect: "present", applied: manifest(target, service(80)) }),
  },
  {
    name: "replacing a RoleBinding",
    kind: ["rbac.authorization.k8s.io/v1", "RoleBinding"],
    ...change(binding("view"), binding("edit")),
  },
  { name: "replacing a Job", kind: ["batch/v1", "Job"], ...change(job("main:1"), job("main:2")) },
  {
    name: "replacing a StatefulSet around its pods",
    kind: ["apps/v1", "StatefulSet"],
    ...change(workload("main:1"), workload("main:1", { podManagementPolicy: "Parallel" })),
  },
  { name: "deleting a ConfigMap", kind: ["v1", "ConfigMap"], ...drop({ data: { a: "1" } }) },
  { name: "deleting a Deployment", kind: ["apps/v1", "Deployment"], ...drop(workload("main:1")) },
  {
    name: "searching a namespace",
    kind: ["v1", "ConfigMap"],
    before: (target) => put(target, { data: { a: "1" } }),
    act: search,
    // Who may not look is not told.
    except: { fault: "403", request: /^list .*\/configmaps / },
  },
  { name: "deleting a Job", kind: ["batch/v1", "Job"], ...drop(job("main:1")) },
];
