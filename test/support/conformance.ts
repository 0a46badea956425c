/** What every kind must do, judged kind by kind from the facts that a conformance run recorded. */

import { describe, expect, test } from "bun:test";
import { type JsonObject, valueAt } from "../../src/model/json.ts";
import type { LiveObject } from "../../src/model/object.ts";
import type { AuditEntry } from "./audit.ts";
import { mutating } from "./audit.ts";
import {
  type Conformance,
  type Facets,
  type Facts,
  LEFT_OVER,
  type Piece,
  withoutStatus,
} from "./conformance-run.ts";
import type { Subject } from "./manifests.ts";
import { addedBy, missing } from "./merge.ts";

const OWNER = ["metadata", "annotations", "alchemy.run/owner"];

/**
 * Declares the tests of one kind.
 * @param facets gives the facts once the run is over
 */
export function testKind(subject: Subject, run: Conformance, facets: () => Facets): void {
  const made = run.piece(subject, "made");
  const found = run.piece(subject, "found");
  describe(subject.title, () => {
    test("create", () => created(made, facets()));
    test("second run unchanged, after its controllers settled", () => untouched(made, facets().unchanged));
    test("update", () => updated(made, facets()));
    test("somebody else's object", () => refused(made, found, facets()));
    test("adopt", () => adopted(made, found, facets()));
    test("run after adoption unchanged", () => {
      untouched(made, facets().settled);
      untouched(found, facets().settled);
    });
    test("delete", () => {
      deleted(found, facets().settled, facets().removed);
      untouched(made, facets().removed);
    });
    test("destroy in a fresh process", () => deleted(made, facets().removed, facets().destroy));
    test("delete twice", () => {
      deletedAgain(made, facets());
      deletedAgain(found, facets());
    });
    const { neverReady } = subject.row;
    if (neverReady !== undefined)
      test("cannot become ready here", () => notReady(made, facets(), neverReady));
  });
}

function created(piece: Piece, { create }: Facets): void {
  const live = liveOf(piece, create);
  expect(outputOf(piece, create)).toMatchObject({ name: piece.name, uid: live.metadata.uid });
  expect(writes(piece, create)).toEqual(["patch 201"]);
  expect(missing(live, { ...piece.base, ...piece.subject.row.ready })).toEqual([]);
  expect(valueAt(live, OWNER)).toBeString();
}

/** No request at all was about this very object: looking is one LIST for all of its kind. */
function untouched(piece: Piece, facts: Facts): void {
  expect(outputOf(piece, facts)).toMatchObject({ uid: liveOf(piece, facts).metadata.uid });
  expect(requestsFor(piece, facts)).toEqual([]);
}

function updated(piece: Piece, { create, update }: Facets): void {
  const live = liveOf(piece, update);
  expect(outputOf(piece, update)).toMatchObject({ uid: live.metadata.uid });
  expect(live.metadata.uid).toBe(liveOf(piece, create).metadata.uid);
  expect(writes(piece, update)).toEqual(["patch 200"]);
  expect(missing(live, { ...piece.changed, ...piece.subject.row.ready })).toEqual([]);
}

function refused(made: Piece, found: Piece, facets: Facets): void {
  const { refused, found: before } = facets;
  const { kind } = found.subject.kind;
  const place = found.subject.kind.namespaced ? `${found.namespace}/${found.name}` : found.name;
  const result = refused.results[found.key];
  expect(result).toEqual({ error: expect.stringContaining(`${kind} ${place}: it exists already`) });
  expect(result).toEqual({ error: expect.stringContaining("Set `adopt: true`") });
  expect(refused.code).toBe(1);
  // The create-only apply is how existence is found out; the server refuses it.
  expect(writes(found, refused)).toEqual(["patch 409"]);
  expect(withoutStatus(liveOf(found, refused))).toEqual(withoutStatus(before.get(found.path)));
  untouched(made, refused);
}

function adopted(made: Piece, found: Piece, facets: Facets): void {
  const { adopt, found: before } = facets;
  const live = liveOf(found, adopt);
  expect(outputOf(found, adopt)).toMatchObject({ uid: live.metadata.uid });
  expect(live.metadata.uid).toBe(before.get(found.path)?.metadata.uid ?? "absent before");
  expect(missing(live, { ...found.base, ...found.subject.row.ready })).toEqual([]);
  expect(leftOvers(found, live)).toEqual([]);
  expect(valueAt(live, OWNER)).toBeString();
  expect(writersOf(live)).toEqual([`alchemy-${String(valueAt(live, OWNER))} Apply`]);
  // Former managers merged, applied.
  expect(writes(found, adopt)).toEqual(["patch 200", "patch 200"]);
  untouched(made, adopt);
}

function deleted(piece: Piece, before: Facts, after: Facts): void {
  expect(before.live.has(piece.path)).toBe(true);
  expect(after.live.has(piece.path)).toBe(false);
  expect(writes(piece, after)).toEqual(["delete 200"]);
}

function deletedAgain(piece: Piece, { destroyGone }: Facets): void {
  expect(requestsFor(piece, destroyGone)).toEqual(["get 404"]);
  expect(destroyGone.live.has(piece.path)).toBe(false);
}

function notReady({ key }: Piece, { waiting }: Facets, reason: string): void {
  expect(waiting.results[key]).toEqual({ error: expect.stringContaining("not ready after 2 s") });
  expect(waiting.results[key]).toEqual({ error: expect.stringContaining(reason) });
}

function outputOf({ key }: Piece, { results }: Facts): unknown {
  const result = results[key];
  if (result === undefined) throw new Error(`the run ended before ${key}`);
  if ("error" in result) throw new Error(result.error);
  return result.output;
}

function liveOf({ path }: Piece, { live }: Facts): LiveObject {
  const object = live.get(path);
  if (object === undefined) throw new Error(`${path} does not exist`);
  return object;
}

/** Verb and status of the requests that were about exactly this object. */
function requestsFor({ path }: Piece, { requests }: Facts): string[] {
  return inWords(requests.filter(({ requestURI }) => requestURI.split("?")[0] === path));
}

function writes(piece: Piece, facts: Facts): string[] {
  return requestsFor(piece, { ...facts, requests: mutating(facts.requests) });
}

function inWords(requests: readonly AuditEntry[]): string[] {
  return requests.map(({ verb, code }) => `${verb} ${code}`);
}

function leftOvers({ subject, base }: Piece, live: LiveObject): string[] {
  const dropped = addedBy(subject.row.change as JsonObject, base);
  return [["metadata", "labels", LEFT_OVER], ...dropped]
    .filter((path) => valueAt(live, path) !== undefined)
    .map((path) => path.join("."));
}

/** The managers of the object itself, controllers aside. */
function writersOf(live: LiveObject): string[] {
  return (live.metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => subresource === undefined && !/^(?:kube-|kwok)/.test(manager ?? ""))
    .map(({ manager, operation }) => `${manager} ${operation}`);
}
