/** Objects for the tests of immutable fields: made as a resource makes them, and gone after the file's tests. */

import { afterAll, expect } from "bun:test";
import { ensure, type EnsureOptions } from "../../../../src/apply/ensure.ts";
import type { Ownership } from "../../../../src/apply/ownership.ts";
import type { Target } from "../../../../src/apply/target.ts";
import { kindOf } from "../../../../src/client/discovery.ts";
import { apply, get, remove } from "../../../../src/client/verbs.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../src/model/json.ts";
import { apiVersionOf, type Kind } from "../../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { eventually, randomNamespace } from "../../../support/control-plane.ts";
import { subjects } from "../../../support/manifests.ts";
import type { Place } from "../../../support/manifests/row.ts";
import { merge } from "../../../support/merge.ts";
import { liveClient, newNamespace } from "../../client/cluster.ts";
import type { Case, Patch } from "./case.ts";
import { GRAPH, graph } from "./graphs.ts";

export const client = liveClient();

export const OWNERSHIP: Ownership = { id: "1f1e", fqn: "shop/test/thing", app: "shop", stage: "test" };

/** Options of a resource that says nothing special. */
export function options(manifest: Manifest, more: Partial<EnsureOptions> = {}): EnsureOptions {
  return {
    manifest,
    ownership: OWNERSHIP,
    expect: "absent",
    adopt: false,
    conflicts: "fail",
    allowDataLoss: false,
    secrets: [],
    timeout: 30_000,
    report: () => undefined,
    ...more,
  };
}

interface Minimal {
  kind: Kind;
  name?: (label: string) => string;
  manifest: (place: Place) => object;
}

function minimalOf(groupKind: string): Minimal {
  if (groupKind === `${GRAPH.group}/${GRAPH.kind}`) return { kind: GRAPH, manifest: graph };
  const subject = subjects.find(({ kind }) => `${kind.group}/${kind.kind}` === groupKind);
  if (subject === undefined) throw new Error(`${groupKind} has no minimal manifest`);
  return { kind: subject.kind, ...subject.row };
}

/** A manifest with a patch; `null` takes a field away. */
export function changed(manifest: object, place: Place, patch: Patch = {}): Manifest {
  const merged = merge(manifest as JsonObject, typeof patch === "function" ? patch(place) : patch);
  return withoutNull(merged) as unknown as Manifest;
}

function withoutNull(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => withoutNull(item) ?? null);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNull(item)]));
}

/** An object that exists, and the change that is tried on it. */
export interface Prepared {
  target: Target;
  before: Manifest;
  after: Manifest;
  live: LiveObject;
}

/** A namespace of a file's own, with what is made in it and beside it. */
export interface Bench {
  namespace: string;
  /** A minimal manifest of a kind under a random name. */
  manifestOf: (groupKind: string, patch?: Patch) => { target: Target; place: Place; manifest: Manifest };
  /** Makes the object of a case. */
  prepare: (groupKind: string, example: Case) => Promise<Prepared>;
  /** Deletes what no namespace takes with it, after the file's tests. */
  dropAfter: (target: Target) => void;
}

/** To be called once at the top of a file; everything is gone after its tests. */
export async function newBench(): Promise<Bench> {
  const namespace = await newNamespace(client);
  const leftovers: Target[] = [];
  afterAll(() => Promise.all(leftovers.map((target) => remove(client, target.kind, target))));
  const dropAfter: Bench["dropAfter"] = (target) => {
    leftovers.push(target);
  };
  const manifestOf: Bench["manifestOf"] = (groupKind, patch) => newManifest(groupKind, namespace, patch);
  return {
    namespace,
    manifestOf,
    dropAfter,
    prepare: async (groupKind, example) => {
      const { target, place, manifest: before } = manifestOf(groupKind, example.before);
      for (const other of example.with?.(place) ?? []) {
        const kind = await kindOf(client, other.apiVersion, other.kind);
        await apply(client, kind, other, { fieldManager: "test" });
        if (!kind.namespaced) dropAfter({ client, kind, name: other.metadata.name });
      }
      if (!target.kind.namespaced) dropAfter(target);
      await ensure(target, options(before));
      const live = await eventually(`${groupKind} is as the case needs it`, async () => {
        const now = await get(client, target.kind, target);
        return now !== undefined && (example.until?.(now) ?? true) ? now : undefined;
      });
      return { target, before, after: changed(before, place, example.after), live };
    },
  };
}

function newManifest(
  groupKind: string,
  namespace: string,
  patch?: Patch,
): { target: Target; place: Place; manifest: Manifest } {
  const { kind, name, manifest } = minimalOf(groupKind);
  const label = randomNamespace("imm");
  const place = { namespace, name: name?.(label) ?? label };
  const body = manifest(place) as JsonObject;
  const metadata = {
    ...(isJsonObject(body["metadata"]) && body["metadata"]),
    name: place.name,
    ...(kind.namespaced && { namespace }),
  };
  const whole = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...body, metadata };
  const target = { client, kind, name: place.name, ...(kind.namespaced && { namespace }) };
  return { target, place, manifest: changed(whole, place, patch) };
}

/** Makes sure that an object is the one it was, and nobody deletes it. */
export async function isKept({ target, live }: Pick<Prepared, "target" | "live">): Promise<void> {
  const now = await get(client, target.kind, target);
  expect([now?.metadata.uid, now?.metadata.deletionTimestamp]).toEqual([live.metadata.uid, undefined]);
}
