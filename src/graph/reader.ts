/** Reads a document field by field, and remembers what is wrong with it instead of stopping. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Problem } from "./error.ts";
import { didYouMean } from "../model/suggest.ts";

/**
 * One place in a document. What it returns is well typed whatever stands there; `problems`, shared by all places of one
 * document, says whether it may be used. Null counts as absent, as an empty `status:` in YAML gives it.
 */
export class Reader {
  readonly problems: Problem[];
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path = "", problems: Problem[] = []) {
    this.#value = value;
    this.#path = path;
    this.problems = problems;
  }

  /** Notes that something is wrong here. */
  report(message: string): void {
    this.problems.push({ path: this.#path, message });
  }

  /** The place of a field; it need not exist. */
  field(name: string): Reader {
    const value = isJsonObject(this.#value) ? this.#value[name] : undefined;
    return new Reader(value, this.#path === "" ? name : `${this.#path}.${name}`, this.problems);
  }

  /** Reads the place where something is. */
  optional<T>(read: (here: Reader) => T): T | undefined {
    return this.#value === undefined || this.#value === null ? undefined : read(this);
  }

  /** Expects an object with these fields, by blanks apart, and no others. */
  object(fields: string): this {
    const known = fields.split(" ");
    for (const name of Object.keys(this.anyObject())) {
      if (!known.includes(name)) this.field(name).report(`unknown field${didYouMean(name, known)}`);
    }
    return this;
  }

  /** Expects an object, whatever its fields. */
  anyObject(): JsonObject {
    if (isJsonObject(this.#value)) return this.#value;
    this.#expected("an object");
    return {};
  }

  /** Expects a list. */
  items(): Reader[] {
    if (Array.isArray(this.#value)) {
      return this.#value.map(
        (item: unknown, index) => new Reader(item, `${this.#path}[${index}]`, this.problems),
      );
    }
    this.#expected("a list");
    return [];
  }

  /** Expects a string that is not empty. */
  text(): string {
    if (typeof this.#value === "string" && this.#value !== "") return this.#value;
    this.#expected("a string");
    return "";
  }

  /** Expects a whole number. */
  integer(): number {
    if (Number.isInteger(this.#value)) return this.#value as number;
    this.#expected("an integer");
    return 0;
  }

  /** Expects one of these words. */
  oneOf<T extends string>(words: readonly [T, ...T[]]): T {
    const found = words.find((word) => word === this.#value);
    if (found !== undefined) return found;
    const list = words.map((word) => `"${word}"`).join(" or ");
    this.#expected(typeof this.#value === "string" ? `${list}, not "${this.#value}"` : list);
    return words[0];
  }

  /** Expects an object of strings. */
  texts(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [key, value] of Object.entries(this.anyObject())) {
      if (typeof value === "string") found[key] = value;
      else this.field(key).#expected("a string");
    }
    return found;
  }

  /** Any JSON. */
  json(): Json {
    return this.#value as Json;
  }

  #expected(what: string): void {
    this.report(
      this.#value === undefined ? `is required and must be ${what}` : `must be ${what}${this.#found()}`,
    );
  }

  #found(): string {
    const value = this.#value;
    if (typeof value === "string") return value === "" ? ", not an empty string" : "";
    if (Array.isArray(value)) return ", not a list";
    return `, not ${value === null ? "null" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`}`;
  }
}
