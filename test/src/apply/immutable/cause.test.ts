import { describe, expect, test } from "bun:test";
import { changedFields, isImmutableCause, isUnchanged } from "../../../../src/apply/immutable/cause.ts";
import type { StatusCause } from "../../../../src/errors.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";

describe("isImmutableCause", () => {
  const rows: [string, string, StatusCause, boolean][] = [
    [
      "apps",
      "Deployment",
      {
        reason: "FieldValueInvalid",
        message: "Invalid value: {}: field is immutable",
        field: "spec.selector",
      },
      true,
    ],
    [
      "apps",
      "Deployment",
      { reason: "FieldValueInvalid", message: "must be greater than or equal to 0", field: "spec.replicas" },
      false,
    ],
    [
      "apps",
      "StatefulSet",
      {
        reason: "FieldValueForbidden",
        message: "updates to statefulset spec for fields other than 'replicas' are forbidden",
        field: "spec",
      },
      true,
    ],
    [
      "",
      "Service",
      { reason: "FieldValueInvalid", message: "may not change once set", field: "spec.clusterIPs[0]" },
      true,
    ],
    [
      "batch",
      "Job",
      {
        reason: "FieldValueInvalid",
        message: "can only be modified in tandem with spec.parallelism",
        field: "spec.completions",
      },
      true,
    ],
    [
      "",
      "PersistentVolumeClaim",
      {
        reason: "FieldValueForbidden",
        message: "spec is immutable after creation except resources.requests",
        field: "spec",
      },
      true,
    ],
    [
      "rbac.authorization.k8s.io",
      "RoleBinding",
      { reason: "FieldValueInvalid", message: "cannot change roleRef", field: "roleRef" },
      true,
    ],
    [
      "",
      "ConfigMap",
      { reason: "FieldValueRequired", message: "name is immutable", field: "metadata.name" },
      false,
    ],
    [
      "scheduling.k8s.io",
      "PriorityClass",
      { reason: "FieldValueForbidden", message: "may not be changed in an update.", field: "value" },
      true,
    ],
  ];
  rows.push(
    [
      "",
      "PersistentVolumeClaim",
      {
        reason: "FieldValueForbidden",
        message: "Forbidden: field can not be less than status.capacity",
        field: "spec.resources.requests.storage",
      },
      true,
    ],
    [
      "",
      "Service",
      {
        reason: "FieldValueInvalid",
        message: 'Invalid value: "10.0.0.1": expected an IPv6 value as indicated by `ipFamilies[0]`',
        field: "spec.clusterIPs[0]",
      },
      true,
    ],
    // A policy denies without reason and field, in its author's words.
    ["", "ConfigMap", { message: "ValidatingAdmissionPolicy 'freeze' denied: updates are forbidden" }, false],
    ["", "ConfigMap", { reason: "FieldValueForbidden", message: "updates are forbidden" }, false],
    ["", "ConfigMap", { reason: "FieldValueForbidden", message: "immutable", field: "" }, false],
  );
  test.each(rows)("%s/%s %p: %p", (group, kind, cause, expected) => {
    expect(isImmutableCause({ group, kind }, cause)).toBe(expected);
  });
});

describe("isImmutableCause by a transition rule", () => {
  const widget = { group: "example.com", kind: "Widget" };
  const rule = (...path: string[]) => [{ path, rule: "self == oldSelf" }];
  const says = (field: string): StatusCause => ({ reason: "FieldValueRequired", message: "no way", field });
  const rows: [string[], string, boolean][] = [
    [["spec", "size"], "spec.size", true],
    [["spec", "size"], "spec.other", false],
    [["spec", "size"], "spec", false],
    [["spec", "ports", "*", "name"], "spec.ports[0].name", true],
    [["spec", "limits", "*"], "spec.limits[example.com/gpu]", true],
    [["spec", "limits", "*"], "spec.limits.cpu", true],
    [[], "<nil>", true],
    [["spec"], "<nil>", false],
  ];
  test.each(rows)("%p at %s: %p", (path, field, expected) => {
    expect(isImmutableCause(widget, says(field), rule(...path))).toBe(expected);
  });
});

const set = (spec: object): Manifest => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "web", namespace: "shop" },
  spec,
});
const liveSet = (spec: object): LiveObject => {
  const fieldsV1 = { "f:spec": { "f:serviceName": {}, "f:replicas": {} } };
  const managedFields = [{ manager: "me", operation: "Apply" as const, fieldsV1 }];
  const { metadata, ...rest } = set(spec);
  return { ...rest, metadata: { ...metadata, uid: "u", resourceVersion: "1", managedFields } };
};

describe("changedFields names what the manifest changed", () => {
  const cause: StatusCause = {
    reason: "FieldValueForbidden",
    message: "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
    field: "spec",
  };
  const before = { serviceName: "web", podManagementPolicy: "OrderedReady", replicas: 1 };
  const rows: [string, object, string[]][] = [
    ["another value", { ...before, serviceName: "other" }, ["spec.serviceName"]],
    [
      "two of them",
      { ...before, serviceName: "other", podManagementPolicy: "Parallel" },
      ["spec.serviceName", "spec.podManagementPolicy"],
    ],
    [
      "a field that may change beside it",
      { ...before, serviceName: "other", replicas: 2 },
      ["spec.serviceName"],
    ],
    ["a dropped field of ours, not a default", { replicas: 1 }, ["spec.serviceName"]],
    ["a field that the table does not know", { ...before, other: 1 }, ["spec"]],
  ];
  test.each(rows)("%s", (_name, spec, expected) => {
    const context = { live: liveSet(before), manifest: set(spec), fieldManager: "me" };
    const found = changedFields({ group: "apps", kind: "StatefulSet" }, [cause], context);
    expect(found.map(({ field }) => field)).toEqual(expected);
  });
  test("the whole object has no path", () => {
    const context = { live: liveSet(before), manifest: set(before), fieldManager: "me" };
    const found = changedFields({ group: "example.com", kind: "Widget" }, [{ field: "<nil>" }], context);
    expect(found).toEqual([{ field: "the object" }]);
  });
});

test("a cause about a field that stays as it is says nothing of a change", () => {
  const live = liveSet({ serviceName: "web", replicas: 1 });
  expect(isUnchanged(live, set({ serviceName: "web" }), "spec.serviceName")).toBe(true);
  expect(isUnchanged(live, set({ serviceName: "other" }), "spec.serviceName")).toBe(false);
  expect(isUnchanged(live, set({}), "spec.serviceName")).toBe(false);
});
