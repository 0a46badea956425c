/** `x-kubernetes-validations`: rules in CEL on every level of a schema. */

import { compileRule } from "../../cel/rule.ts";
import type { Rule } from "../../cel/rule.ts";
import { embedded, typeOfSchema } from "../../cel/schema-type.ts";
import { isJsonObject } from "../../model/json.ts";
import { Correlation, itemLike } from "./correlation.ts";
import { childPath, invalid, keyPath, OMITTED } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import { errorFor, failureText, messageOf } from "./rule-messages.ts";
import { normalizedFieldPath } from "./rule-path.ts";
import type { Schema, ValidationRule } from "./schema.ts";

/** A rule that compiled. */
interface CompiledRule {
  definition: ValidationRule;
  rule: Rule;
  message: Rule | undefined;
  /** Added to the path of the value that the rule is about. */
  fieldPath: string;
}

/** The rules of a schema and of those below it, as far as there are any. */
interface RuleTree {
  schema: Schema;
  rules: (CompiledRule | { error: string })[];
  items: RuleTree | undefined;
  properties: Map<string, RuleTree>;
  others: RuleTree | undefined;
  allOf: RuleTree[];
}

/** What a rule is evaluated on. */
interface Subject {
  value: unknown;
  /** The value before an update, `undefined` where there is none or none can be told. */
  previous: unknown;
  path: string;
  /** The value correlated, `undefined` for a creation and where it cannot be. */
  old: Correlation | undefined;
  /** Of the next value above that is correlated. */
  above: Correlation | undefined;
}

type Warn = ((text: string) => void) | undefined;

const ROOTS = new WeakMap<Schema, { tree: RuleTree | undefined }>();
const VALUES = new WeakMap<Schema, { tree: RuleTree | undefined }>();

/**
 * Evaluates all rules on an object.
 * @param schema of the object
 * @param options the object before an update; whether it is a whole object (default) or a value inside of one; and `warn`,
 *   which hears of rules that fail on what did not change
 */
export function validateRules(
  schema: Schema,
  value: unknown,
  { previous, isRoot = true, warn }: { previous?: unknown; isRoot?: boolean; warn?: Warn } = {},
): FieldError[] {
  const trees = isRoot ? ROOTS : VALUES;
  let known = trees.get(schema);
  if (known === undefined) {
    known = { tree: treeOf(schema, schema, isRoot) };
    trees.set(schema, known);
  }
  if (known.tree === undefined) return [];
  const old = previous === undefined ? undefined : new Correlation(value, previous, schema);
  return evaluate(known.tree, { value, previous, path: "", old, above: undefined }, warn);
}

/**
 * The rules of a schema.
 * @param node the schema that says what values are; another than `schema` below `allOf`, which only validates
 */
function treeOf(schema: Schema, node: Schema, isRoot: boolean): RuleTree | undefined {
  const root = isRoot || node["x-kubernetes-embedded-resource"] === true;
  const typed = root ? embedded({ ...(node as object), "x-kubernetes-embedded-resource": true }) : node;
  const rules = (schema["x-kubernetes-validations"] ?? []).flatMap((rule) => compiled(rule, typed as Schema));
  const child = (of: Schema | boolean | undefined, same: Schema | boolean | undefined) =>
    typeof of === "object" && typeof same === "object" ? treeOf(of, same, false) : undefined;
  const items = child(schema.items, node.items);
  const others = child(schema.additionalProperties, node.additionalProperties);
  const properties = new Map<string, RuleTree>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const tree = child(property, node.properties?.[name]);
    if (tree !== undefined) properties.set(name, tree);
  }
  const allOf = (schema.allOf ?? []).flatMap((part) => treeOf(part, node, isRoot) ?? []);
  const empty =
    rules.length + properties.size + allOf.length === 0 && items === undefined && others === undefined;
  return empty ? undefined : { schema: node, rules, items, properties, others, allOf };
}

