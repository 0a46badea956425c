/** Graphs that kro refuses for what their expressions read and give. After its builder_test.go and conditions_test.go. */

import { configMap, deployment } from "./graphs.ts";
import { LIST, regions, type WrongGraph } from "./wrong-graph.ts";

const NEW_CONDITION = "runtime.newCondition({type: 'Up', status: 'True'})";

/** In the order of kro's analysis. */
export const WRONG_EXPRESSIONS: readonly WrongGraph[] = [
  {
    what: "unknown resource",
    parts: { resources: [configMap("web", { a: "${missing.data.a}" }), configMap("misling")] },
    path: "spec.resources[web].template.data.a",
    message: "references unknown identifiers: [missing]",
  },
  {
    what: "unknown function",
    parts: { resources: [configMap("web", { a: "${shout(schema.spec.name)}" })] },
    path: "spec.resources[web].template.data.a",
    message: "uses unknown functions: [shout]",
    kro: "uses unknown functions",
  },
  {
    what: "status of the instance",
    parts: { resources: [configMap("web", { a: "${schema.status.ready}" })] },
    path: "spec.resources[web].template.data.a",
    message: "undefined field 'status'",
  },
  {
    what: "unknown field of the spec",
    parts: { resources: [configMap("web", { a: "${schema.spec.nmae}" })] },
    path: "spec.resources[web].template.data.a",
    message: "undefined field 'nmae'",
  },
  {
    what: "runtime outside of conditions",
    parts: { resources: [configMap("web", { a: "${runtime.condition(schema, 'Ready').status}" })] },
    path: "spec.resources[web].template.data.a",
    message: "runtime is only available in status.conditions expressions",
  },
  {
    what: "omit, which is behind a feature gate",
    parts: { resources: [configMap("web", { a: "${schema.spec.name == '' ? omit() : schema.spec.name}" })] },
    path: "spec.resources[web].template.data.a",
    message: "omit() requires the CELOmitFunction feature gate to be enabled",
  },
  {
    what: "a resource that reads itself",
    parts: { resources: [configMap("web", { a: "${web.metadata.name}" })] },
    path: "spec.resources[web]",
    message: "self references are not allowed",
  },
  {
    what: "cycle",
    parts: {
      resources: [
        configMap("a", { x: "${b.metadata.name}" }),
        configMap("b", { x: "${c.metadata.name}" }),
        configMap("c", { x: "${a.metadata.name}" }),
      ],
    },
    path: "spec.resources[a]",
    message: "graph contains a cycle: a → b → c → a",
    kro: "graph contains a cycle",
  },
  {
    what: "cycle through includeWhen",
    parts: {
      resources: [
        configMap("a", {}, { includeWhen: ["${b.metadata.name == 'x'}"] }),
        configMap("b", { x: "${a.metadata.name}" }),
      ],
    },
    path: "spec.resources[a]",
    message: "graph contains a cycle: a → b → a",
    kro: "graph contains a cycle",
  },
  {
    what: "dimension that is no list",
    parts: { spec: LIST, resources: [regions("a-${region}", {}, [{ region: "${schema.spec.name}" }])] },
    path: "spec.resources[web].forEach[0].region",
    message: 'node "web": forEach iterator "region" must return a list, got "string"',
  },
  {
    what: "dimension that reads another",
    parts: {
      spec: LIST,
      resources: [
        regions("${region}-${tier}", {}, [{ region: "${schema.spec.regions}" }, { tier: "${[region]}" }]),
      ],
    },
    path: "spec.resources[web].forEach[1].tier",
    message: 'node "web": forEach iterator "tier" cannot reference other iterators [region]',
  },
  {
    what: "dimension that the name does not use",
    parts: {
      spec: LIST,
      resources: [
        regions("${schema.spec.name}-${region}", {}, [
          { region: "${schema.spec.regions}" },
          { tier: "${schema.spec.tiers}" },
        ]),
      ],
    },
    path: "spec.resources[web].template.metadata.name",
    message:
      'node "web": all forEach dimensions must be used to produce a unique resource identity, missing: [tier]',
  },
  {
    what: "expression of the wrong type",
    parts: { resources: [deployment("web", { replicas: "${schema.spec.name}" })] },
    path: "spec.resources[web].template.spec.replicas",
    message:
      'type mismatch in resource "web" at path "spec.replicas": expression "${schema.spec.name}" returns type "string" but expected "int": convert it with int(…)',
    kro: 'type mismatch in resource "web" at path "spec.replicas": expression "schema.spec.name" returns type "string" but expected "int"',
  },
  {
    what: "number in the middle of a text",
    parts: { spec: LIST, resources: [configMap("web", { a: "x-${schema.spec.replicas}" })] },
    path: "spec.resources[web].template.data.a",
    message: "found no matching overload for '_+_' applied to '(string, int)'",
  },
  {
    what: "list for a string",
    parts: { spec: LIST, resources: [configMap("web", { a: "${schema.spec.regions}" })] },
    path: "spec.resources[web].template.data.a",
    message: 'returns type "list(string)" but expected "string"',
  },
  {
    what: "includeWhen that is no condition",
    parts: { resources: [configMap("web", {}, { includeWhen: ["${schema.spec.name}"] })] },
    path: "spec.resources[web].includeWhen[0]",
    message: 'in resource "web" must return bool or optional_type(bool), but returns "string"',
  },
  {
    what: "readyWhen that is no condition",
    parts: { resources: [configMap("web", {}, { readyWhen: ["${web.metadata.name}"] })] },
    path: "spec.resources[web].readyWhen[0]",
    message: 'in resource "web" must return bool or optional_type(bool), but returns "string"',
  },
  {
    what: "readyWhen that reads another resource",
    parts: {
      resources: [configMap("db"), configMap("web", {}, { readyWhen: ["${db.metadata.name == 'a'}"] })],
    },
    path: "spec.resources[web].readyWhen[0]",
    message: "references unknown identifiers: [db]",
  },
  {
    what: "readyWhen of a collection that reads the collection",
    parts: { spec: LIST, resources: [regions("a-${region}", { readyWhen: ["${web.size() > 0}"] })] },
    path: "spec.resources[web].readyWhen[0]",
    message: "references unknown identifiers: [web]",
  },
  {
    what: "status without an expression",
    parts: { status: { ready: "yes" } },
    path: "spec.schema.status.ready",
    message: "status fields without expressions are not supported: [ready]",
  },
  {
    what: "status that reads nothing",
    parts: { status: { sum: "${1 + 1}" } },
    path: "spec.schema.status.sum",
    message: "instance status field must refer to a resource or schema: status.sum",
  },
  {
    what: "status of an unknown resource",
    parts: { status: { ready: "${web.metadata.name}" } },
    path: "spec.schema.status.ready",
    message: "references unknown identifiers: [web]",
  },
  {
    what: "conditions that are no list",
    parts: { status: { conditions: "${schema.spec.name}" } },
    path: "spec.schema.status.conditions",
    message: "status.conditions must be a list, got string",
  },
  {
    what: "condition that is none",
    parts: { status: { conditions: ["${schema.spec.name}"] } },
    path: "spec.schema.status.conditions[0]",
    message: "condition expressions must return runtime.newCondition(...) or a list of them",
  },
  {
    what: "condition declared twice",
    parts: { status: { conditions: [`\${${NEW_CONDITION}}`, `\${${NEW_CONDITION}}`] } },
    path: "spec.schema.status.conditions[1]",
    message: 'condition type "Up" is declared by more than one conditions entry',
  },
  {
    what: "condition with a status that is none",
    parts: { status: { conditions: ["${runtime.newCondition({type: 'Up', status: 'Yes'})}"] } },
    path: "spec.schema.status.conditions[0]",
    message: 'runtime.newCondition: status must be one of True, False, Unknown (got "Yes")',
  },
  {
    what: "condition that reads an unknown one",
    parts: {
      status: {
        conditions: [
          "${runtime.newCondition({type: 'Up', status: runtime.condition(schema, 'Down').status})}",
        ],
      },
    },
    path: "spec.schema.status.conditions[0]",
    message: 'runtime.condition(schema, "Down"): unknown condition type',
  },
];
