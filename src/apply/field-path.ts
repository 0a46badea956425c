/**
 * Field paths: as server-side apply writes them in conflict causes, `.spec.containers[name="web"].image`, and as people write
 * them: `metadata.annotations["a.b/c"]`, `metadata.annotations.a\.b/c` (as kubectl has it), `spec.containers[*].image`,
 * `metadata.labels.team-*`. Pure.
 */

import { isJsonObject, sameJson } from "../model/json.ts";

/** A field name, in which `*` stands for any text; or elements of a list: by index, value of a set, keys, or all. */
export type FieldStep =
  | string
  | { keys: Record<string, unknown> }
  | { value: unknown }
  | { index: number }
  | { every: true };

/** A step that selects elements of a list. */
export type ElementStep = Exclude<FieldStep, string>;

const TEXT = `"(?:[^"\\\\]|\\\\.)*"`;
const PAIR = `[^\\]=*"']+=(?:${TEXT}|[^\\],]+)`;
const STEP = new RegExp(
  [
    `\\.((?:\\\\.|[^.[\\]\\\\])+)`, // .name, dots in it escaped
    `\\[(${TEXT}|'(?:[^'\\\\]|\\\\.)*')\\]`, // ["name"]
    `\\[(${PAIR}(?:,${PAIR})*)\\]`, // [name="web",port=80]
    `\\[=(${TEXT}|[^\\]]+)\\]`, // [="value"]
    `\\[(\\d+)\\]`, // [0]
    `\\[(\\*)\\]`, // [*]
  ].join("|"),
  "gy",
);

/**
 * Splits a path into its steps.
 * Field names with dots (annotation keys) are written bare by the server; the longest name that exists wins when reading.
 * @returns the steps up to where the path cannot be read
 */
export function parseFieldPath(path: string): FieldStep[] {
  return read(path).steps;
}

/** Splits the path of a refusal's cause: its indexes count in the object as it would have become, so each stands for every element. */
export function parseCausePath(path: string): FieldStep[] {
  return parseFieldPath(path).map((step) =>
    typeof step === "object" && "index" in step ? { every: true } : step,
  );
}

/** Whether a path can be read to its end. */
export function isFieldPath(path: string): boolean {
  const { steps, whole } = read(path);
  return whole && steps.length > 0;
}

function read(path: string): { steps: FieldStep[]; whole: boolean } {
  const text = path.startsWith(".") || path.startsWith("[") ? path : `.${path}`;
  const steps: FieldStep[] = [];
  let end = 0;
  for (const match of text.matchAll(STEP)) {
    steps.push(stepOf(match));
    end = match.index + match[0].length;
  }
  return { steps, whole: end === text.length };
}

function stepOf([, name, quoted, keys, value, index]: RegExpMatchArray): FieldStep {
  if (name !== undefined) return name.replaceAll(/\\(.)/g, "$1");
  if (quoted !== undefined) return quoted.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  if (keys !== undefined) return { keys: parseKeys(keys) };
  if (value !== undefined) return { value: parseScalar(value) };
  return index === undefined ? { every: true } : { index: Number(index) };
}

