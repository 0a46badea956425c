/** What of a structural schema SimpleSchema can say, and what to do about the rest. Pure. */

import { isJsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";

/** What becomes of a keyword. */
type Fate =
  /** It is said by the type, or by a marker. */
  | "said"
  /** It describes or advises, and changes nothing that the API server checks strictly: left out. */
  | "dropped"
  | Refusal;

interface Refusal {
  /** Values of the keyword that say nothing, and are left out. */
  unless?: unknown;
  advice: string;
}

const FATE: Readonly<Record<keyof StructuralSchema, Fate>> = {
  type: "said",
  default: "said",
  description: "said",
  enum: "said",
  properties: "said",
  required: "said",
  additionalProperties: "said",
  items: "said",
  pattern: "said",
  minLength: "said",
  maxLength: "said",
  minimum: "said",
  maximum: "said",
  minItems: "said",
  maxItems: "said",
  "x-kubernetes-preserve-unknown-fields": "said",
  "x-kubernetes-list-type": "said",
  "x-kubernetes-list-map-keys": "said",
  "x-kubernetes-validations": "said",
  title: "dropped",
  "x-kubernetes-patch-strategy": "dropped",
  "x-kubernetes-patch-merge-key": "dropped",
  "x-go-zero": "dropped",
  // The formats that the API server checks could be patterns; most only tell how wide a number is.
  format: "dropped",
  nullable: { unless: false, advice: "Make the field optional instead." },
  exclusiveMinimum: { unless: false, advice: 'Use a rule instead: validation="self > 0".' },
  exclusiveMaximum: { unless: false, advice: 'Use a rule instead: validation="self < 10".' },
  multipleOf: { advice: 'Use a rule instead: validation="self % 10 == 0".' },
  uniqueItems: { unless: false, advice: "Use a list of the type set instead." },
  minProperties: { advice: 'Use a rule instead: validation="size(self) >= 1".' },
  maxProperties: { advice: 'Use a rule instead: validation="size(self) <= 10".' },
  "x-kubernetes-int-or-string": { unless: false, advice: "Make it a string, or two fields." },
  "x-kubernetes-embedded-resource": { unless: false, advice: "Make it an object of any fields." },
  "x-kubernetes-map-type": { unless: "granular", advice: "Only lists have a type." },
};

/** Keywords that kro takes on one type only. */
const ONLY_ON: Partial<Record<keyof StructuralSchema, readonly StructuralSchema["type"][]>> = {
  enum: ["string", "integer"],
  pattern: ["string"],
  minLength: ["string"],
  maxLength: ["string"],
  minItems: ["array"],
  maxItems: ["array"],
  "x-kubernetes-list-type": ["array"],
  "x-kubernetes-list-map-keys": ["array"],
};

/** What of one schema, without those below it, SimpleSchema cannot say. */
export function unsayable(schema: StructuralSchema): string[] {
  return [
    ...(Object.keys(schema) as (keyof StructuralSchema)[]).flatMap((keyword) => refusal(schema, keyword)),
    ...typeProblem(schema),
    ...enumProblem(schema),
    ...defaultProblem(schema),
    ...requiredProblem(schema),
  ];
}

function refusal(schema: StructuralSchema, keyword: keyof StructuralSchema): string[] {
  const value = schema[keyword];
  if (value === undefined) return [];
  const fate = FATE[keyword] ?? { advice: "Leave it out." };
  if (typeof fate === "object")
    return "unless" in fate && fate.unless === value ? [] : [cannot(keyword, fate.advice)];
  const types = ONLY_ON[keyword];
  if (types === undefined || types.includes(schema.type)) return [];
  return [cannot(`${keyword} of type ${schema.type ?? "any"}`, `It is only for ${types.join(" and ")}.`)];
}

function cannot(what: string, advice: string): string {
  return `SimpleSchema cannot say ${what}. ${advice}`;
}

function typeProblem(schema: StructuralSchema): string[] {
  if (schema["x-kubernetes-int-or-string"] === true) return [];
  const { type, items, properties, additionalProperties } = schema;
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (type === undefined)
    return [cannot("a value of any type", "Give it a type; an object may hold any fields.")];
  if (type === "array" && items === undefined)
    return [cannot("a list of anything", "Say what its items are.")];
  const kinds = [
    properties !== undefined,
    additionalProperties !== undefined && additionalProperties !== false,
    open,
  ];
  if (kinds.filter(Boolean).length > 1 && !(open && additionalProperties === true))
    return [
      cannot(
        "an object with both known and unknown fields",
        "Put the unknown ones into a field of their own.",
      ),
    ];
  return [];
}

function enumProblem({ type, enum: values = [] }: StructuralSchema): string[] {
  const wrong = values.find((value) =>
    type === "integer"
      ? !Number.isSafeInteger(value)
      : type === "string" && (typeof value !== "string" || value.trim() !== value || /^$|,/.test(value)),
  );
  if (wrong === undefined) return [];
  return [
    cannot(
      `the enum value ${JSON.stringify(wrong)}`,
      "Values are separated by commas, without space around them.",
    ),
  ];
}

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: isJsonObject,
};

function defaultProblem({ type, default: value }: StructuralSchema): string[] {
  if (value === undefined || type === undefined || IS[type]?.(value) === true) return [];
  return [
    cannot(`the default ${JSON.stringify(value)} of type ${type}`, `Give it a default of type ${type}.`),
  ];
}

function requiredProblem({ required = [], properties = {} }: StructuralSchema): string[] {
  return required
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => cannot(`that ${name} is required`, "It is not one of the properties."));
}
