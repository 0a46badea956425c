/** Scenarios: deletions, finalizers, preconditions. */

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
const KEPT = { metadata: { finalizers: ["example.com/keep"] } };

export const deleting: Scenario[] = [
  {
    name: "delete",
    steps: [
      step("delete", "nothing there"),
      step("create", "made"),
      step("delete", "another uid", { preconditions: { uid: "11111111-2222-3333-4444-555555555555" } }),
      step("delete", "another revision", { preconditions: { resourceVersion: "1" } }),
      step("delete", "dry run", {}, { dryRun: true }),
      step("delete", "its uid", { preconditions: { uid: "{uid}" } }),
      step("get", "gone"),
    ],
  },
  {
    name: "finalizers",
    steps: [
      step("create", "made", KEPT),
      step("delete", "dry run", {}, { dryRun: true }),
      step("delete", "marked"),
      step("delete", "again"),
      step("create", "while it goes"),
      step("merge", "another finalizer", {
        metadata: { finalizers: ["example.com/keep", "example.com/more"] },
      }),
      step("merge", "other changes", { data: { x: "1" } }),
      step("update", "without its deletion time", { ...KEPT, data: { x: "2" } }),
      step("apply", "applied", { data: { z: "1" } }),
      step("merge", "let go", { metadata: { finalizers: [] } }),
      step("get", "gone"),
    ],
  },
  {
    name: "generation of what goes",
    steps: [
      step(
        "create",
        "made",
        { ...KEPT, spec: { defaultBackend: { service: { name: "a", port: { number: 80 } } } } },
        INGRESS(),
      ),
      step("delete", "marked", {}, INGRESS()),
      step("merge", "let go", { metadata: { finalizers: null } }, INGRESS()),
    ],
  },
  {
    name: "propagation of what is kept",
    steps: [
      step("create", "made", KEPT),
      step("delete", "background", { propagationPolicy: "Background" }),
      step("delete", "unknown policy", { propagationPolicy: "Never" }),
      step("merge", "let go", { metadata: { finalizers: null } }),
    ],
  },
  {
    name: "namespaces that stay",
    steps: [
      { what: "default", verb: "delete", kind: "v1/Namespace", name: "default" },
      {
        what: "default, another uid",
        verb: "delete",
        kind: "v1/Namespace",
        name: "default",
        body: { preconditions: { uid: "x" } },
      },
      { what: "terminating", verb: "delete", kind: "v1/Namespace", name: "{namespace}", dryRun: true },
    ],
  },
];

function INGRESS(): Partial<Step> {
  return { kind: "networking.k8s.io/v1/Ingress", name: "a" };
}
