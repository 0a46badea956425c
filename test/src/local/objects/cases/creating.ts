/** Scenarios: what creates and refuses to create. */

import type { Scenario, Step } from "../step.ts";

const cm = "v1/ConfigMap";
const create = (what: string, name: string | undefined, body: Step["body"] = {}): Step => ({
  what,
  verb: "create",
  kind: cm,
  ...(name === undefined ? {} : { name }),
  body,
});

export const creating: Scenario[] = [
  {
    name: "create",
    steps: [
      create("made", "a", { data: { x: "1" }, metadata: { labels: { a: "b" } } }),
      create("exists", "a", { data: {} }),
      create("exists, with generateName", "a", { metadata: { generateName: "x-" } }),
      create("no name", "", {}),
      create("fields of the server", "b", {
        metadata: {
          uid: "11111111-2222-3333-4444-555555555555",
          creationTimestamp: "2001-01-01T00:00:00Z",
          deletionTimestamp: "2001-01-01T00:00:00Z",
          deletionGracePeriodSeconds: 7,
          selfLink: "/x",
          generation: 9,
        },
      }),
      create("a resourceVersion", "c", { metadata: { resourceVersion: "5" } }),
      { ...create("no such namespace", "d"), namespace: "nowhere" },
      { ...create("another namespace than the path's", "e", { metadata: { namespace: "{namespace}" } }) },
      { ...create("dry run", "f", { data: { a: "b" } }), dryRun: true },
      { what: "dry run left nothing", verb: "get", kind: cm, name: "f" },
      { ...create("dry run of what exists", "a"), dryRun: true },
    ],
  },
  {
    name: "create: what is wrong with metadata",
    steps: [
      create("name", "A_b"),
      create("name with a slash", "a/b"),
      create("label key", "a", { metadata: { labels: { "a b": "x" } } }),
      create("label value", "a", { metadata: { labels: { a: "x y" } } }),
      create("annotation key", "a", { metadata: { annotations: { "/x": "y" } } }),
      create("finalizer", "a", { metadata: { finalizers: ["nothing"] } }),
      create("finalizer name", "a", { metadata: { finalizers: ["a b/c"] } }),
      create("both finalizers", "a", { metadata: { finalizers: ["orphan", "foregroundDeletion"] } }),
      create("owner", "a", {
        metadata: { ownerReferences: [{ apiVersion: "v1", kind: "", name: "", uid: "" }] },
      }),
      create("two controllers", "a", {
        metadata: {
          ownerReferences: [
            { apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "1", controller: true },
            { apiVersion: "v1", kind: "ConfigMap", name: "y", uid: "2", controller: true },
          ],
        },
      }),
      create("an owner twice", "twice", {
        metadata: {
          ownerReferences: [
            { apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "1" },
            { apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "1" },
          ],
        },
      }),
      create("an Event as owner", "a", {
        metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Event", name: "x", uid: "1" }] },
      }),
    ],
  },
  {
    name: "create: unknown fields",
    steps: [
      create("strict", "a", { nope: 1, data: { a: "b" } }),
      create("strict, in metadata", "a", { metadata: { nope: 2 } }),
      { ...create("warn", "a", { metadata: { nope: 2 } }), validation: "Warn" },
      { ...create("ignore", "b", { nope: 1 }), validation: "Ignore" },
      create("wrong type", "c", { data: { a: 1 } }),
      create("wrong type of a list", "c", { data: ["a"] }),
    ],
  },
];
