/**
 * What kro v0.9.4 says of a graph that it refuses: the analysis of `src/graph` says it to people who write the graph, with
 * places and advice; the controller says it with the steps that it was in. Pure.
 */

import type { GraphError, Problem } from "../../graph/error.ts";
import { type Found, QUOTED, STEPS } from "./refusal-steps.ts";

/**
 * The message of `GraphAccepted`.
 * @param graph name of the graph
 * @param textAt what stands at a place of the graph, for messages that quote it
 */
export function refusalOf(
  error: GraphError,
  graph: string,
  textAt: (path: string) => string | undefined,
): string {
  const found = error.problems.map((problem) => locate(problem, graph, textAt));
  for (const rows of STEPS) {
    for (const one of found) {
      for (const [when, says] of rows) {
        const match = when.exec(one.message);
        const said = match === null ? "" : says(one, match);
        if (said !== "") return said;
      }
    }
  }
  return found[0]?.message ?? error.summary;
}

const RESOURCE = /^spec\.resources\[([^\]]*)\]\.?(.*)$/;

function locate(
  { path, message }: Problem,
  graph: string,
  textAt: (path: string) => string | undefined,
): Found {
  const [, id = "", below = path] = RESOURCE.exec(path) ?? [];
  const text = quotedIn(message) ?? textAt(path) ?? "";
  return {
    message: withoutAdvice(message),
    graph,
    id,
    at: below.replace(/^(template|externalRef)\./, ""),
    text,
    expression: innerOf(text),
  };
}

function quotedIn(message: string): string | undefined {
  const [, quoted] = QUOTED.exec(message) ?? [];
  return quoted === undefined ? undefined : (JSON.parse(quoted) as string);
}

function innerOf(text: string): string {
  return text.startsWith("${") && text.endsWith("}") && text.indexOf("${", 1) < 0 ? text.slice(2, -1) : text;
}

/** Advice of our own, after kro's words. */
const ADVICE = [
  /; did you mean .*$/,
  /: (?:choose another|remove it|each resource needs its own)$/,
  /: rename \S+$/,
  /: convert it with .*$/,
  /: write (?:"\$\{…\}"|a CEL expression) .*$/,
  /: use (?:them|optional values|In, NotIn).*$/,
  /; readyWhen may only read \w+$/,
  /: a graph cannot read its own status.*$/,
  /: it is there, but kro reads no field.*$/,
  /: \w+ is not there yet when its template.*$/,
  /: no resource can be the first.*$/,
  /: write the version alone.*$/,
];

function withoutAdvice(message: string): string {
  const words = ADVICE.reduce((text, advice) => text.replace(advice, ""), message);
  // kro quotes expressions without their braces.
  return words.replaceAll(
    /(expression ")\$\{((?:[^"\\]|\\.)*)\}(")/g,
    (whole, before: string, inner: string, after: string) =>
      QUOTED.test(words) ? whole : `${before}${inner}${after}`,
  );
}
