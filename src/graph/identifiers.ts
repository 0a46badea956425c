/** The names in a graph: which are well formed, free and unique. Pure. */

import type { Problem } from "./error.ts";
import { resourcePath } from "./error.ts";
import type { GraphResource, ResourceGraph } from "./model.ts";
import { isExternal } from "./model.ts";

/** Words that CEL keeps for itself. @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
const CEL_RESERVED =
  "true false null in as break const continue else for function if import let loop package namespace return var void while";

/** Words that kro keeps for itself (pkg/graph/validation.go of 0.9). */
const KRO_RESERVED =
  "apiVersion context dependency dependencies each externalRef externalReference externalRefs externalReferences graph " +
  "instance item items kind kro metadata namespace object resource resourcegraphdefinition resourceGraphDefinition " +
  "resources root runtime schema self serviceAccountName spec status this variables vars version";

const RESERVED: ReadonlySet<string> = new Set(`${CEL_RESERVED} ${KRO_RESERVED}`.split(" "));

/** The most dimensions that kro's `--rgd-max-collection-dimension-size` allows by default. */
export const MAX_DIMENSIONS = 10;

const LOWER_CAMEL = /^[a-z][a-zA-Z0-9]*$/;
const UPPER_CAMEL = /^[A-Z][a-zA-Z0-9]*$/;
const VERSION = /^v[0-9]+(alpha[0-9]+|beta[0-9]+)?$/;
const DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const DOMAIN_OR_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SHORT_NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Whether the word may not be the id of a resource or the name of an iterator. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

/** What is wrong with the names of a graph: of its kind, its resources and its iterators. */
export function nameProblems(graph: ResourceGraph): Problem[] {
  const ids = new Set(graph.resources.map((resource) => resource.id));
  return [
    ...schemaNames(graph),
    ...resourceIds(graph.resources),
    ...graph.resources.flatMap((resource) => iteratorNames(resource, ids)),
  ];
}

function schemaNames({ name, schema }: ResourceGraph): Problem[] {
  const problems: Problem[] = [];
  const check = (right: boolean, path: string, message: string): void => {
    if (!right) problems.push({ path, message });
  };
  check(
    DOMAIN_OR_LABEL.test(name) && name.length <= 253,
    "metadata.name",
    `"${name}" is not a DNS name: use lower case, digits, "-" and "."`,
  );
  check(
    UPPER_CAMEL.test(schema.kind),
    "spec.schema.kind",
    `naming convention violation: kind '${schema.kind}' is not a valid KRO kind name: must be UpperCamelCase`,
  );
  check(schema.kind.length <= 63, "spec.schema.kind", "must have at most 63 characters");
  check(
    VERSION.test(schema.version),
    "spec.schema.apiVersion",
    `version ${schema.version} is not a valid Kubernetes version: write the version alone, as v1alpha1; the group goes to spec.schema.group`,
  );
  check(
    DOMAIN.test(schema.group),
    "spec.schema.group",
    `"${schema.group}" must be a domain with at least one dot, as example.com`,
  );
  for (const list of ["shortNames", "categories"] as const) {
    const names = schema[list] ?? [];
    check(names.length <= 32, `spec.schema.${list}`, "must have at most 32 items");
    for (const [index, word] of names.entries()) {
      const right = SHORT_NAME.test(word) && word.length <= 63 && names.indexOf(word) === index;
      check(right, `spec.schema.${list}[${index}]`, `"${word}" must be a DNS label that is named once`);
    }
  }
  return problems;
}

function resourceIds(resources: readonly GraphResource[]): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const { id } of resources) {
    const wrong = idProblem(id, seen);
    if (wrong !== undefined)
      problems.push({ path: `${resourcePath(id)}.id`, message: `naming convention violation: ${wrong}` });
    seen.add(id);
  }
  return problems;
}

function idProblem(id: string, seen: ReadonlySet<string>): string | undefined {
  if (isReserved(id)) return `id ${id} is a reserved keyword in KRO: choose another`;
  if (!LOWER_CAMEL.test(id)) return `id ${id} is not a valid KRO resource id: must be lower camelCase`;
  return seen.has(id) ? `found duplicate resource IDs ${id}: each resource needs its own` : undefined;
}

function iteratorNames(resource: GraphResource, ids: ReadonlySet<string>): Problem[] {
  if (isExternal(resource) || resource.forEach === undefined) return [];
  const { id, forEach } = resource;
  const path = `${resourcePath(id)}.forEach`;
  const problems: Problem[] = [];
  if (forEach.length > MAX_DIMENSIONS) {
    const message = `resource "${id}": forEach cannot have more than ${MAX_DIMENSIONS} dimensions, got ${forEach.length}`;
    problems.push({ path, message });
  }
  const seen = new Set<string>();
  for (const [index, dimension] of forEach.entries()) {
    const names = Object.keys(dimension);
    if (names.length !== 1) {
      const message = `resource "${id}": a forEach dimension has exactly one entry, got ${names.length}: write one list item per iterator`;
      problems.push({ path: `${path}[${index}]`, message });
    }
    for (const name of names) {
      const wrong = iteratorProblem(name, ids, seen);
      if (wrong !== undefined)
        problems.push({ path: `${path}[${index}]`, message: `resource "${id}": ${wrong}` });
      seen.add(name);
    }
  }
  return problems;
}

function iteratorProblem(
  name: string,
  ids: ReadonlySet<string>,
  seen: ReadonlySet<string>,
): string | undefined {
  if (!LOWER_CAMEL.test(name)) return `forEach iterator name "${name}" is not valid: must be lowerCamelCase`;
  if (isReserved(name)) return `forEach iterator name "${name}" is a reserved keyword`;
  if (ids.has(name)) return `forEach iterator name "${name}" conflicts with resource ID`;
  return seen.has(name) ? `duplicate forEach iterator name "${name}"` : undefined;
}
