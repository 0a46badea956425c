/** How kro v0.9.4 says what is wrong with a graph, step by step of its builder. Data, and the texts in it. Pure. */

import { groupOf, versionOf } from "../../model/kind.ts";

/** A problem, and where in the graph it is. */
export interface Found {
  message: string;
  /** Name of the graph. */
  graph: string;
  /** Id of the resource. */
  id: string;
  /** Below the resource, its template or reference: `spec.replicas`, `includeWhen[0]`. */
  at: string;
  /** What the user wrote, with its `${…}`. */
  text: string;
  /** The expression in it. */
  expression: string;
}

/** What kro says where a message is like this; nothing where the row does not fit after all. */
type Row = readonly [when: RegExp, says: (found: Found, match: readonly string[]) => string];

const BUILD = (id: string, what: string): string => `failed to build resource "${id}": ${what}`;
const CHECK = (id: string, what: string): string => `failed to validate resource "${id}": ${what}`;
const ORDER = (what: string): string => `failed to build dependency graph: ${what}`;
const READS = (what: string): string => ORDER(`failed to extract dependencies: ${what}`);
const FIELDS = (id: string, what: string): string =>
  BUILD(id, `failed to extract CEL expressions from schema for resource ${id}: ${what}`);
const REFERENCE = (id: string, what: string): string =>
  BUILD(id, `invalid external ref metadata for resource ${id}: ${what}`);

/** In the order of kro's steps: the first that is wrong is what it says. */
export const STEPS: readonly (readonly Row[])[] = [
  // Names.
  [
    [/^(?:naming convention violation|resource "[^"]*": forEach)/, ({ message }) => NAMES(message)],
    [
      /^version (\S+) is not a valid Kubernetes version/,
      (_, [, version]) =>
        NAMES(`naming convention violation: version ${version} is not a valid Kubernetes version`),
    ],
  ],
  // The schema of the spec.
  [
    [
      /^/,
      ({ message, at, graph, id }) =>
        id === "" && /^spec\.schema\.(spec|types)/.test(at)
          ? `failed to build resourcegraphdefinition "${graph}": failed to build OpenAPI schema for instance: ${fieldsOf(at)}${message}`
          : "",
    ],
  ],
  // References, as they are read.
  [
    [/^selector must be a Kubernetes LabelSelector/, ({ message, id }) => REFERENCE(id, message)],
    [
      /^invalid label selector: ("[^"]*") is not a valid selector operator/,
      ({ id }, [, operator]) =>
        REFERENCE(
          id,
          `invalid label selector: [metadata.selector.matchExpressions[0].operator: Invalid value: ${operator}: not a valid selector operator]`,
        ),
    ],
    [
      /^invalid label selector: unknown field "([^"]*)"/,
      ({ id }, [, field]) =>
        REFERENCE(
          id,
          `error getting field schema for path metadata.selector.${field}: schema not found for field ${field}`,
        ),
    ],
    [
      /^(?:invalid label selector|exactly one of name or selector)/,
      ({ message, id }) => REFERENCE(id, message),
    ],
  ],
  // Resources.
  [
    [
      /invalid apiVersion "([^"]*)"/,
      ({ id }, [, version]) =>
        BUILD(
          id,
          `failed to extract GVK from resource ${id}: invalid apiVersion format "${version}": unexpected GroupVersion string: ${version}`,
        ),
    ],
    [
      /^failed to get schema for resource \S+ no kind (\S+) in (\S+)/,
      ({ id }, [, kind = "", apiVersion = ""]) => unresolved(id, apiVersion, kind),
    ],
    [
      /is not a valid Kubernetes object|^resource "[^"]*" is (?:cluster-scoped|namespaced)|^invalid (?:label|annotation) for|^CEL expressions in CRDs|^failed to get schema/,
      ({ message, id }) => BUILD(id, message),
    ],
    [
      /^schema not found for field (\S+)/,
      ({ message, id, at }) => FIELDS(id, `error getting field schema for path ${at}: ${message}`),
    ],
    [
      /^expected \S+ type for path|nested expressions are not allowed/,
      ({ message, id }) => FIELDS(id, bare(message)),
    ],
    [
      /^only standalone expressions are allowed/,
      ({ message, id, at }) => {
        const dimension = /^forEach\[\d+\]\.(\w+)/.exec(at)?.[1];
        return BUILD(
          id,
          dimension === undefined
            ? `failed to parse ${at.replace(/\[.*/, "")} expressions: ${message}`
            : `failed to parse forEach dimensions: invalid forEach expression for dimension "${dimension}": ${message}`,
        );
      },
    ],
  ],
  // Order.
  [
    [
      /references unknown identifiers|uses unknown functions: \[(.*)\]|runtime is only available|omit\(\) requires/,
      ({ message, id, at }, [, name]) => {
        if (id === "" || at.startsWith("readyWhen")) return "";
        return READS(name === undefined ? bare(message) : `uses unknown functions: [{${name}}]`);
      },
    ],
    [
      /cannot reference other iterators|all forEach dimensions must be used|^self references/,
      ({ message }) => ORDER(message),
    ],
    [/^graph contains a cycle/, ({ message }) => ORDER(message.replaceAll("→", "->"))],
  ],
  // Types.
  [
    [
      /^node "[^"]*": forEach iterator .* must return a list, got (".*")$/,
      ({ message, id }, [, type]) => CHECK(id, `${message}: type ${type} is not a list type`),
    ],
    [
      /^type mismatch in .* returns type ("[^"]*") but expected ("[^"]*")/,
      ({ message, id }, [, got, expected]) =>
        CHECK(id, `${quotedPath(message)}: type kind mismatch: got ${got}, expected ${expected}`),
    ],
    [/^(?:includeWhen|readyWhen) expression/, ({ message, id }) => CHECK(id, message)],
    [
      /references unknown identifiers/,
      ({ message, id, at }) =>
        id === "" ? "" : CHECK(id, `resource "${id}" ${at.replace(/\[.*/, "")}: ${bare(message)}`),
    ],
    [
      /undefined field '|no matching overload/,
      ({ message, id, at, text, expression }) =>
        id === ""
          ? ""
          : CHECK(
              id,
              `failed to compile template expression ${quote(expression)} at path "${at}": ${located(bare(message), text, expression)}`,
            ),
    ],
  ],
  // Status.
  [
    [
      /^status\.conditions(?:\[\d+\])? must be/,
      ({ message }) =>
        `failed to build instance status schema: failed to extract conditions block: ${message}`,
    ],
    [
      /references unknown identifiers/,
      ({ message, at, expression }) =>
        `failed to build instance status schema: status field "${at.replace("spec.schema.status.", "")}" expression ${quote(expression)}: ${bare(message)}`,
    ],
    [
      /^status fields without expressions/,
      ({ message }) => `failed to build instance status schema: ${message}`,
    ],
    [
      /^condition expressions must return/,
      ({ message, expression }) =>
        `failed to build instance conditions: condition ${quote(expression)}: ${message}`,
    ],
    [
      /^runtime\./,
      ({ message, expression }) =>
        `failed to build instance conditions: ${message} in expression ${quote(expression)}`,
    ],
    [/^condition type/, ({ message }) => `failed to build instance conditions: ${message}`],
    [/^instance status field must refer/, ({ message }) => `failed to create instance node: ${message}`],
  ],
];

