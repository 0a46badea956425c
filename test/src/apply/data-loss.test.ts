import { describe, expect, test } from "bun:test";
import { dataAtRisk, keepsPods } from "../../../src/apply/data-loss.ts";
import { sideEffects } from "../../../src/apply/side-effects.ts";
import type { LiveObject } from "../../../src/model/object.ts";

function live(fields: Record<string, unknown>): LiveObject {
  const { metadata, ...rest } = fields;
  const identity = { name: "web", namespace: "shop", uid: "u1", resourceVersion: "7" };
  return { apiVersion: "v1", kind: "ConfigMap", ...rest, metadata: { ...identity, ...(metadata as object) } };
}

interface Set {
  whenDeleted?: string;
  app?: string;
  templates?: string[];
  serviceName?: string;
  size?: string;
}

function statefulSet({ whenDeleted = "Delete", app = "a", templates = ["data"], ...more }: Set): LiveObject {
  const { serviceName = "web", size = "1Gi" } = more;
  const volumeClaimTemplates = templates.map((name) => ({
    metadata: { name },
    spec: { resources: { requests: { storage: size } } },
  }));
  const persistentVolumeClaimRetentionPolicy = { whenDeleted };
  const selector = { matchLabels: { app } };
  const spec = { selector, persistentVolumeClaimRetentionPolicy, volumeClaimTemplates, serviceName };
  return live({ apiVersion: "apps/v1", kind: "StatefulSet", spec });
}

const claim = (volumeName?: string): LiveObject =>
  live({ kind: "PersistentVolumeClaim", spec: { volumeName }, status: { capacity: { storage: "2Gi" } } });
const volume = (persistentVolumeReclaimPolicy: string): LiveObject =>
  live({ kind: "PersistentVolume", spec: { persistentVolumeReclaimPolicy } });
