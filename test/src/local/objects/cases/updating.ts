/** Scenarios: PUT, patches and apply of a kind without a controller. */

import type { Scenario, Step } from "../step.ts";

const cm = "v1/ConfigMap";
const step = (verb: Step["verb"], what: string, body: Step["body"] = {}, rest: Partial<Step> = {}): Step => ({
  what,
  verb,
  kind: cm,
  name: "a",
  body,
  ...rest,
});

export const updating: Scenario[] = [
  {
    name: "update",
    steps: [
      step("update", "nothing there"),
      step("update", "nothing there, with a uid", {
        metadata: { uid: "11111111-2222-3333-4444-555555555555" },
      }),
      step("create", "made", { data: { x: "1" } }),
      step("update", "changed", { data: { x: "2" } }),
      step("update", "as it is", { data: { x: "2" } }),
      step("update", "by another manager", { data: { x: "2", y: "3" } }, { manager: "other" }),
      step("update", "at its revision", { metadata: { resourceVersion: "{rv}" }, data: { x: "4" } }),
      step("update", "at an older one", { metadata: { resourceVersion: "1" }, data: { x: "5" } }),
      step("update", "at revision 0", { metadata: { resourceVersion: "0" }, data: { x: "6" } }),
      step("update", "with its uid", { metadata: { uid: "{uid}" }, data: { x: "7" } }),
      step("update", "with another uid", { metadata: { uid: "11111111-2222-3333-4444-555555555555" } }),
      step("update", "other times", {
        metadata: { creationTimestamp: "2001-01-01T00:00:00Z", generation: 5 },
        data: { x: "8" },
      }),
      step("update", "a deletion time", { metadata: { deletionTimestamp: "2001-01-01T00:00:00Z" } }),
      step("update", "unknown field", { nope: 1 }),
      step("update", "unknown field, warn", { nope: 1, data: { x: "9" } }, { validation: "Warn" }),
      step("update", "bad label", { metadata: { labels: { a: "x y" } } }),
      step("update", "dry run", { data: { x: "10" } }, { dryRun: true }),
      step("update", "without managedFields", { metadata: { managedFields: [{}] }, data: { x: "11" } }),
      step("get", "in the end"),
    ],
  },
  {
    name: "update that creates",
    steps: [
      {
        what: "a Role",
        verb: "update",
        kind: "rbac.authorization.k8s.io/v1/Role",
        name: "a",
        body: { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
      },
      {
        what: "no resourceVersion",
        verb: "create",
        kind: "coordination.k8s.io/v1/Lease",
        name: "a",
        body: { spec: {} },
      },
      {
        what: "no resourceVersion",
        verb: "update",
        kind: "coordination.k8s.io/v1/Lease",
        name: "a",
        body: { spec: {} },
      },
    ],
  },
  {
    name: "patches",
    steps: [
      step("merge", "nothing there", { data: { x: "1" } }),
      step("create", "made", { data: { x: "1" }, metadata: { labels: { a: "b" } } }),
      step("merge", "changed", { data: { x: "2", y: "3" } }),
      step("merge", "as it is", { data: { x: "2" } }),
      step("merge", "taken away", { data: { y: null } }),
      step("merge", "renamed", { metadata: { name: "b" } }),
      step("merge", "moved", { metadata: { namespace: "default" } }),
      step("merge", "another uid", { metadata: { uid: "11111111-2222-3333-4444-555555555555" } }),
      step("merge", "an older revision", { metadata: { resourceVersion: "1" } }),
      step("merge", "unknown field", { nope: { a: 1 } }),
      step("merge", "unknown field, warn", { nope: { a: 1 } }, { validation: "Warn" }),
      step("strategic", "unknown field", { nope: { a: 1, b: ["x"] } }),
      step("strategic", "changed", { data: { z: "4" } }, { manager: "other" }),
      step("json", "a test that fails", [{ op: "test", path: "/data/x", value: "9" }]),
      step("json", "changed", [
        { op: "test", path: "/data/x", value: "2" },
        { op: "replace", path: "/data/x", value: "5" },
      ]),
      step("json", "no such path", [{ op: "remove", path: "/data/nope" }]),
      step("json", "dry run", [{ op: "add", path: "/data/n", value: "1" }], { dryRun: true }),
      step("get", "in the end"),
    ],
  },
  {
    name: "apply: unknown field",
    steps: [
      {
        what: "refused, whatever the validation",
        verb: "apply",
        kind: "networking.k8s.io/v1/Ingress",
        name: "a",
        body: { metadata: { namespace: "{namespace}" }, nope: 1 },
        validation: "Ignore",
      },
    ],
  },
  {
    name: "apply",
    steps: [
      step("apply", "a uid, nothing there", { metadata: { uid: "11111111-2222-3333-4444-555555555555" } }),
      step("apply", "made", { metadata: { resourceVersion: "1" }, data: { x: "1", y: "2" } }),
      step("apply", "made again", { metadata: { resourceVersion: "1" }, data: { x: "1", y: "2" } }),
      step("apply", "as it is", { data: { x: "1", y: "2" } }),
      step("apply", "one key less", { data: { x: "1" } }),
      step("apply", "by another, the same value", { data: { x: "1" } }, { manager: "other" }),
      step("apply", "by another, another value", { data: { x: "2" } }, { manager: "third" }),
      step("apply", "with force", { data: { x: "2" } }, { manager: "third", force: true }),
      step("apply", "with its uid", { metadata: { uid: "{uid}" }, data: { z: "1" } }),
      step("apply", "with another uid", {
        metadata: { uid: "11111111-2222-3333-4444-555555555555" },
        data: { z: "1" },
      }),
      step("apply", "at its revision", { metadata: { resourceVersion: "{rv}" }, data: { z: "2" } }),
      step("apply", "with managedFields", { metadata: { managedFields: [] }, data: { z: "2" } }),

      step("apply", "dry run", { data: { z: "3" } }, { dryRun: true }),
      step("apply", "nothing any more", {}),
      step("get", "in the end"),
    ],
  },
];
