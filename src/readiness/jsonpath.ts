/**
 * JSONPath as kubectl has it, parsed into steps. Left out: text around the braces, `range` and `end`, which only print.
 * Pure. @see https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */

import { ProviderError } from "../errors.ts";

/** One step from values to the values below them. */
export type Step =
  | { by: "field"; name: string }
  | { by: "every" }
  | { by: "below" }
  | { by: "slice"; from: number | undefined; to: number | undefined; step: number }
  | { by: "union"; of: readonly Step[][] }
  | { by: "filter"; left: readonly Step[]; operator: Operator; right: Operand };

export type Operator = "exists" | "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What a filter compares with: a value, or a path from the same element. */
export type Operand = { value: string | number | boolean } | { path: readonly Step[] };

const NAME = /(?:\\.|[^\s.,[\]$@{}\\])+/y;
// In a filter a name ends where the comparison begins.
const FILTER_NAME = /(?:\\.|[^\s.,[\]$@{}\\!<>=()])+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const SLICE = /(-?\d+)?(?:(:)(-?\d+)?(?::(\d+)?)?)?/y;
const STRING = /'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"/y;
const OPERATOR = /==|!=|<=|>=|<|>/y;
const SPACE = /[ \t]*/y;

/**
 * Parses a path: `{.status.phase}`, `.status.phase` or `status.phase`; with `[0]`, `[-1]`, `[1:3]`, `[*]`, `['a.b']`, `[0,1]`,
 * `[?(@.type=="Ready")]` and `..`.
 * @throws {ProviderError} `usage` that names the position of the mistake
 */
export function parsePath(source: string): readonly Step[] {
  const text = source.trim();
  const braced = text.startsWith("{");
  if (braced && !text.endsWith("}")) throw mistake(source, source.length, "a closing }");
  const parser = new Parser(
    source,
    source.indexOf(text) + (braced ? 1 : 0),
    source.indexOf(text) + text.length - (braced ? 1 : 0),
  );
  return parser.whole();
}

function mistake(source: string, position: number, expected: string): ProviderError {
  return new ProviderError("usage", `the JSONPath lacks ${expected} at position ${position + 1}`, {
    object: source,
    advice:
      "Write it as for `kubectl wait`: `{.status.phase}`, `{.status.conditions[?(@.type=='Ready')].status}`.",
  });
}

class Parser {
  readonly #source: string;
  readonly #end: number;
  #at: number;
  #name = NAME;

  constructor(source: string, from: number, end: number) {
    this.#source = source;
    this.#at = from;
    this.#end = end;
  }

  whole(): readonly Step[] {
    if (this.#at >= this.#end) throw this.#lacks("a path");
    this.#take(/[$@]/y);
    const first = this.#take(this.#name);
    const steps: Step[] = first === undefined ? [] : [fieldStep(first[0])];
    steps.push(...this.#steps());
    if (this.#at < this.#end) throw this.#lacks("a . or [");
    return steps;
  }

  /** Steps up to what is none. */
  #steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.#take(/\.\./y) !== undefined) {
        steps.push({ by: "below" });
        const name = this.#take(this.#name);
        if (name !== undefined) steps.push(fieldStep(name[0]));
        else if (!this.#sees("[")) throw this.#lacks("a field name or [");
      } else if (this.#take(/\./y) !== undefined) {
        const name = this.#take(this.#name);
        if (name !== undefined) steps.push(fieldStep(name[0]));
        else if (!this.#sees("[")) throw this.#lacks("a field name");
      } else if (this.#take(/\[/y) !== undefined) steps.push(this.#bracket());
      else return steps;
    }
  }

  #bracket(): Step {
    if (this.#take(/\?\(/y) !== undefined) return this.#filter();
    const members = [this.#member()];
    while (this.#take(/,/y) !== undefined) members.push(this.#member());
    if (this.#take(/\]/y) === undefined) throw this.#lacks("a closing ]");
    const [only] = members;
    return members.length === 1 && only !== undefined
      ? only
      : { by: "union", of: members.map((one) => [one]) };
  }

  #member(): Step {
    this.#take(SPACE);
    const member = this.#selector();
    this.#take(SPACE);
    return member;
  }

  #selector(): Step {
    const quoted = this.#take(STRING);
    if (quoted !== undefined) return { by: "field", name: unquoted(quoted) };
    return this.#take(/\*/y) === undefined ? this.#slice() : { by: "every" };
  }

  #slice(): Step {
    const [all = "", from, colon, to, step] = this.#take(SLICE) ?? [];
    if (all === "") throw this.#lacks("an index, a quoted name, * or ?(");
    const start = from === undefined ? undefined : Number(from);
    // The last one is -1, and nothing comes after it.
    if (colon === undefined)
      return { by: "slice", from: start, to: start === -1 ? undefined : (start ?? 0) + 1, step: 1 };
    return {
      by: "slice",
      from: start,
      to: to === undefined ? undefined : Number(to),
      step: step === undefined ? 1 : Math.max(1, Number(step)),
    };
  }

  #filter(): Step {
    this.#take(SPACE);
    const left = this.#relative();
    this.#take(SPACE);
    const operator = this.#take(OPERATOR)?.[0] as Operator | undefined;
    const right = operator === undefined ? { value: true } : this.#operand();
    this.#take(SPACE);
    if (this.#take(/\)\]/y) === undefined)
      throw this.#lacks(operator === undefined ? "a comparison or a closing )]" : "a closing )]");
    return { by: "filter", left, operator: operator ?? "exists", right };
  }

  #relative(): readonly Step[] {
    if (this.#take(/@/y) === undefined) throw this.#lacks("@, the element that is looked at,");
    const outside = this.#name;
    this.#name = FILTER_NAME;
    const steps = this.#steps();
    this.#name = outside;
    return steps;
  }

  #operand(): Operand {
    this.#take(SPACE);
    const quoted = this.#take(STRING);
    if (quoted !== undefined) return { value: unquoted(quoted) };
    const number = this.#take(NUMBER);
    if (number !== undefined) return { value: Number(number[0]) };
    const truth = this.#take(/(?:true|false)\b/y);
    if (truth !== undefined) return { value: truth[0] === "true" };
    if (this.#sees("@")) return { path: this.#relative() };
    throw this.#lacks("a quoted text, a number, true, false or a path from @");
  }

  #sees(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found === null || this.#at + found[0].length > this.#end) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #lacks(expected: string): ProviderError {
    return mistake(this.#source, this.#at, expected);
  }
}

function fieldStep(name: string): Step {
  return name === "*" ? { by: "every" } : { by: "field", name: name.replaceAll(/\\(.)/g, "$1") };
}

function unquoted([, single, double]: RegExpExecArray): string {
  return (single ?? double ?? "").replaceAll(/\\(.)/g, "$1");
}