const request = (status: unknown): LiveObject =>
  live({ apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest", status });
const written = (kind: string, more: object = {}): LiveObject =>
  live({
    kind,
    ...more,
    metadata: {
      managedFields: [
        {
          manager: "alchemy-o1",
          operation: "Apply",
          fieldsV1: { "f:data": { ".": {}, "f:ours": {}, "f:both": {} } },
        },
        {
          manager: "injector",
          operation: "Update",
          fieldsV1: { "f:data": { "f:theirs": {}, "f:both": {} } },
        },
      ],
    },
  });

describe("dataAtRisk", () => {
  const rows: [string, LiveObject, LiveObject | undefined, string | undefined][] = [
    ["a bound claim", claim("pv-1"), live({}), "the data of its volume pv-1 (2Gi)"],
    ["a claim without a volume", claim(), live({}), undefined],
    ["a namespace", live({ kind: "Namespace" }), live({}), "every object in it"],
    ["a node", live({ kind: "Node" }), live({}), "the pods that run on it"],
    ["a config map", live({}), live({}), undefined],
    [
      "a kind of that name in another group",
      live({ apiVersion: "x.io/v1", kind: "Namespace" }),
      live({}),
      undefined,
    ],
    ["a volume that is deleted with its object", volume("Delete"), live({}), "the data of the volume"],
    ["a volume that outlives its object", volume("Retain"), live({}), undefined],
    ["a volume that says nothing", live({ kind: "PersistentVolume", spec: {} }), live({}), undefined],
    [
      "keys that somebody added to a config map",
      written("ConfigMap"),
      live({}),
      "the keys that others wrote: theirs",
    ],
    [
      "keys that somebody added to a secret",
      written("Secret"),
      live({}),
      "the keys that others wrote: theirs",
    ],
    [
      "keys that nobody owns, as managedFields were cleared",
      live({ data: { ours: "1", theirs: "2" }, binaryData: { raw: "eA==" } }),
      live({ data: { ours: "2" } }),
      "the keys that others wrote: theirs, raw",
    ],
    [
      "keys that nobody owns, and that the replacement sets",
      live({ kind: "Secret", data: { ours: "MQ==" } }),
      live({ kind: "Secret", stringData: { ours: "2" } }),
      undefined,
    ],
    [
      "keys that nobody owns, and nothing replaces",
      live({ data: { ours: "1" } }),
      undefined,
      "the keys that others wrote: ours",
    ],
    [
      "the token of a service account",
      written("Secret", { type: "kubernetes.io/service-account-token" }),
      live({}),
      "the token that the cluster generated for it",
    ],
    [
      "an issued certificate",
      request({ certificate: "x" }),
      live({}),
      "the certificate that was issued for it",
    ],
    ["a request that nobody answered", request({}), live({}), undefined],
    [
      "a stateful set that keeps its claims",
      statefulSet({ whenDeleted: "Retain" }),
      statefulSet({ whenDeleted: "Retain", app: "b" }),
      undefined,
    ],
    [
      "a stateful set that deletes its claims, under another selector",
      statefulSet({}),
      statefulSet({ app: "b" }),
      "the data of its volume claims",
    ],
    [
      "one without claims",
      statefulSet({ templates: [] }),
      statefulSet({ app: "b", templates: [] }),
      undefined,
    ],
    ["one that is replaced under its pods", statefulSet({}), statefulSet({}), undefined],
    ["one that nothing replaces", statefulSet({}), undefined, "the data of its volume claims"],
    [
      "one that nothing replaces, and keeps its claims",
      statefulSet({ whenDeleted: "Retain" }),
      undefined,
      undefined,
    ],
    [
      "one that is given a new volume",
      statefulSet({}),
      statefulSet({ templates: ["data", "logs"] }),
      "the data of its volume claims",
    ],
  ];
  test.each(rows)("%s", (_name, before, after, expected) => {
    expect(dataAtRisk(before, { owner: "o1", ...(after && { replacement: after }) })).toBe(expected);
  });
});

describe("keepsPods", () => {
  const rows: [string, LiveObject, LiveObject, boolean][] = [
    ["the same selector", statefulSet({}), statefulSet({ serviceName: "other" }), true],
    ["another selector", statefulSet({}), statefulSet({ app: "b" }), false],
    ["another size of its claims", statefulSet({}), statefulSet({ size: "2Gi" }), true],
    ["a claim less", statefulSet({ templates: ["data", "logs"] }), statefulSet({}), true],
    [
      "a claim more, which running pods cannot be given",
      statefulSet({}),
      statefulSet({ templates: ["data", "logs"] }),
      false,
    ],
    ["another kind", live({ kind: "Deployment", apiVersion: "apps/v1" }), live({}), false],
  ];
  test.each(rows)("%s: %p", (_name, before, after, expected) => {
    expect(keepsPods(before, after)).toBe(expected);
  });
});

describe("sideEffects", () => {
  const service = (nodePort: number | undefined, ip?: string): LiveObject =>
    live({
      kind: "Service",
      spec: { ports: [{ port: 80, protocol: "TCP", nodePort }] },
      status: { loadBalancer: ip === undefined ? {} : { ingress: [{ ip }] } },
    });
  const rows: [string, LiveObject, LiveObject, string[]][] = [
    ["the same node port", service(30_001), service(30_001), []],
    ["no node port", service(undefined), service(undefined), []],
    ["another node port", service(30_001), service(30_002), ["TCP 80: 30001 is now 30002"]],
    ["an address of a load balancer", service(1, "192.0.2.1"), service(1), ["192.0.2.1 and may get another"]],
    ["claims of another size", statefulSet({}), statefulSet({ size: "2Gi" }), ["keep their size"]],
    [
      "another service of a set",
      statefulSet({}),
      statefulSet({ serviceName: "other" }),
      ["until they are restarted"],
    ],
    ["new pods of a set", statefulSet({}), statefulSet({ app: "b", size: "2Gi" }), []],
    ["another kind", live({}), live({}), []],
  ];
  test.each(rows)("%s", (_name, before, after, expected) => {
    const told = sideEffects(before, after);
    expect(told).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(told[index]).toContain(part);
  });
});
