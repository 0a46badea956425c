/** The schedule of a sweep: complete, the same for the same seed, and readable back. */

import { describe, expect, test } from "bun:test";
import { FAULTS, faultsOn } from "./faults.ts";
import { keyText, parseKey } from "./keys.ts";
import { type Case, casesOf, caseText, faultCount, type Keys, parseCase, PHASES } from "./plan.ts";

const KEYS: Keys = {
  deploy: ["apply /api/v1/namespaces/* #1", "watch /api/v1/namespaces/*/pods #1", "s3 PUT /* #1"].map(
    parseKey,
  ),
  update: ["get /api #1", "get /api #2", "dry-run /api/v1/namespaces/*/configmaps/a #1"].map(parseKey),
  destroy: ["delete /api/v1/namespaces/* #1", "list /apis/a/v1/shops #17"].map(parseKey),
};

const options = { seed: 7, impatient: true };
const faultsOf = (cases: readonly Case[]): string[] =>
  cases
    .flatMap((one) =>
      PHASES.flatMap((phase) =>
        (one[phase] ?? []).map(({ fault, key }) => `${phase}: ${fault.name}@${keyText(key)}`),
      ),
    )
    .sort();

describe("the cases of a seed", () => {
  const cases = casesOf(KEYS, options);

  test("hold every fault at every request exactly once, but of loops only the first rounds", () => {
    const wanted = PHASES.flatMap((phase) =>
      KEYS[phase]
        .filter(({ nth }) => nth <= 3)
        .flatMap((key) => faultsOn(key).map(({ name }) => `${phase}: ${name}@${keyText(key)}`)),
    );
    expect(faultsOf(cases)).toEqual(wanted.sort());
    expect(faultCount(cases)).toBe(wanted.length);
  });

  test("leave what ends a run to the engine's operations at most LISTs of a search through all kinds", () => {
    const lists = [
      "/api/v1/namespaces/*/configmaps",
      "/api/v1/namespaces/*/pods",
      "/apis/*.example.com/v1/namespaces/*/widgets",
      "/apis/apps/v1/namespaces/*/deployments",
    ].map((path) => parseKey(`list ${path} #1`));
    const namesAt = (phase: "update" | "destroy", path: string): string[] =>
      casesOf({ deploy: [], update: [], destroy: [], [phase]: lists }, options)
        .flatMap((one) => one[phase] ?? [])
        .flatMap(({ fault, key }) => (key.path === path ? [fault.name] : []))
        .sort();
    const passing = FAULTS.filter((fault) => fault.passing).map(({ name }) => name);
    for (const { path, verb } of lists) {
      const all = faultsOn({ service: "api", verb }).map(({ name }) => name);
      const left = path.endsWith("pods") ? all.filter((name) => passing.includes(name)) : all;
      expect([path, namesAt("destroy", path)]).toEqual([path, left.sort()]);
      expect([path, namesAt("update", path)]).toEqual([path, all.sort()]);
    }
  });

  test("are the same for the same seed, whatever the order of the requests, and others for another", () => {
    const reversed = Object.fromEntries(
      PHASES.map((phase) => [phase, KEYS[phase].toReversed()]),
    ) as unknown as Keys;
    const texts = cases.map(caseText);
    expect(casesOf(reversed, options).map(caseText)).toEqual(texts);
    expect(casesOf(KEYS, { ...options, seed: 8 }).map(caseText)).not.toEqual(texts);
  });

  test("never join a fault that ends the run with another one, nor two at one request", () => {
    for (const one of cases)
      for (const phase of PHASES) {
        const injections = one[phase] ?? [];
        if (injections.length > 1) expect(injections.every(({ fault }) => fault.passing)).toBe(true);
        const requests = injections.map(({ key }) => keyText({ ...key, nth: 0 }));
        expect(new Set(requests).size).toBe(requests.length);
      }
  });

  test("are written in one line, and read back", () => {
    for (const one of cases) expect(parseCase(caseText(one))).toEqual(one);
    expect(() => parseCase("deploy: never@get /api #1")).toThrow("there is no fault never");
    expect(() => parseCase("sometimes: 503@get /api #1")).toThrow("this is no case");
  });

  test("leave out answers that never come, where the program would wait a minute for each", () => {
    const patient = casesOf(KEYS, { ...options, impatient: false });
    expect(faultsOf(patient)).toEqual(faultsOf(cases).filter((fault) => !fault.includes("stall")));
  });
});

test("names of faults are unique", () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
