/** The JSONPaths of printer columns: fields, indexes, `[*]` and filters by equality. Pure. */

import { isJsonObject } from "../../model/json.ts";

/** From one value to those that a step selects. */
type Step = (value: unknown) => unknown[];

/** A path that was read once. */
export type JsonPath = readonly Step[];

const STEP =
  /\.?(?:\[(?<quote>['"])(?<quoted>.+?)\k<quote>\]|\[\?\(@\.(?<path>[\w.]+)\s*(?<operator>==|!=)\s*(?<value>[^)]+)\)\]|\[(?<index>-?\d+)\]|(?<all>\[\*\]|\*)|(?<field>(?:\\.|[^.[\]\\])+))/gy;

function field(name: string): Step {
  return (value) => (isJsonObject(value) && Object.hasOwn(value, name) ? [value[name]] : []);
}

function children(value: unknown): unknown[] {
  return Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
}

function literal(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(text.trim());
  if (quoted !== null) return quoted[2];
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

function filter(path: string, wanted: unknown, equal: boolean): Step {
  const steps = path.split(".").map(field);
  return (value) =>
    children(value).filter((item) => {
      const [found] = select(steps, item);
      return found !== undefined && (found === wanted) === equal;
    });
}

function stepOf(groups: Record<string, string | undefined>): Step {
  const { quoted, path, operator, value = "", index, all, field: name = "" } = groups;
  if (quoted !== undefined) return field(quoted);
  if (path !== undefined) return filter(path, literal(value), operator === "==");
  if (index !== undefined)
    return (value) => {
      const found: unknown = Array.isArray(value) ? value.at(Number(index)) : undefined;
      return found === undefined ? [] : [found];
    };
  return all === undefined ? field(name.replaceAll(/\\(.)/g, "$1")) : children;
}

/**
 * Reads a path such as `.status.conditions[?(@.type=="Ready")].status`.
 * @returns a path that selects nothing when it cannot be read
 */
export function parseJsonPath(text: string): JsonPath {
  const inner = text.replace(/^\{(.*)\}$/, "$1").replace(/^\$/, "");
  const steps: Step[] = [];
  let end = 0;
  for (const match of inner.matchAll(STEP)) {
    steps.push(stepOf(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  return end === inner.length ? steps : [() => []];
}

/** What a path selects of a value. */
export function select(path: JsonPath, value: unknown): unknown[] {
  return path.reduce<unknown[]>((values, step) => values.flatMap(step), [value]);
}
