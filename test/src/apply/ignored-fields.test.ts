import { describe, expect, test } from "bun:test";
import { hasWideInteger, unkeptFields } from "../../../src/apply/ignored-fields.ts";
import type { Json } from "../../../src/model/json.ts";
import type { Manifest } from "../../../src/model/object.ts";

const manifest = (fields: Record<string, unknown>): Manifest => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "web" },
  ...fields,
});
const spec = (value: Json): Manifest => manifest({ spec: value });
const ignored = (sent: Manifest, kept: Manifest): readonly string[] => unkeptFields(sent, kept).ignored;

describe("a field counts as ignored", () => {
  const rows: [string, Manifest, Manifest, string[]][] = [
    ["once for a whole status", manifest({ status: { a: 1, b: 2 } }), manifest({ status: {} }), [".status"]],
    ["when it is absent", manifest({ status: { phase: "Ready" } }), manifest({}), [".status"]],
    ["when another text stands there", spec({ request: "new" }), spec({ request: "old" }), [".spec.request"]],
    ["when another number stands there", spec({ replicas: 3 }), spec({ replicas: 1 }), [".spec.replicas"]],
    [
      "when another boolean stands there",
      spec({ hostUsers: false }),
      spec({ hostUsers: true }),
      [".spec.hostUsers"],
    ],
    [
      "when a list lacks it",
      spec({ finalizers: ["a/b", "kubernetes"] }),
      spec({ finalizers: ["kubernetes"] }),
      [".spec.finalizers[0]"],
    ],
    [
      "deep in an element of a list",
      spec({ containers: [{ name: "a", restartPolicy: "Always" }] }),
      spec({ containers: [{ name: "injected" }, { name: "a" }] }),
      [".spec.containers[0].restartPolicy"],
    ],
  ];
  test.each(rows)("%s", (_name, sent, kept, expected) => {
    expect(ignored(sent, kept)).toEqual(expected);
  });
});

describe("what is only written in another way is kept:", () => {
  const rows: [string, Json, Json][] = [
    ["quantities", { cpu: "1000m", memory: "1024Mi", gpu: 1 }, { cpu: "1", memory: "1Gi", gpu: "1" }],
    ["durations", { after: "90s" }, { after: "1m30s" }],
    ["times", { at: "2026-01-01T00:00:00.000Z" }, { at: "2026-01-01T00:00:00Z" }],
    ["base64 with line breaks", { caBundle: "YWJj\nZGVm\n" }, { caBundle: "YWJjZGVm" }],
    ["defaults for empty values", { clusterIP: "", nodePort: 0 }, { clusterIP: "10.0.0.1", nodePort: 30080 }],
    ["empty values", { value: "", flag: false, none: null, empty: {}, list: [], deep: { a: [""] } }, {}],
    [
      "elements in another order",
      {
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
      },
      {
        env: [
          { name: "B", value: "2" },
          { name: "A", value: "1", x: 1 },
        ],
      },
    ],
    ["fields and elements of others", { a: ["x"] }, { a: ["y", "x"], b: 1 }],
  ];
  test.each(rows)("%s", (_name, sent, kept) => {
    expect(unkeptFields(spec(sent), spec(kept))).toEqual({ ignored: [], wrapped: [] });
  });

  test("metadata, and what is moved as it is written", () => {
    const sent = manifest({
      metadata: { name: "web", uid: "1", labels: { a: "b" } },
      stringData: { a: "b" },
    });
    expect(ignored(sent, manifest({ data: { a: "Yg==" } }))).toEqual([]);
  });
});

describe("integers", () => {
  test("that lost their upper bits are told apart from ignored ones", () => {
    const sent = spec({ replicas: 2 ** 32 + 2, port: 2 ** 32 + 80, uid: 2 ** 32 });
    expect(unkeptFields(sent, spec({ replicas: 2, port: 81, uid: 2 ** 32 }))).toEqual({
      ignored: [".spec.port"],
      wrapped: [".spec.replicas"],
    });
  });

  const rows: [unknown, boolean][] = [
    [2 ** 31 - 1, false],
    [-(2 ** 31), false],
    [2 ** 31, true],
    [-(2 ** 31) - 1, true],
    [0.5, false],
    ["4294967298", false],
    [{ a: [{ b: 2 ** 32 }] }, true],
    [{ a: [null, { b: 1 }] }, false],
  ];
  test.each(rows)("%j may not fit: %p", (value, expected) => {
    expect(hasWideInteger(value)).toBe(expected);
  });
});
