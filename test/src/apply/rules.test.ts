import { describe, expect, test } from "bun:test";
import { wouldChange } from "../../../src/apply/compare.ts";
import { FieldConflictError, fieldConflicts, isFieldConflict } from "../../../src/apply/conflict.ts";
import { mergeFields } from "../../../src/apply/field-set.ts";
import { appliedDigest } from "../../../src/apply/managed-fields.ts";
import { describeOwner, ownershipSelector, withOwnership } from "../../../src/apply/ownership.ts";
import { contentDiffers, revisionOf, withRevision } from "../../../src/apply/revision.ts";
import { ApiError } from "../../../src/errors.ts";
import type { LiveObject, ManagedFieldsEntry } from "../../../src/model/object.ts";

function live(
  fields: Partial<LiveObject> & { kind?: string },
  entries: ManagedFieldsEntry[] = [],
): LiveObject {
  const { metadata, ...rest } = fields;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    ...rest,
    metadata: {
      name: "web",
      namespace: "shop",
      uid: "u1",
      resourceVersion: "7",
      managedFields: entries,
      ...metadata,
    },
  };
}

const ours: ManagedFieldsEntry = { manager: "me", operation: "Apply", fieldsV1: { "f:data": { "f:a": {} } } };
const theirs: ManagedFieldsEntry = {
  manager: "kubectl-edit",
  operation: "Update",
  fieldsV1: { "f:data": { "f:b": {} } },
};

describe("appliedDigest", () => {
  test("sees our own Apply entry only", () => {
    expect(appliedDigest(live({}, [theirs, ours]), "me")).toBe(appliedDigest(live({}, [ours]), "me"));
    expect(appliedDigest(live({}, [theirs]), "me")).toBe("");
    expect(appliedDigest(live({}, [{ ...ours, operation: "Update" }]), "me")).toBe("");
    expect(appliedDigest(live({}, [{ ...ours, subresource: "status" }]), "me")).toBe("");
  });
  test("differs when a field was taken from us", () => {
    expect(appliedDigest(live({}, [{ ...ours, fieldsV1: { "f:data": {} } }]), "me")).not.toBe(
      appliedDigest(live({}, [ours]), "me"),
    );
  });
  test("is blind to time and order of keys", () => {
    const again = { ...ours, time: "2026-01-01T00:00:00Z", fieldsV1: { "f:data": { "f:a": {} } } };
    expect(appliedDigest(live({}, [again]), "me")).toBe(appliedDigest(live({}, [ours]), "me"));
  });
});

test("field sets are merged in depth", () => {
  expect(mergeFields({ "f:a": { "f:x": {} }, "f:b": {} }, { "f:a": { "f:y": {} } })).toEqual({
    "f:a": { "f:x": {}, "f:y": {} },
    "f:b": {},
  });
});

describe("wouldChange", () => {
  const base = { data: { a: "1" } };
  const rows: [string, LiveObject, LiveObject, boolean][] = [
    [
      "only bookkeeping differs",
      live(base, [ours]),
      live({ ...base, metadata: { resourceVersion: "8", generation: 3 } as LiveObject["metadata"] }, [ours]),
      false,
    ],
    ["only status differs", live(base, [ours]), live({ ...base, status: { phase: "x" } }, [ours]), false],
    ["a value differs", live(base, [ours]), live({ data: { a: "2" } }, [ours]), true],
    [
      "a label differs",
      live(base, [ours]),
      live({ ...base, metadata: { labels: { a: "b" } } as unknown as LiveObject["metadata"] }, [ours]),
      true,
    ],
    ["equal values, but a field would become ours", live(base, [theirs]), live(base, [theirs, ours]), true],
  ];
  test.each(rows)("%s", (_name, before, preview, expected) => {
    expect(wouldChange(before, preview, "me")).toBe(expected);
  });
});

describe("ownership", () => {
  const ownership = { id: "o1", fqn: "shop/dev/configmap-web", app: "My Shop", stage: "dev" };
  test("marks a manifest and keeps the user's own marks", () => {
    const marked = withOwnership(
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a", labels: { "app.kubernetes.io/managed-by": "me", x: "y" } },
      },
      ownership,
    );
    expect(marked.metadata.labels).toMatchObject({
      "app.kubernetes.io/managed-by": "me",
      x: "y",
      "alchemy.run/stage": "dev",
    });
    expect(marked.metadata.annotations).toEqual({
      "alchemy.run/owner": "o1",
      "alchemy.run/fqn": "shop/dev/configmap-web",
    });
  });
  test("the selector holds valid label values and matches the marks", () => {
    const { labels } = withOwnership(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
      ownership,
    ).metadata;
    expect(ownershipSelector(ownership)).toBe(
      `alchemy.run/app=${labels?.["alchemy.run/app"]},alchemy.run/stage=dev`,
    );
    expect(labels?.["alchemy.run/app"]).toMatch(/^my-shop-[0-9a-f]{8}$/);
  });
  test("names the owner", () => {
    expect(
      describeOwner(
        live({
          metadata: {
            ownerReferences: [
              { apiVersion: "apps/v1", kind: "ReplicaSet", name: "rs", uid: "x", controller: true },
            ],
          } as unknown as LiveObject["metadata"],
        }),
      ),
    ).toContain("ReplicaSet rs");
    expect(describeOwner(live({}, [theirs]))).toContain("kubectl-edit");
  });
});

describe("revision", () => {
  test("is kept on ConfigMaps and Secrets only", () => {
    expect(
      revisionOf(withRevision({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }, 3)),
    ).toBe(3);
    expect(
      revisionOf(withRevision({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } }, 3)),
    ).toBe(0);
    expect(revisionOf({ metadata: { annotations: { "alchemy.run/revision": "many" } } })).toBe(0);
  });
  test("content is data and binaryData, not labels", () => {
    expect(
      contentDiffers(
        live({ data: { a: "1" } }),
        live({ data: { a: "1" }, metadata: { labels: { x: "y" } } as unknown as LiveObject["metadata"] }),
      ),
    ).toBe(false);
    expect(contentDiffers(live({ data: { a: "1" } }), live({ data: { a: "2" } }))).toBe(true);
    expect(contentDiffers(live({}), live({ binaryData: { a: "" } }))).toBe(true);
  });
});

test("a conflict names managers, fields and remedies", () => {
  const error = new ApiError(
    "conflict",
    409,
    {
      reason: "Conflict",
      message: "Apply failed",
      details: {
        causes: [
          {
            reason: "FieldManagerConflict",
            message: 'conflict with "kube-controller-manager" with subresource "scale" using apps/v1',
            field: ".spec.replicas",
          },
          {
            reason: "FieldManagerConflict",
            message: 'conflict with "kubectl-edit" using apps/v1',
            field: '.spec.template.spec.containers[name="web"].image',
          },
        ],
      },
    },
    { method: "PATCH", path: "/" },
  );
  expect(isFieldConflict(error)).toBe(true);
  const manifest = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas: 1 },
  };
  const conflict = new FieldConflictError(fieldConflicts(error), { object: "Deployment shop/web", manifest });
  expect(conflict.message).toContain("kube-controller-manager (the HorizontalPodAutoscaler) → spec.replicas");
  expect(conflict.message).toContain("kubectl-edit (kubectl edit) → ");
  expect(conflict.message).toContain('conflicts: "force"');
  expect(conflict.message).toContain('ignore: ["spec.replicas"');
});