/**
 * What kro says of a resource of a kind that is not served.
 * @param id of the resource
 */
export function unresolved(id: string, apiVersion: string, kind: string): string {
  const name = `${groupOf(apiVersion)}/${versionOf(apiVersion)}, Kind=${kind}`;
  return BUILD(
    id,
    `failed to get schema for resource ${id}: cannot resolve group version kind "${name}": schema not found`,
  );
}

function NAMES(message: string): string {
  return `failed to validate resourcegraphdefinition: ${message}`;
}

/** An expression that a message begins with. */
export const QUOTED = /^expression ("(?:[^"\\]|\\.)*"): /;

/** A path may hold quotes itself. */
function quotedPath(message: string): string {
  return message.replace(
    / at path "(.*)": expression "/,
    (_, path: string) => ` at path ${quote(path)}: expression "`,
  );
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** `field a: field b: `, as kro nests what is wrong in a schema. */
function fieldsOf(at: string): string {
  const names = at.split(".").slice(3);
  return names.map((name) => `field ${name}: `).join("");
}

/** As cel-go shows a place in an expression, where it can be told from the message. */
function located(message: string, text: string, expression: string): string {
  const source = compiledForm(text, expression);
  const [, field] = /^undefined field '(\w+)'$/.exec(message) ?? [];
  const index =
    field === undefined ? source.indexOf(" + ") + 1 : source.search(new RegExp(`\\.\\??${field}\\b`));
  if (index <= 0) return `ERROR: <input>: ${message}`;
  return `ERROR: <input>:1:${index + 1}: ${message}\n | ${source}\n | ${".".repeat(index)}^`;
}

/** What kro compiles of a string with expressions and text: their concatenation. */
function compiledForm(text: string, expression: string): string {
  if (text !== expression) return expression;
  return text
    .split(/(\$\{[^}]*\})/)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("${") ? `(${part.slice(2, -1)})` : JSON.stringify(part)))
    .join(" + ");
}

/** The message without the expression that it begins with. */
function bare(message: string): string {
  return message.replace(QUOTED, "");
}
