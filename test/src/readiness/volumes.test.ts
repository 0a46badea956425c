import { describe, expect, test } from "bun:test";
import { quantityValue } from "../../../src/model/quantity.ts";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Readiness, Surroundings } from "../../../src/readiness/verdict.ts";
import { condition, object } from "./objects.ts";

const claim = (requested: string, status: object, spec: object = {}): ReturnType<typeof object> =>
  object("v1/PersistentVolumeClaim", {
    spec: { resources: { requests: { storage: requested } }, ...spec },
    status,
  });
const bound = (capacity: string, more: object = {}): object => ({
  phase: "Bound",
  capacity: { storage: capacity },
  ...more,
});
const late: Surroundings = {
  storageClass: object("storage.k8s.io/v1/StorageClass", { volumeBindingMode: "WaitForFirstConsumer" }),
};

const rows: [string, ReturnType<typeof object>, Partial<Readiness> & object, Surroundings?][] = [
  ["a claim at the size asked for", claim("1024Mi", bound("1Gi")), { state: "ready" }],
  ["a claim of a larger volume", claim("1Gi", bound("5G")), { state: "ready" }],
  [
    "a claim that is to grow",
    claim("2Gi", bound("1Gi")),
    { state: "progressing", reason: "its capacity is 1Gi of 2Gi" },
  ],
  [
    "a claim that grows",
    claim("2Gi", bound("1Gi", { conditions: [condition("Resizing", "True", "", "expanding")] })),
    { state: "progressing", reason: "expanding" },
  ],
  [
    "a claim that grows with its next pod",
    claim("2Gi", bound("1Gi", { conditions: [condition("FileSystemResizePending", "True")] })),
    { state: "ready", warning: "its file system grows when a pod uses it next" },
  ],
  [
    "a claim that cannot grow",
    claim("2Gi", bound("1Gi", { allocatedResourceStatuses: { storage: "ControllerResizeInfeasible" } })),
    { state: "failed", cause: "ControllerResizeInfeasible", patience: 30_000 },
  ],
  [
    "a claim that cannot have the attributes",
    claim("1Gi", bound("1Gi", { modifyVolumeStatus: { status: "Infeasible" } })),
    { state: "failed", cause: "Infeasible", patience: 30_000 },
  ],
  [
    "a claim that is given the attributes",
    claim("1Gi", bound("1Gi", { conditions: [condition("ModifyingVolume", "True", "", "modifying")] })),
    { state: "progressing", reason: "modifying" },
  ],
  ["a lost claim", claim("1Gi", { phase: "Lost" }), { state: "failed", cause: "Lost" }],
  ["a claim that waits for its pod", claim("1Gi", { phase: "Pending" }), { state: "ready" }, late],
  [
    "a claim that names its volume",
    claim("1Gi", { phase: "Pending" }, { volumeName: "v" }),
    { state: "progressing", reason: "its phase is Pending" },
    late,
  ],
  [
    "a claim that waits for its pod and is bound, to grow",
    claim("2Gi", bound("1Gi")),
    { state: "progressing" },
    late,
  ],
  ["a volume", object("v1/PersistentVolume", { status: { phase: "Available" } }), { state: "ready" }],
  [
    "a volume without its claim",
    object("v1/PersistentVolume", { status: { phase: "Released" } }),
    { state: "ready", warning: "its claim is gone: it cannot be claimed again" },
  ],
  [
    "a volume that failed",
    object("v1/PersistentVolume", { status: { phase: "Failed", message: "no plugin" } }),
    { state: "failed", reason: "no plugin" },
  ],
  [
    "a volume in the making",
    object("v1/PersistentVolume", { status: { phase: "Pending" } }),
    { state: "progressing" },
  ],
];

describe("volumes and claims", () => {
  test.each(rows)("%s", (_name, live, expected, around = {}) => {
    expect(judge(live, around)).toMatchObject(expected);
  });
});

test("the value of a quantity", () => {
  const values: [string, number | undefined][] = [
    ["1", 1],
    ["1Ki", 1024],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["100m", 0.1],
    ["-2k", -2000],
    ["1e3", 1000],
    [".5M", 500_000],
    ["", undefined],
    ["1X", undefined],
    ["Gi", undefined],
  ];
  for (const [text, value] of values) expect([text, quantityValue(text)]).toEqual([text, value]);
});
