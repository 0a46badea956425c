/** Options of resources, by people without a type checker. */

import { type Input, kinds, named } from "../input.ts";
import { spoilt } from "../shapes.ts";

type Row = readonly [string, unknown];

const options: Readonly<Record<string, readonly Row[]>> = {
  timeout: [
    ["0", 0],
    ["negative", -1],
    ["fraction", 0.5],
    ["text", "10s"],
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["25 days, more than a timer holds", 2 ** 31],
  ],
  wait: [
    ["unknown word", "done"],
    ["true", true],
    ["empty object", {}],
    ["two rules at once", { condition: "Ready", jsonpath: "{.status.phase}" }],
    ["condition that is no text", { condition: 1 }],
    ["JSONPath that does not end", { jsonpath: "{.status.phase" }],
    ["JSONPath: empty", { jsonpath: "" }],
    ["empty list", []],
    ["name of a rule that there is not", { rule: "redy" }],
    ["rule of another kind", { rule: "job-started" }],
    ["JSONPath with a filter that does not end", { jsonpath: '{.status.conditions[?(@.type=="Ready")' }],
    ["CEL that does not end", { cel: "self.status.phase ==" }],
    ["CEL that is no condition", { cel: "'ready'" }],
    ["CEL of an unknown variable", { cel: "object.status.ready" }],
  ],
  failOn: [
    ["word", "Failed"],
    ["empty list", []],
    ["JSONPath that does not end", { jsonpath: "{.status.phase" }],
  ],
  delete: [
    ["text", "no"],
    ["unknown propagation", { propagation: "Cascade" }],
    ["unknown onUnreachable", { onUnreachable: "ignore" }],
    ["timeout as text", { timeout: "10s" }],
    ["unknown field", { propagate: "Orphan" }],
  ],
  conflicts: [
    ["unknown word", "ignore"],
    ["ignore: no list", { ignore: "spec.replicas" }],
    ["ignore: empty path", { ignore: [""] }],
    ["true", true],
  ],
  drift: [
    ["unknown word", "ignore"],
    ["false", false],
  ],
  adopt: [["text", "yes"]],
  allowDataLoss: [["text", "yes"]],
};

export const optionInputs: Input[] = [
  ...Object.entries(options).flatMap(([name, rows]) =>
    rows.map(([what, value]): Input => ({
      what: `${name}: ${what}`,
      code: what.startsWith("CEL that does not end") || what.startsWith("CEL of") ? "invalid" : "usage",
      deploy: spoilt("Deployment", { [name]: value }),
    })),
  ),
  {
    what: "rollOnChange: no pod template",
    code: "usage",
    deploy: spoilt("ConfigMap", { rollOnChange: [{ kind: "ConfigMap", name: "config", revision: 1 }] }),
  },
  {
    what: "rollOnChange: a name alone",
    code: "usage",
    deploy: spoilt("Deployment", { rollOnChange: ["config"] }),
  },
  {
    what: "rollOnChange: another kind",
    code: "usage",
    deploy: spoilt("Deployment", { rollOnChange: [{ kind: "Service", name: "web" }] }),
  },
  {
    what: "one object under two ids",
    code: "usage",
    after: (place) => kinds.ConfigMap("first", { metadata: named(place, "twice") }),
    deploy: (place) => kinds.ConfigMap("second", { metadata: named(place, "twice") }),
  },
  {
    what: "two objects under one id",
    code: "usage",
    after: (place) => kinds.ConfigMap("same", { metadata: named(place, "first") }),
    deploy: (place) => kinds.ConfigMap("same", { metadata: named(place, "second") }),
  },
];
