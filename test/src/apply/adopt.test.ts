import { describe, expect, test } from "bun:test";
import { merged } from "../../../src/apply/adopt.ts";
import type { LiveObject, ManagedFieldsEntry } from "../../../src/model/object.ts";

describe("the fields that an adoption takes over are those", () => {
  const CREATED = "2026-01-01T00:00:00Z";
  const entry = (manager: string, field: string, time = CREATED): ManagedFieldsEntry => ({
    manager,
    operation: "Update",
    time,
    fieldsV1: { [`f:${field}`]: {} },
  });
  const rows: [string, string[], string[]][] = [
    [
      "of tools that write whole objects",
      ["helm", "kubectl-client-side-apply"],
      ["helm", "kubectl-client-side-apply"],
    ],
    ["of a tool, not of who edited later", ["kubectl-create", "my-script"], ["kubectl-create"]],
    ["of whoever made it", ["my-script"], ["my-script"]],
    ["of nobody, when controllers wrote it", ["kube-controller-manager", "kwok", "my-operator"], []],
    ["of another app's resource, not of a patch", ["alchemy-1", "alchemy-patch-2"], ["alchemy-1"]],
    ["of who made it, not of a patch", ["my-script", "alchemy-patch-2"], ["my-script"]],
    ["of who made it, not of the controllers of k3s", ["my-script", "k3s"], ["my-script"]],
    ["of who made it, not of the controllers of rke2", ["my-script", "rke2", "rke2-server"], ["my-script"]],
  ];
  test.each(rows)("%s", (_name, managers, taken) => {
    const metadata = { name: "web", uid: "u1", resourceVersion: "7", creationTimestamp: CREATED };
    const live: LiveObject = { apiVersion: "v1", kind: "ConfigMap", metadata };
    const entries = managers.map((manager) => entry(manager, manager));
    const after = merged(entries, live, { fieldManager: "ours", adopting: true, manifest: live });
    const ours = after.find(({ manager }) => manager === "ours");
    expect(Object.keys(ours?.fieldsV1 ?? {})).toEqual(taken.map((manager) => `f:${manager}`));
    expect(after.length).toBe(managers.length - taken.length + (taken.length > 0 ? 1 : 0));
  });

  const owner = { "f:metadata": { "f:annotations": { "f:alchemy.run/owner": {} } } };
  const live: LiveObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "web", uid: "u1", resourceVersion: "7", creationTimestamp: CREATED },
  };
  const adoption = { fieldManager: "ours", adopting: true, manifest: live };

  test("of the Alchemy resource that owned it, not of one that patches it", () => {
    const applied = (manager: string, fieldsV1: object): ManagedFieldsEntry =>
      ({ manager, operation: "Apply", fieldsV1 }) as ManagedFieldsEntry;
    const entries = [applied("alchemy-owner", owner), applied("alchemy-patch", { "f:data": {} })];
    const managers = merged(entries, live, adoption).map(({ manager }) => manager);
    expect(managers).toEqual(["alchemy-patch", "ours"]);
  });

  test("of whoever scaled by hand, when the manifest says how many", () => {
    const scaling = (manager: string): ManagedFieldsEntry => ({
      ...entry(manager, "spec"),
      subresource: "scale",
    });
    const entries = [entry("helm", "data"), scaling("kubectl"), scaling("kube-controller-manager")];
    const scaled = { ...adoption, manifest: { ...live, spec: { replicas: 3 } } };
    const managers = (how: typeof adoption): unknown =>
      merged(entries, live, how).map(({ manager }) => manager);
    expect(managers(scaled)).toEqual(["kube-controller-manager", "ours"]);
    expect(managers(adoption)).toEqual(["kubectl", "kube-controller-manager", "ours"]);
  });

  test("of nobody known, also where nothing is adopted", () => {
    const entries = [entry("before-first-apply", "data"), entry("helm", "other")];
    const managers = merged(entries, live, { ...adoption, adopting: false }).map(({ manager }) => manager);
    expect(managers).toEqual(["helm", "ours"]);
  });
});
