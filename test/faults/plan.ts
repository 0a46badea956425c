/** Cases: which fault happens to which request in which phase of a program's life. Pure. */

import { faultNamed, faultsOn } from "./faults.ts";
import { type Key, keyText, parseKey } from "./keys.ts";
import type { Injection } from "./proxy.ts";
import { randomOf, shuffled } from "../support/random.ts";

export const PHASES = ["deploy", "update", "destroy"] as const;

/** The first run, the run of the changed program, and destroy. */
export type Phase = (typeof PHASES)[number];

/** One life of the program: faults in some of its phases. */
export type Case = Partial<Record<Phase, Injection[]>>;

/** Requests of each phase, as they were recorded without faults. */
export type Keys = Record<Phase, Key[]>;

export interface PlanOptions {
  seed: number;
  /** The program does not wait long for an answer that never comes. */
  impatient: boolean;
  /** Only faults whose text (`503@get /api #1`) matches. @default all */
  only?: RegExp;
}

/** How many faults that the program gets over by itself share one run. They are at different paths, so that none hides another. */
const TOGETHER = 8;

/**
 * Every fault at every request of every phase, exactly once (but {@link isLeftToOperations}), in an order that the seed decides. A case has one fault, or a few
 * passing ones, in each phase; the phases of a case have nothing to do with each other.
 */
export function casesOf(keys: Keys, options: PlanOptions): Case[] {
  const { seed, impatient, only = /./ } = options;
  const random = randomOf(seed);
  const possible = ({ fault, key }: Injection): boolean =>
    (impatient || fault.effect.do !== "stall") && only.test(`${fault.name}@${keyText(key)}`);
  const runs = PHASES.map((phase) => {
    const one = (injection: Injection): boolean =>
      possible(injection) && !(phase === "destroy" && isLeftToOperations(injection, keys[phase]));
    return shuffled(runsOf(keys[phase], one, random), random);
  });
  const count = Math.max(...runs.map((list) => list.length));
  return Array.from({ length: count }, (_, index) => {
    const one: Case = {};
    PHASES.forEach((phase, at) => {
      const injections = runs[at]?.[index];
      if (injections !== undefined) one[phase] = injections;
    });
    return one;
  });
}

const SEARCH = /\/namespaces\/\*\/[^/]+$/;

/**
 * Before a namespace goes, all of its kinds are asked for objects that are kept, some forty LISTs at once. Faults that end a run
 * happen to the first, the last and those of custom resources; to each of them in `operations.ts`, where a run costs less.
 */
export function isLeftToOperations({ key, fault }: Injection, keys: readonly Key[]): boolean {
  if (fault.passing || key.verb !== "list" || !SEARCH.test(key.path) || isCustom(key)) return false;
  const paths = keys.filter((one) => one.verb === "list" && SEARCH.test(one.path)).map(({ path }) => path);
  const others = paths.filter((path) => path !== key.path);
  return others.some((path) => path < key.path) && others.some((path) => path > key.path);
}

// The group holds the name of the run.
function isCustom({ path }: Key): boolean {
  return path.startsWith("/apis/*");
}

/** How many faults there are in all cases. */
export function faultCount(cases: readonly Case[]): number {
  return cases.reduce(
    (sum, one) => sum + PHASES.reduce((inner, phase) => inner + (one[phase]?.length ?? 0), 0),
    0,
  );
}

// Later ones are those of a loop that waits: how many there are depends on the machine.
const MOST_OF_A_KIND = 3;

function runsOf(
  keys: readonly Key[],
  possible: (injection: Injection) => boolean,
  random: () => number,
): Injection[][] {
  const lasting = keys
    .filter(({ nth }) => nth <= MOST_OF_A_KIND)
    .sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
  const injections = lasting
    .flatMap((key) => faultsOn(key).map((fault): Injection => ({ key, fault })))
    .filter(possible);
  const single = injections.filter(({ fault }) => !fault.passing).map((injection) => [injection]);
  const groups: Injection[][] = [];
  for (const injection of shuffled(
    injections.filter(({ fault }) => fault.passing),
    random,
  )) {
    const group = groups.find(
      (one) => one.length < TOGETHER && one.every((other) => !sameRequest(other, injection)),
    );
    if (group === undefined) groups.push([injection]);
    else group.push(injection);
  }
  return [...single, ...groups];
}

function sameRequest(a: Injection, b: Injection): boolean {
  return a.key.verb === b.key.verb && a.key.path === b.key.path && a.key.service === b.key.service;
}

/** A case in one line, which says all of it: `deploy: 503@get /api/v1/namespaces/* #1; destroy: …`. */
export function caseText(one: Case): string {
  const phases = PHASES.flatMap((phase) => {
    const injections = one[phase];
    if (injections === undefined || injections.length === 0) return [];
    const faults = injections.map(({ fault, key }) => `${fault.name}@${keyText(key)}`);
    return [`${phase}: ${faults.join(" + ")}`];
  });
  return phases.join("; ");
}

/** Reads what {@link caseText} wrote. @throws Error for another text */
export function parseCase(text: string): Case {
  const one: Case = {};
  for (const part of text.split("; ").filter((part) => part !== "")) {
    const [phase = "", faults = ""] = part.split(": ");
    if (!PHASES.includes(phase as Phase)) throw new Error(`this is no case: ${text}`);
    one[phase as Phase] = faults.split(" + ").map((fault) => {
      const [name = "", key = ""] = fault.split("@");
      return { fault: faultNamed(name), key: parseKey(key) };
    });
  }
  return one;
}
