/** Every built-in kind: a field of somebody else's object is taken over and given up, and the object lives on. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { relinquish } from "../../../src/apply/relinquish.ts";
import { setFields } from "../../../src/apply/set-fields.ts";
import { divideManifest } from "../../../src/apply/shared-list.ts";
import type { Target } from "../../../src/apply/target.ts";
import { apply, get, remove } from "../../../src/client/verbs.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { apiVersionOf } from "../../../src/model/kind.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { randomNamespace } from "../../support/control-plane.ts";
import { subjects } from "../../support/manifests.ts";
import { merge } from "../../support/merge.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";

setDefaultTimeout(60_000);
const client = liveClient();
const namespace = await newNamespace(client);
const made: Target[] = [];
afterAll(() =>
  Promise.all(made.map((target) => remove(client, target.kind, target, { propagationPolicy: "Background" }))),
);

// A patch of another port adds one to the list.
const ONLY_LABELLED = ["Service"];

test.each(subjects.map((subject) => [subject.title, subject] as const))(
  "%s",
  async (_title, { kind, row }) => {
    const label = randomNamespace("patched");
    const name = row.name?.(label) ?? label;
    const place = { namespace, name };
    const at = kind.namespaced ? place : { name };
    const target: Target = { client, kind, ...at };
    const manifestOf = (body: JsonObject): Manifest => {
      const merged = merge({ metadata: at }, body) as unknown as { metadata: { name: string } };
      return { ...merged, apiVersion: apiVersionOf(kind), kind: kind.kind };
    };
    const { object: before } = await apply(client, kind, manifestOf(row.manifest(place) as JsonObject), {
      fieldManager: "somebody",
    });
    made.push(target);
    const ownership = { id: `patch-${label}` };
    const patch = manifestOf(
      merge(
        { metadata: { labels: { patched: "yes" } } },
        ONLY_LABELLED.includes(kind.kind) ? {} : (row.change as JsonObject),
      ),
    );
    const { manifest, elements } = divideManifest(patch);
    const set = await setFields(target, {
      manifest,
      elements,
      ownership,
      conflicts: "force",
      secrets: [],
      timeout: 10_000,
      report: () => undefined,
    });
    expect(set.object.metadata.uid).toBe(before.metadata.uid);
    expect(set.object.metadata.labels).toMatchObject({ patched: "yes" });
    await relinquish(target, { ownership, warn: () => undefined });
    const after = await get(client, kind, target);
    expect(after?.metadata.uid).toBe(before.metadata.uid);
    expect(after?.metadata.labels ?? {}).not.toHaveProperty("patched");
    const entries = after?.metadata.managedFields ?? [];
    expect(entries.filter(({ manager }) => manager?.endsWith(ownership.id))).toEqual([]);
  },
);
