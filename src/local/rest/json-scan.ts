/**
 * Reads JSON only to say what is wrong with it, in the words of Go: where it ends or goes astray, and which fields stand
 * twice. Slower than the runtime's parser, so it runs when that failed or when something is missing. Pure, not recursive.
 */

import { quote } from "../validation/go-text.ts";

/** What was found. */
export interface Scan {
  /** Paths of the fields that stand twice, in order: `metadata.name`, `spec.ports[0].port`. */
  duplicates: string[];
  error?: string;
}

/** Deeper than this Go refuses. @see https://github.com/kubernetes-sigs/json */
const MAX_DEPTH = 10_000;

/** One open object or array. */
interface Frame {
  array: boolean;
  /** Keys of an object so far. */
  keys: Set<string>;
  /** The key or index of the value that is read now. */
  step: string;
  index: number;
}

const SPACE = /[ \t\r\n]*/y;
/** What stands in strings. */
const CHARACTERS = String.raw`(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*`;
const STRING = new RegExp(`"${CHARACTERS}"`, "y");
const STRING_START = new RegExp(`^${CHARACTERS}`);
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;

/** What may follow. */
type State = "value" | "first item" | "first key" | "key" | "colon" | "after value";

const EXPECTED: Readonly<Record<State, string>> = {
  value: "looking for beginning of value",
  "first item": "looking for beginning of value",
  "first key": "looking for beginning of object key string",
  key: "looking for beginning of object key string",
  colon: "after object key",
  "after value": "after top-level value",
};

function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  return character === '"' ? `'"'` : `'${quote(character).slice(1, -1)}'`;
}

/** What is open and what was found. */
class Scanner {
  readonly duplicates: string[] = [];
  readonly frames: Frame[] = [];
  position = 0;
  state: State = "value";
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  /** @returns the error, `undefined` when the text is JSON */
  run(): string | undefined {
    for (;;) {
      this.match(SPACE);
      if (this.position >= this.text.length)
        return this.frames.length === 0 && this.state === "after value"
          ? undefined
          : "unexpected end of JSON input";
      const error = this.step(this.text.charAt(this.position));
      if (error !== undefined) return error;
    }
  }

  private step(character: string): string | undefined {
    if (this.state === "value" || this.state === "first item") return this.value(character);
    if (this.state === "first key" || this.state === "key") return this.key(character);
    if (this.state === "colon") {
      if (character !== ":") return this.unexpected(character);
      this.position += 1;
      this.state = "value";
      return undefined;
    }
    return this.after(character);
  }

  private value(character: string): string | undefined {
    if (character === "{" || character === "[") return this.open(character === "[");
    if (character === "]" && this.state === "first item") return this.close();
    const found = this.match(STRING) ?? this.match(NUMBER) ?? this.match(LITERAL);
    if (found === undefined || found === "") return this.broken(character);
    this.state = "after value";
    return undefined;
  }

  private open(array: boolean): string | undefined {
    if (this.frames.length >= MAX_DEPTH) return `invalid character '${array ? "[" : "{"}' exceeded max depth`;
    this.position += 1;
    this.frames.push({ array, keys: new Set(), step: array ? "[0]" : "", index: 0 });
    this.state = array ? "first item" : "first key";
    return undefined;
  }

  private close(): undefined {
    this.position += 1;
    this.frames.pop();
    this.state = "after value";
  }

  private key(character: string): string | undefined {
    const frame = this.frames.at(-1);
    if (frame === undefined) return this.unexpected(character);
    if (character === "}" && this.state === "first key") return this.close();
    if (character !== '"') return this.unexpected(character);
    const found = this.match(STRING);
    if (found === undefined) return this.broken(character);
    frame.step = JSON.parse(found) as string;
    if (frame.keys.has(frame.step)) this.duplicates.push(this.path());
    frame.keys.add(frame.step);
    this.state = "colon";
    return undefined;
  }

  private after(character: string): string | undefined {
    const frame = this.frames.at(-1);
    if (frame === undefined) return this.unexpected(character);
    if (character === (frame.array ? "]" : "}")) return this.close();
    if (character !== ",")
      return `invalid character ${quoted(character)} after ${frame.array ? "array element" : "object key:value pair"}`;
    this.position += 1;
    if (frame.array) {
      frame.index += 1;
      frame.step = `[${frame.index}]`;
    }
    this.state = frame.array ? "value" : "key";
    return undefined;
  }

  private path(): string {
    const steps = this.frames.map(({ step, array }) => (array ? step : `.${step}`));
    return steps.join("").replace(/^\./, "");
  }

  private unexpected(character: string): string {
    return `invalid character ${quoted(character)} ${EXPECTED[this.state]}`;
  }

  /** A value that begins well and goes wrong: where does not matter much, but whether the text just ends does. */
  private broken(character: string): string {
    if (character === '"') return brokenString(this.text.slice(this.position + 1));
    const literal = ["true", "false", "null"].find((one) => one.startsWith(character));
    if (literal !== undefined) {
      const rest = this.text.slice(this.position, this.position + literal.length);
      const wrong = literal.split("").findIndex((one, index) => rest[index] !== one);
      const got = rest[wrong];
      return got === undefined
        ? "unexpected end of JSON input"
        : `invalid character ${quoted(got)} in literal ${literal} (expecting ${quoted(literal.charAt(wrong))})`;
    }
    if (character !== "-") return this.unexpected(character);
    const next = this.text[this.position + 1];
    return next === undefined
      ? "unexpected end of JSON input"
      : `invalid character ${quoted(next)} in numeric literal`;
  }
}

/** @param rest what follows the quote */
function brokenString(rest: string): string {
  const good = STRING_START.exec(rest)?.[0].length ?? 0;
  const bad = rest[good];
  if (bad === undefined) return "unexpected end of JSON input";
  if (bad !== "\\") return `invalid character ${quoted(bad)} in string literal`;
  const escape = rest[good + 1];
  if (escape === undefined) return "unexpected end of JSON input";
  if (escape !== "u") return `invalid character ${quoted(escape)} in string escape code`;
  const digit = /[^0-9a-fA-F]/.exec(rest.slice(good + 2, good + 6))?.[0];
  return digit === undefined
    ? "unexpected end of JSON input"
    : `invalid character ${quoted(digit)} in \\u hexadecimal character escape`;
}

/** Looks at a text that should be JSON. */
export function scanJson(text: string): Scan {
  const scanner = new Scanner(text);
  const error = scanner.run();
  return { duplicates: scanner.duplicates, ...(error === undefined ? {} : { error }) };
}
