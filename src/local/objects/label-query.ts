/** Reads the `labelSelector` of a query, in the grammar and with the complaints of the API server. Pure. */

import { labelValue, qualifiedName } from "../kinds/names.ts";
import { badRequest, type StatusError } from "../status.ts";
import { quote } from "../validation/go-text.ts";
import type { LabelRequirement, LabelSelector } from "./label-selector.ts";

/** `end` is the end of the text. */
interface Token {
  type: "identifier" | "symbol" | "end";
  text: string;
}

const OPERATORS: Readonly<Record<string, LabelRequirement["operator"]>> = {
  in: "In",
  notin: "NotIn",
  "=": "In",
  "==": "In",
  "!=": "NotIn",
  ">": "Gt",
  "<": "Lt",
};

const TOKEN = /\s*(?:(?<symbol>==|!=|[=!(),<>])|(?<identifier>[^\s=!(),<>]+))/y;

const BINARY = "in, notin, =, ==, !=, gt, lt";

/** Tokens, read from the front. */
interface Tokens {
  list: readonly Token[];
  position: number;
}

const END: Token = { type: "end", text: "" };

function tokensOf(text: string): Tokens {
  const list: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const { symbol, identifier = "" } = match.groups ?? {};
    list.push(
      symbol === undefined ? { type: "identifier", text: identifier } : { type: "symbol", text: symbol },
    );
  }
  return { list, position: 0 };
}

function peek({ list, position }: Tokens): Token {
  return list[position] ?? END;
}

function next(tokens: Tokens): Token {
  const token = peek(tokens);
  tokens.position += 1;
  return token;
}

function isEnd({ type, text }: Token): boolean {
  return type === "end" || text === ",";
}

function unreadable(why: string): StatusError {
  return badRequest(`unable to parse requirement: ${why}`);
}

/** Go names the place of a key by nothing. */
function checkKey(key: string): void {
  const wrong = qualifiedName(key);
  if (wrong.length > 0) throw unreadable(`<nil>: Invalid value: ${quote(key)}: ${wrong.join("; ")}`);
}

function checkValues({ key, operator, values }: LabelRequirement): void {
  const causes = values.flatMap((value, index) => {
    const wrong = labelValue(value);
    return [
      ...((operator === "Gt" || operator === "Lt") && !/^[+-]?\d+$/.test(value)
        ? [
            `values[${index}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
          ]
        : []),
      ...(wrong.length > 0
        ? [`values[${index}][${key}]: Invalid value: ${quote(value)}: ${wrong.join("; ")}`]
        : []),
    ];
  });
  if (causes.length > 0) throw unreadable(causes.length === 1 ? (causes[0] ?? "") : `[${causes.join(", ")}]`);
}

/** What stands between parentheses: empty values count. */
function setOf(tokens: Tokens): string[] {
  const open = next(tokens);
  if (open.text !== "(") throw unreadable(`found '${open.text}' expected: '('`);
  const values = new Set<string>();
  let wanted = true;
  for (;;) {
    const token = next(tokens);
    if (token.type === "identifier" && wanted) {
      values.add(token.text);
      wanted = false;
      const { text } = peek(tokens);
      if (text !== "," && text !== ")") throw unreadable(`found '${text}', expected: ',' or ')'`);
    } else if (token.text === ",") {
      if (wanted) values.add("");
      wanted = true;
    } else if (token.text === ")") {
      if (wanted) values.add("");
      return [...values].sort();
    } else throw unreadable(`found '${token.text}', expected: ',', or identifier`);
  }
}

function exactValue(tokens: Tokens): string[] {
  if (isEnd(peek(tokens))) return [""];
  const { type, text } = next(tokens);
  if (type !== "identifier") throw unreadable(`found '${text}', expected: identifier`);
  return [text];
}

function requirement(tokens: Tokens): LabelRequirement {
  const negated = peek(tokens).text === "!";
  if (negated) tokens.position += 1;
  const { type, text: key } = next(tokens);
  if (type !== "identifier") throw unreadable(`found '${key}', expected: identifier`);
  checkKey(key);
  if (negated || isEnd(peek(tokens)))
    return { key, operator: negated ? "DoesNotExist" : "Exists", values: [] };
  const { text } = next(tokens);
  const operator = OPERATORS[text];
  if (operator === undefined) throw unreadable(`found '${text}', expected: ${BINARY}`);
  const values = text === "in" || text === "notin" ? setOf(tokens) : exactValue(tokens);
  const found: LabelRequirement = { key, operator, values };
  checkValues(found);
  return found;
}

/**
 * Reads a selector.
 * @throws {StatusError} 400 when it cannot be read
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/labels/selector.go
 */
export function parseLabelSelector(text: string): LabelSelector {
  if (text === "") return [];
  const tokens = tokensOf(text);
  const requirements: LabelRequirement[] = [];
  for (;;) {
    const { type, text: found } = peek(tokens);
    if (type === "end") return requirements;
    if (type === "symbol" && found !== "!")
      throw badRequest(`found '${found}', expected: !, identifier, or 'end of string'`);
    requirements.push(requirement(tokens));
    const after = next(tokens);
    if (after.type === "end") return requirements;
    if (after.text !== ",") throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`);
    const following = peek(tokens);
    if (following.type !== "identifier" && following.text !== "!")
      throw badRequest(`found '${following.text}', expected: identifier after ','`);
  }
}
