/** What the real kro v0.9.4 says of graphs that it refuses, word for word, by what is wrong with them: recorded. Data only. */

export const REFUSALS: Readonly<Record<string, string>> = {
  "reserved id":
    "failed to validate resourcegraphdefinition: naming convention violation: id spec is a reserved keyword in KRO",
  "id with an operator":
    "failed to validate resourcegraphdefinition: naming convention violation: id web-app is not a valid KRO resource id: must be lower camelCase",
  "duplicate id":
    "failed to validate resourcegraphdefinition: naming convention violation: found duplicate resource IDs web",
  "iterator named as a resource":
    'failed to validate resourcegraphdefinition: resource "web": forEach iterator name "region" conflicts with resource ID',
  "unknown type in the spec":
    'failed to build resourcegraphdefinition "wrong-4": failed to build OpenAPI schema for instance: field size: unknown type: sting',
  "template without metadata":
    'failed to build resource "web": resource web is not a valid Kubernetes object: metadata field not found',
  "template without a kind":
    'failed to build resource "web": resource web is not a valid Kubernetes object: kind field not found',
  "apiVersion that is none":
    'failed to build resource "web": failed to extract GVK from resource web: invalid apiVersion format "a/b/c": unexpected GroupVersion string: a/b/c',
  "misspelt kind":
    'failed to build resource "web": failed to get schema for resource web: cannot resolve group version kind "apps/v1, Kind=Deploymnet": schema not found',
  "cluster-scoped resource with a namespace":
    'failed to build resource "web": resource "web" is cluster-scoped and must not set metadata.namespace',
  "namespaced resource without a namespace under a cluster-scoped kind":
    'failed to build resource "web": resource "web" is namespaced and must set metadata.namespace when the instance CRD is cluster-scoped',
  "label of kro":
    'failed to build resource "web": invalid label for resource "web". labels with prefix "kro.run/" are reserved for internal use',
  "annotation of kro":
    'failed to build resource "web": invalid annotation for resource "web". annotations with prefix "internal.kro.run/" are reserved for internal use',
  "selector that is no expression":
    'failed to build resource "web": invalid external ref metadata for resource web: selector must be a Kubernetes LabelSelector object or a CEL expression that resolves to one',
  "selector with an unknown operator":
    'failed to build resource "web": invalid external ref metadata for resource web: invalid label selector: [metadata.selector.matchExpressions[0].operator: Invalid value: "Equals": not a valid selector operator]',
  "selector with a misspelt field":
    'failed to build resource "web": invalid external ref metadata for resource web: error getting field schema for path metadata.selector.matchLabel: schema not found for field matchLabel',
  "selector label that is a number":
    'failed to validate resource "web": type mismatch in resource "web" at path "metadata.selector.matchLabels.app": expression "schema.spec.replicas" returns type "int" but expected "string": type kind mismatch: got "int", expected "string"',
  "unknown field":
    'failed to build resource "web": failed to extract CEL expressions from schema for resource web: error getting field schema for path spec.replcas: schema not found for field replcas',
  "literal of the wrong type":
    'failed to build resource "web": failed to extract CEL expressions from schema for resource web: expected integer type for path spec.replicas, got string',
  "string for a list":
    'failed to build resource "web": failed to extract CEL expressions from schema for resource web: expected array type for path spec.template.spec.containers, got string',
  "number for a string":
    'failed to build resource "web": failed to extract CEL expressions from schema for resource web: expected string type for path data.size, got integer',
  "expression inside an expression":
    'failed to build resource "web": failed to extract CEL expressions from schema for resource web: nested expressions are not allowed unless inside string literals',
  "expression in the spec of a definition":
    'failed to build resource "web": CEL expressions in CRDs are only supported for metadata fields, found in path "spec.names.kind", resource web',
  "condition that does not stand alone":
    'failed to build resource "web": failed to parse includeWhen expressions: only standalone expressions are allowed',
  "dimension that does not stand alone":
    'failed to build resource "web": failed to parse forEach dimensions: invalid forEach expression for dimension "region": only standalone expressions are allowed',
  "unknown resource":
    "failed to build dependency graph: failed to extract dependencies: references unknown identifiers: [missing]",
  "unknown function":
    "failed to build dependency graph: failed to extract dependencies: uses unknown functions: [{shout}]",
  "status of the instance":
    'failed to validate resource "web": failed to compile template expression "schema.status.ready" at path "data.a": ERROR: <input>:1:7: undefined field \'status\'\n | schema.status.ready\n | ......^',
  "unknown field of the spec":
    'failed to validate resource "web": failed to compile template expression "schema.spec.nmae" at path "data.a": ERROR: <input>:1:12: undefined field \'nmae\'\n | schema.spec.nmae\n | ...........^',
  "runtime outside of conditions":
    "failed to build dependency graph: failed to extract dependencies: runtime is only available in status.conditions expressions",
  "omit, which is behind a feature gate":
    "failed to build dependency graph: failed to extract dependencies: omit() requires the CELOmitFunction feature gate to be enabled",
  "a resource that reads itself": "failed to build dependency graph: self references are not allowed",
  cycle: "failed to build dependency graph: graph contains a cycle: a -> b -> c -> a",
  "cycle through includeWhen": "failed to build dependency graph: graph contains a cycle: b -> a -> b",
  "dimension that is no list":
    'failed to validate resource "web": node "web": forEach iterator "region" must return a list, got "string": type "string" is not a list type',
  "dimension that reads another":
    'failed to build dependency graph: node "web": forEach iterator "tier" cannot reference other iterators [region] - forEach iterators are independent (cartesian product)',
  "dimension that the name does not use":
    'failed to build dependency graph: node "web": all forEach dimensions must be used to produce a unique resource identity, missing: [tier]',
  "expression of the wrong type":
    'failed to validate resource "web": type mismatch in resource "web" at path "spec.replicas": expression "schema.spec.name" returns type "string" but expected "int": type kind mismatch: got "string", expected "int"',
  "number in the middle of a text":
    'failed to validate resource "web": failed to compile template expression "x-${schema.spec.replicas}" at path "data.a": ERROR: <input>:1:6: found no matching overload for \'_+_\' applied to \'(string, int)\'\n | "x-" + (schema.spec.replicas)\n | .....^',
  "list for a string":
    'failed to validate resource "web": type mismatch in resource "web" at path "data.a": expression "schema.spec.regions" returns type "list(string)" but expected "string": type kind mismatch: got "list(string)", expected "string"',
  "includeWhen that is no condition":
    'failed to validate resource "web": includeWhen expression "schema.spec.name" in resource "web" must return bool or optional_type(bool), but returns "string"',
  "readyWhen that is no condition":
    'failed to validate resource "web": readyWhen expression "web.metadata.name" in resource "web" must return bool or optional_type(bool), but returns "string"',
  "readyWhen that reads another resource":
    'failed to validate resource "web": resource "web" readyWhen: references unknown identifiers: [db]',
  "readyWhen of a collection that reads the collection":
    'failed to validate resource "web": resource "web" readyWhen: references unknown identifiers: [web]',
  "status without an expression":
    "failed to build instance status schema: status fields without expressions are not supported: [ready]",
  "status that reads nothing":
    "failed to create instance node: instance status field must refer to a resource or schema: status.sum",
  "status of an unknown resource":
    'failed to build instance status schema: status field "ready" expression "web.metadata.name": references unknown identifiers: [web]',
  "conditions that are no list":
    "failed to build instance status schema: failed to extract conditions block: status.conditions must be a list, got string",
  "condition that is none":
    'failed to build instance conditions: condition "schema.spec.name": condition expressions must return runtime.newCondition(...) or a list of them, got "string"',
  "condition declared twice":
    'failed to build instance conditions: condition type "Up" is declared by more than one conditions entry',
  "condition with a status that is none":
    "failed to build instance conditions: runtime.newCondition: status must be one of True, False, Unknown (got \"Yes\") in expression \"runtime.newCondition({type: 'Up', status: 'Yes'})\"",
  "condition that reads an unknown one":
    "failed to build instance conditions: runtime.condition(schema, \"Down\"): unknown condition type; only kro's built-in types (InstanceManaged, GraphResolved, ResourcesReady, Ready) can be read from schema in expression \"runtime.newCondition({type: 'Up', status: runtime.condition(schema, 'Down').status})\"",
};
