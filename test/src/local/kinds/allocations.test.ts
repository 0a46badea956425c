import { expect, test } from "bun:test";
import { SERVICE_RANGE } from "../../../../src/local/kinds/service/allocations.ts";
import { StatusError } from "../../../../src/local/status.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { kindsOnly } from "./ours.ts";

interface Spec {
  clusterIP?: string;
  ports?: { nodePort?: number }[];
}

const service = (name: string, spec: object = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "default" },
  spec: { type: "NodePort", ports: [{ port: 80 }], ...spec },
});

async function cluster() {
  const made = await kindsOnly();
  made.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const specOf = (manifest: Manifest): Spec => made.create(manifest)["spec"] as Spec;
  const remove = (name: string): void => {
    const kind = made.environment.kinds.byResource("/services");
    if (kind !== undefined) made.objects.delete(kind, { namespace: "default", name });
  };
  return { ...made, specOf, remove };
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error.status.message ?? "";
    throw error;
  }
  return "";
}

test("addresses and ports are given once", async () => {
  const { specOf } = await cluster();
  const specs = Array.from({ length: 200 }, (_, index) => specOf(service(`s-${index}`)));
  expect(SERVICE_RANGE).toBe("10.0.0.0/16");
  expect(new Set(specs.map(({ clusterIP }) => clusterIP)).size).toBe(200);
  expect(new Set(specs.map(({ ports }) => ports?.[0]?.nodePort)).size).toBe(200);
  for (const { clusterIP, ports } of specs) {
    expect(clusterIP).toMatch(/^10\.0\.\d+\.\d+$/);
    expect(ports?.[0]?.nodePort).toBeWithin(30_000, 32_768);
  }
});

test("what is taken is refused, and free again after the deletion", async () => {
  const { create, remove } = await cluster();
  const fixed = { clusterIP: "10.0.9.9", ports: [{ port: 80, nodePort: 30_123 }] };
  create(service("first", fixed));
  expect(messageOf(() => create(service("second", fixed)))).toBe(
    'Service "second" is invalid: spec.clusterIPs: Invalid value: ["10.0.9.9"]: failed to allocate IP 10.0.9.9: provided IP is already allocated',
  );
  expect(messageOf(() => create(service("second", { ports: fixed.ports })))).toBe(
    'Service "second" is invalid: spec.ports[0].nodePort: Invalid value: 30123: provided port is already allocated',
  );
  remove("first");
  expect(create(service("second", fixed))["spec"]).toMatchObject(fixed);
});

test("a refused Service leaves nothing behind", async () => {
  const { create, environment } = await cluster();
  const wrong = { clusterIP: "10.0.9.9", selector: { "not valid": "x" } };
  expect(messageOf(() => create(service("wrong", wrong)))).toContain("spec.selector");
  create(service("right", { clusterIP: "10.0.9.9" }));
  expect(environment.store.count("/services")).toBe(1);
});

test("an update keeps what was given", async () => {
  const { specOf, objects, environment, create } = await cluster();
  const before = specOf(service("kept"));
  const kind = environment.kinds.byKind("v1", "Service");
  if (kind === undefined) throw new Error("Services are not served");
  const { object } = objects.update(kind, service("kept", { ports: [{ port: 81 }] }), {
    manager: "test",
  });
  expect((object["spec"] as Spec).clusterIP).toBe(before.clusterIP);
  expect((object["spec"] as Spec).ports?.[0]?.nodePort).toBe(before.ports?.[0]?.nodePort);
  expect(messageOf(() => create(service("other", { clusterIP: before.clusterIP })))).toContain(
    "already allocated",
  );
});

test("a store that was there before is read once", async () => {
  const { specOf, environment } = await cluster();
  const { clusterIP } = specOf(service("old"));
  const later = await kindsOnly();
  for (const object of [...environment.store.list("/namespaces"), ...environment.store.list("/services")])
    later.environment.store.put(object.kind === "Service" ? "/services" : "/namespaces", object);
  expect(messageOf(() => later.create(service("new", { clusterIP })))).toContain("already allocated");
});
