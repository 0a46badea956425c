/** Lists that several parties extend, patched on a real API server. */

import { expect, setDefaultTimeout, test } from "bun:test";
import type { Target } from "../../../src/apply/target.ts";
import { apply, get, patch, remove } from "../../../src/client/verbs.ts";
import { valueAt, type Json } from "../../../src/model/json.ts";
import type { Kind } from "../../../src/model/kind.ts";
import { until } from "../../support/control-plane.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { makeObject, Patching, somebody, tracesOf } from "./patching.ts";
import { kindOf } from "./writers.ts";

setDefaultTimeout(60_000);
const client = liveClient();
const namespace = await newNamespace(client);
const made = (kind: Kind, body: Record<string, unknown>): Promise<Target> =>
  makeObject({ client, namespace }, kind, body);

const rule = (verb: string): Json => ({ apiGroups: [""], resources: ["pods"], verbs: [verb] });
const subject = (name: string): Json => ({ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name });
const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" };
const rbac = "rbac.authorization.k8s.io/v1";
const rows: { kind: Kind; body: Record<string, unknown>; field: string; ours: Json; theirs: Json }[] = [
  {
    kind: kindOf("v1", "ServiceAccount"),
    body: {},
    field: "imagePullSecrets",
    ours: { name: "ours" },
    theirs: { name: "theirs" },
  },
  { kind: kindOf(rbac, "Role"), body: {}, field: "rules", ours: rule("get"), theirs: rule("list") },
  {
    kind: kindOf(rbac, "RoleBinding"),
    body: { roleRef },
    field: "subjects",
    ours: { kind: "Group", name: "ours" },
    theirs: subject("theirs"),
  },
];
test.each(rows)(
  "$kind.kind $field keep the elements of others",
  async ({ kind, body, field, ours, theirs }) => {
    const target = await made(kind, { ...body, [field]: [theirs] });
    const patching = new Patching(target);
    const set = await patching.set({ [field]: [ours] });
    expect(set[field]).toEqual([theirs, expect.objectContaining(ours as object)]);
    const again = await patching.set({ [field]: [ours] });
    expect(again.metadata.resourceVersion).toBe(set.metadata.resourceVersion);
    const after = await patching.giveUp();
    expect(after?.[field]).toEqual([theirs]);
    expect(tracesOf(after, patching)).toEqual([]);
  },
);

const account = kindOf("v1", "ServiceAccount");
const named = (...names: string[]): Record<string, unknown> => ({
  imagePullSecrets: names.map((name) => ({ name })),
});
const names = async (target: Target): Promise<unknown> =>
  (await get(client, account, target))?.["imagePullSecrets"] ?? [];

test("an element that was there before is left there", async () => {
  const target = await made(account, named("theirs", "both"));
  const before = await get(client, account, target);
  const patching = new Patching(target);
  const set = await patching.set(named("both"));
  expect(set.metadata.resourceVersion).toBe(before?.metadata.resourceVersion ?? "");
  await patching.set(named("both", "ours"));
  const after = await patching.giveUp();
  expect(after?.["imagePullSecrets"]).toEqual([{ name: "theirs" }, { name: "both" }]);
  expect(tracesOf(after, patching)).toEqual([]);
});

test("an element that several patches want goes with the last of them, whoever put it there", async () => {
  const target = await made(account, named("theirs"));
  const [one, two, three] = [new Patching(target), new Patching(target), new Patching(target)];
  await one.set(named("both"));
  await Promise.all([two.set(named("both", "two")), three.set(named("both"))]);
  await Promise.all([one.giveUp(), three.set(named())]);
  expect(await names(target)).toEqual([{ name: "theirs" }, { name: "both" }, { name: "two" }]);
  const after = await two.giveUp();
  expect(after?.["imagePullSecrets"]).toEqual([{ name: "theirs" }]);
  expect([one, two, three].flatMap((patching) => tracesOf(after, patching))).toEqual([]);
});

test("what an object that was made anew has is not what we put into the former one", async () => {
  const target = await made(account, named("theirs"));
  const patching = new Patching(target);
  await patching.set(named("both"));
  await remove(client, account, target);
  const metadata = { name: target.name, namespace };
  const anew = { apiVersion: "v1", kind: "ServiceAccount", metadata, ...named("both") };
  await apply(client, account, anew, somebody);
  await patching.giveUp();
  expect(await names(target)).toEqual([{ name: "both" }]);
});

test("what is invalid there is an error", async () => {
  const target = await made(kindOf(rbac, "Role"), { rules: [rule("get")] });
  const error = await errorOf(
    new Patching(target).set({ rules: [{ apiGroups: [""], resources: ["pods"] }] }),
  );
  expect(error).toMatchObject({ code: "invalid" });
  expect((await get(client, target.kind, target))?.["rules"]).toEqual([rule("get")]);
});

test("taints of a Node stand beside those of its controller and of other patches", async () => {
  const NODE = kindOf("v1", "Node");
  const target = await made(NODE, { spec: { unschedulable: true } });
  const keys = async (): Promise<unknown[]> => {
    const taints = valueAt(await get(client, NODE, target), ["spec", "taints"]);
    return Array.isArray(taints) ? taints.map((taint) => valueAt(taint, ["key"])) : [];
  };
  const CORDONED = "node.kubernetes.io/unschedulable";
  try {
    // The node lifecycle controller, on its own.
    await until("it is cordoned", async () => (await keys()).includes(CORDONED));
    const [one, two] = [new Patching(target), new Patching(target)];
    const taint = (key: string): Json => ({ key, value: "yes", effect: "NoSchedule" });
    await Promise.all([
      one.set({ metadata: { labels: { pool: "gpu" } }, spec: { taints: [taint("one")] } }),
      two.set({ spec: { taints: [taint("two")] } }),
    ]);
    expect(await keys()).toContainValues([CORDONED, "one", "two"]);
    const clash = await errorOf(
      two.set({ spec: { taints: [{ ...(taint("one") as object), value: "no" }] } }),
    );
    expect(clash.message).toContain('(a patch by Alchemy) → spec.taints[key="one",effect="NoSchedule"]');
    const ignore = ['spec.taints[key="one",effect="NoSchedule"]'];
    const changed = [{ ...(taint("one") as object), value: "no" }, taint("two")];
    await two.set({ spec: { taints: changed } }, { conflicts: { ignore } });
    expect(valueAt(await get(client, NODE, target), ["spec", "taints"])).toContainEqual(taint("one"));
    await patch(client, NODE, target, [{ op: "replace", path: "/spec/unschedulable", value: false }]);
    await until("it is uncordoned", async () => !(await keys()).includes(CORDONED));
    expect((await keys()).map(String).toSorted()).toEqual(["one", "two"]);
    const after = await one.giveUp();
    expect(await keys()).toEqual(["two"]);
    expect(after?.metadata.labels ?? {}).not.toHaveProperty("pool");
    await two.giveUp();
    expect(await keys()).toEqual([]);
  } finally {
    await remove(client, NODE, target);
  }
});
