/** Scenarios: generation, and what the status subresource keeps apart. A kind that nobody controls. */

import type { JsonObject } from "../../../../../src/model/json.ts";
import type { Scenario, Step } from "../step.ts";

const kind = "networking.k8s.io/v1/Ingress";
const step = (verb: Step["verb"], what: string, body: Step["body"] = {}, rest: Partial<Step> = {}): Step => ({
  what,
  verb,
  kind,
  name: "a",
  body,
  ...rest,
});
const spec = (service: string): JsonObject => ({
  defaultBackend: { service: { name: service, port: { number: 80 } } },
});
const STATUS = { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } };

export const statuses: Scenario[] = [
  {
    name: "generation and status",
    steps: [
      step("create", "made, with a status", { spec: spec("a"), status: STATUS }),
      step("update", "another spec", { spec: spec("b") }),
      step("update", "another label", { metadata: { labels: { a: "b" } }, spec: spec("b") }),
      step("update", "a status", {
        metadata: { labels: { a: "b" } },
        spec: spec("b"),
        status: STATUS,
      }),
      step(
        "update",
        "the status",
        { spec: spec("c"), status: STATUS },
        {
          subresource: "status",
        },
      ),
      step(
        "merge",
        "the status, and more",
        { spec: spec("d"), status: { loadBalancer: { ingress: [{ ip: "10.0.0.2" }] } } },
        { subresource: "status", manager: "other" },
      ),
      step("update", "the spec, not the status", {
        metadata: { labels: { a: "b" } },
        spec: spec("e"),
        status: {},
      }),
      step(
        "apply",
        "the status",
        { status: STATUS },
        {
          subresource: "status",
          manager: "third",
          force: true,
        },
      ),
      step(
        "apply",
        "the spec",
        { spec: spec("f"), status: { loadBalancer: {} } },
        {
          manager: "fourth",
          force: true,
        },
      ),
      step("get", "in the end"),
    ],
  },
  {
    name: "status of what is not there",
    steps: [
      step("update", "update", { status: STATUS }, { subresource: "status" }),
      step("merge", "patch", { status: STATUS }, { subresource: "status" }),
      step("apply", "apply", { status: STATUS }, { subresource: "status" }),
    ],
  },
];
