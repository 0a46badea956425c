/**
 * Which changes of a graph's schema kro refuses, since instances that exist could be invalid after them. Pure.
 * The rules are kro's, no stricter: it does not look at additionalProperties, nullable, formats or validation rules.
 */

import { canonicalJson } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";

/** A change that kro refuses. */
export interface BreakingChange {
  /** Field, for example `replicas` or `ports[].name`; empty for the schema itself. */
  path: string;
  /** What changed, in kro's words. */
  change: string;
  /** How to make the change without breaking instances. */
  remedy: string;
}

/** On a ResourceGraphDefinition, `"true"` lets kro write a breaking change. @see https://kro.run/docs/concepts/rgd/schema */
export const ALLOW_BREAKING_CHANGES = "kro.run/allow-breaking-changes";

const REMEDIES = {
  kept: "Keep the property and mark it as deprecated in its description.",
  renamed: "Add a property of another name for the new type, and keep this one.",
  defaulted: "Give it a default, or leave it optional.",
  stillDefaulted: "Keep a default.",
  values: "Keep the value.",
  loose: "Keep what was valid valid, or check it in a new property.",
} as const;

/** Bounds, and whether a greater value of them is the stricter one. */
const BOUNDS = [
  ["minimum", "Minimum", true],
  ["maximum", "Maximum", false],
  ["minLength", "MinLength", true],
  ["maxLength", "MaxLength", false],
  ["minItems", "MinItems", true],
  ["maxItems", "MaxItems", false],
] as const satisfies [keyof StructuralSchema, string, boolean][];

/** One schema before and after, at one path. */
interface Step {
  path: string;
  before: StructuralSchema;
  after: StructuralSchema;
}

/**
 * Compares two schemas of one version of a kind, as kro does before it updates a CustomResourceDefinition.
 * @param before of the spec (or of the whole kind) as it is in the cluster
 * @param after of the same, as the graph has it now
 * @returns in the order of the schema before; empty when instances that exist stay valid
 * @see https://github.com/kubernetes-sigs/kro/tree/v0.9.4/pkg/graph/crd/compat
 */
export function breakingChanges(before: StructuralSchema, after: StructuralSchema): BreakingChange[] {
  return compare({ path: "", before, after });
}

/**
 * What to do about breaking changes, as one sentence for the end of a message.
 * @param changes at least one
 */
export function breakingRemedy(changes: readonly BreakingChange[]): string {
  const own = [...new Set(changes.map(({ remedy }) => remedy))];
  return [
    ...own,
    "Or make a kind of another name for the new schema, or, when no instance that exists is concerned, set the annotation " +
      `${ALLOW_BREAKING_CHANGES}: "true" on the ResourceGraphDefinition.`,
  ].join(" ");
}

function compare(step: Step): BreakingChange[] {
  const { path, before, after } = step;
  if (before.type !== after.type) {
    const change = `Type changed from ${before.type ?? "any"} to ${after.type ?? "any"}`;
    return [{ path, change, remedy: REMEDIES.renamed }];
  }
  return [
    ...patternChange(step),
    ...BOUNDS.flatMap((bound) => boundChange(step, bound)),
    ...propertyChanges(step),
    ...requiredChanges(step),
    ...enumChanges(step),
    ...itemChanges(step),
  ];
}

function patternChange({ path, before: { pattern: old }, after: { pattern } }: Step): BreakingChange[] {
  if (old === pattern || !pattern) return [];
  const change = old
    ? `Validation pattern changed from ${old} to ${pattern}`
    : `Validation pattern ${pattern} was added`;
  return [{ path, change, remedy: REMEDIES.loose }];
}

function boundChange({ path, before, after }: Step, bound: (typeof BOUNDS)[number]): BreakingChange[] {
  const [keyword, label, lower] = bound;
  const [old, now] = [before[keyword], after[keyword]];
  if (now === undefined || old === now) return [];
  if (old === undefined)
    return [{ path, change: `${label} constraint ${now} was added`, remedy: REMEDIES.loose }];
  if (now > old !== lower) return [];
  const change = `${label} was ${lower ? "increased" : "decreased"} from ${old} to ${now}`;
  return [{ path, change, remedy: REMEDIES.loose }];
}

function propertyChanges({ path, before, after }: Step): BreakingChange[] {
  const [old, now] = [before.properties ?? {}, after.properties ?? {}];
  const kept = Object.entries(old).flatMap(([name, schema]) => {
    const next = own(now, name);
    const at = below(path, name);
    return next === undefined
      ? [{ path: at, change: `Property ${name} was removed`, remedy: REMEDIES.kept }]
      : compare({ path: at, before: schema, after: next });
  });
  // Kro's own message calls these optional, though it refuses them for being required.
  const added = Object.entries(now)
    .filter(([name, schema]) => own(old, name) === undefined && schema.default === undefined)
    .filter(([name]) => after.required?.includes(name))
    .map(([name]) => ({
      path: below(path, name),
      change: `Required property ${name} was added`,
      remedy: REMEDIES.defaulted,
    }));
  return [...kept, ...added];
}

function requiredChanges({ path, before, after }: Step): BreakingChange[] {
  return (after.required ?? []).flatMap((name): BreakingChange[] => {
    const old = own(before.properties ?? {}, name);
    if (old === undefined) return [];
    const at = below(path, name);
    if (!before.required?.includes(name))
      return [{ path: at, change: `Field ${name} is newly required`, remedy: REMEDIES.defaulted }];
    const lost = old.default !== undefined && own(after.properties ?? {}, name)?.default === undefined;
    const change = `Default value removed from required field ${name}`;
    return lost ? [{ path: at, change, remedy: REMEDIES.stillDefaulted }] : [];
  });
}

function enumChanges({
  path,
  before: { enum: old = [] },
  after: { enum: now = [] },
}: Step): BreakingChange[] {
  if (now.length === 0) return [];
  const allowed = new Set(now.map(canonicalJson));
  return old
    .map(canonicalJson)
    .filter((value) => !allowed.has(value))
    .map((value) => ({ path, change: `Enum value ${value} was removed`, remedy: REMEDIES.values }));
}

function itemChanges({ path, before, after }: Step): BreakingChange[] {
  if (before.type !== "array" || before.items === undefined) return [];
  const at = `${path}[]`;
  if (after.items === undefined)
    return [{ path: at, change: "Property items was removed", remedy: REMEDIES.kept }];
  return compare({ path: at, before: before.items, after: after.items });
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