function compiled(definition: ValidationRule, schema: Schema): (CompiledRule | { error: string })[] {
  if (definition.rule.trim() === "") return [];
  const self = typeOfSchema(schema as Parameters<typeof typeOfSchema>[0], "self");
  const rule = compileRule(definition.rule, self, definition.optionalOldSelf);
  if ("error" in rule) return [{ error: `rule compile error: compilation failed: ${rule.error}` }];
  const { messageExpression = "", fieldPath = "" } = definition;
  const message =
    messageExpression === "" ? undefined : compileRule(messageExpression, self, definition.optionalOldSelf);
  return [
    {
      definition,
      rule,
      message: message !== undefined && "evaluate" in message ? message : undefined,
      fieldPath: fieldPath === "" ? "" : (normalizedFieldPath(fieldPath, schema) ?? ""),
    },
  ];
}

function evaluate(tree: RuleTree, subject: Subject, warn: Warn): FieldError[] {
  const { value, old, above } = subject;
  // Rules look at values that are there: one that may be null is judged by a rule above it.
  if (value === null || value === undefined) return [];
  const errors = tree.rules.flatMap((rule) => evaluateRule(rule, tree.schema, { ...subject, warn }));
  for (const part of tree.allOf) errors.push(...evaluate(part, { ...subject, old: undefined }, warn));
  const below = old ?? above;
  const inner = Array.isArray(value) ? itemsOf(tree, subject, below) : fieldsOf(tree, subject, below);
  for (const [of, at] of inner) errors.push(...evaluate(of, at, warn));
  return errors;
}

type Inner = [tree: RuleTree, subject: Subject][];

function itemsOf({ schema, items }: RuleTree, subject: Subject, above: Correlation | undefined): Inner {
  const { value, previous, path, old } = subject;
  if (!Array.isArray(value) || items === undefined) return [];
  // Only items with keys can be told from one version to the next.
  const before = schema["x-kubernetes-list-type"] === "map" && Array.isArray(previous) ? previous : [];
  return value.map((item, index) => [
    items,
    {
      value: item,
      previous: itemLike(before, item, schema),
      path: `${path}[${index}]`,
      old: old?.index(index),
      above,
    },
  ]);
}

function fieldsOf({ properties, others }: RuleTree, subject: Subject, below: Correlation | undefined): Inner {
  const { value, previous, path, old, above } = subject;
  if (!isJsonObject(value)) return [];
  const before = isJsonObject(previous) ? previous : {};
  return Object.entries(value).flatMap(([name, field]): Inner => {
    // The type of the root cannot be told from before: both versions were converted to the same.
    const isType = above === undefined && (name === "apiVersion" || name === "kind");
    const at = {
      value: field,
      previous: before[name] ?? undefined,
      old: isType ? undefined : old?.key(name),
      above: isType ? undefined : below,
    };
    const property = properties.get(name);
    return [
      ...(others === undefined ? [] : ([[others, { ...at, path: keyPath(path, name) }]] satisfies Inner)),
      ...(property === undefined
        ? []
        : ([[property, { ...at, path: childPath(path, name) }]] satisfies Inner)),
    ];
  });
}

function evaluateRule(
  compiledRule: CompiledRule | { error: string },
  { type = "" }: Schema,
  { value, previous, path, old, above, warn }: Subject & { warn: Warn },
): FieldError[] {
  if ("error" in compiledRule) return [invalid(path, type, compiledRule.error)];
  const { definition, rule, fieldPath } = compiledRule;
  if (rule.usesOldSelf && previous === undefined && definition.optionalOldSelf !== true) return [];
  const result = rule.evaluate({ self: value, oldSelf: previous });
  if ("failure" in result) return [invalid(path, type, failureText(result.failure, definition))];
  if (result.value === true) return [];
  const error = errorFor(definition, {
    path: joined(path, fieldPath),
    value: type === "object" || type === "array" ? OMITTED : value,
    detail: messageOf(compiledRule, { self: value, oldSelf: previous }),
  });
  const isOld = !rule.usesOldSelf && (old ?? above)?.isEqual === true;
  if (!isOld) return [error];
  warn?.(`${error.field}: ${error.message}`);
  return [];
}

function joined(path: string, relative: string): string {
  return path === "" || relative === "" || relative.startsWith("[")
    ? `${path}${relative}`
    : `${path}.${relative}`;
}