/** Writes a path as people do, so that it can be copied into a program: `spec.containers[name="web"].image`, names with dots quoted. */
export function formatFieldPath(steps: readonly FieldStep[]): string {
  const texts = steps.map((step) => {
    if (typeof step !== "string") return elementText(step);
    return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return texts.join("").replace(/^\./, "");
}

function parseKeys(text: string): Record<string, unknown> {
  const pairs = text.matchAll(/([^,=]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g);
  return Object.fromEntries([...pairs].map(([, key = "", value = ""]) => [key, parseScalar(value)]));
}

function parseScalar(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A place in an object: the container that holds the last step, and that step as a key. */
interface Place {
  container: Record<string | number, unknown>;
  key: string | number;
}

/** The places that a path leads to in an object: none where the object does not set it, several by `*`. */
function placesOf(object: unknown, steps: readonly FieldStep[]): Place[] {
  const [step, ...rest] = steps;
  if (step === undefined || typeof object !== "object" || object === null) return [];
  const container = object as Record<string | number, unknown>;
  if (typeof step !== "string") {
    const list = Array.isArray(object) ? object : [];
    return list.flatMap((item, key) => (selects(step, item, key) ? descend({ container, key }, rest) : []));
  }
  for (const { name, rest: after } of namesAt(steps)) {
    const names = Object.keys(container).filter((candidate) => isNamed(name, candidate));
    if (names.length > 0) return names.flatMap((key) => descend({ container, key }, after));
  }
  return [];
}

/** Whether a name is the one of a step, in which `*` stands for any text. */
export function isNamed(step: string, name: string): boolean {
  if (!step.includes("*")) return step === name;
  const parts = step.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

/**
 * The names that the next steps of a path may mean, the longest first: the server does not quote dots in field names,
 * so any number of plain steps may be one name.
 */
export function* namesAt(
  steps: readonly FieldStep[],
): Generator<{ name: string; rest: readonly FieldStep[] }> {
  const end = steps.findIndex((item) => typeof item !== "string");
  const plain = (end < 0 ? steps : steps.slice(0, end)).filter((item) => typeof item === "string");
  for (let taken = plain.length; taken > 0; taken -= 1)
    yield { name: plain.slice(0, taken).join("."), rest: steps.slice(taken) };
}

function descend(place: Place, rest: readonly FieldStep[]): Place[] {
  return rest.length === 0 ? [place] : placesOf(place.container[place.key], rest);
}

function elementOf(list: readonly unknown[], step: ElementStep): number {
  return list.findIndex((item, index) => selects(step, item, index));
}

/** Whether a step selects an element of a list. */
export function selects(step: ElementStep, item: unknown, index: number): boolean {
  if ("every" in step) return true;
  if ("index" in step) return step.index === index;
  return "value" in step ? sameJson(item, step.value) : hasKeys(item, step.keys);
}

/** Whether a list element has these keys. One that a manifest leaves out is defaulted by the server (`protocol: TCP`): it must not contradict. */
export function hasKeys(item: unknown, keys: Readonly<Record<string, unknown>>): boolean {
  return (
    isJsonObject(item) &&
    Object.entries(keys).every(([key, value]) => item[key] === undefined || sameJson(item[key], value))
  );
}

/** Whether an object sets the field that a path names. */
export function hasField(object: unknown, path: string): boolean {
  return placesOf(object, parseFieldPath(path)).length > 0;
}

/** The value at a path, `undefined` where the object does not set it. */
export function fieldAt(object: unknown, path: string): unknown {
  const [place] = placesOf(object, parseFieldPath(path));
  return place?.container[place.key];
}

/** A copy of an object without the fields that a path leads to. */
export function withoutField<T extends object>(object: T, path: string): T {
  const copy = structuredClone(object);
  // From the last element on, so that indexes stay right.
  for (const { container, key } of placesOf(copy, parseFieldPath(path)).toReversed()) {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  }
  return copy;
}

/**
 * Whether a path that a user wrote names a field or what it is in.
 * @param ignored `spec.replicas`, `spec.containers[*].image`, `metadata.labels.team-*`; names with dots may stand bare
 */
export function covers(ignored: readonly FieldStep[], path: readonly FieldStep[]): boolean {
  const [step, ...others] = ignored;
  const [field, ...rest] = path;
  if (step === undefined) return true;
  if (field === undefined) return false;
  if (typeof step !== "string")
    return typeof field !== "string" && isSame(step, field) && covers(others, rest);
  if (typeof field !== "string") return false;
  return [...namesAt(ignored)].some(({ name, rest: left }) => isNamed(name, field) && covers(left, rest));
}

function isSame(ignored: ElementStep, step: ElementStep): boolean {
  if ("every" in ignored) return true;
  if ("keys" in ignored) return "keys" in step && hasKeys(step.keys, ignored.keys);
  return sameJson(ignored, step);
}

/**
 * A path of the server as people write it, so that it can be copied into a program: names with dots are quoted.
 * @param object has the field: it tells where names with dots begin and end
 */
export function readablePath(path: string, object: unknown): string {
  let at = object;
  let steps: readonly FieldStep[] = parseFieldPath(path);
  let text = "";
  while (steps.length > 0) {
    const [step, ...others] = steps;
    if (typeof step === "string") {
      const container = isJsonObject(at) ? at : {};
      const found = [...namesAt(steps)].find(({ name }) => Object.hasOwn(container, name));
      const { name, rest } = found ?? { name: step, rest: others };
      text += /^[\w-]+$/.test(name) ? `${text === "" ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
      [at, steps] = [container[name], rest];
    } else if (step !== undefined) {
      text += elementText(step);
      at = Array.isArray(at) ? (at[elementOf(at, step)] as unknown) : undefined;
      steps = others;
    }
  }
  return text;
}

function elementText(step: ElementStep): string {
  if ("every" in step) return "[*]";
  if ("index" in step) return `[${step.index}]`;
  if ("value" in step) return `[=${JSON.stringify(step.value)}]`;
  return `[${Object.entries(step.keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(",")}]`;
}
