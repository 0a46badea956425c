/** Runs the steps of a scenario on `objects`, without HTTP. */

import { manualClock, systemChance } from "../../../../src/local/clock.ts";
import type { Kinds, ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import type { ApplyOptions, DeleteOptions, Objects } from "../../../../src/local/objects/objects.ts";
import { scaleOf } from "../../../../src/local/objects/scale.ts";
import { StatusError } from "../../../../src/local/status.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { Store } from "../../../../src/local/store/store.ts";
import { resourceName } from "../../../../src/model/kind.ts";
import type { Json } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { prepared, remember, type Seen } from "./prepared.ts";
import { normalizer, type Answer, type Scenario, type Step } from "./step.ts";

/** `objects` on an empty store with one namespace. */
export interface Embedded {
  objects: Objects;
  store: Store;
  kinds: Kinds;
  /** @param name `apiVersion/kind` */
  kind: (name: string) => ServedKind;
}

/** @param namespaces made at once */
export function embedded(kinds: Kinds, ...namespaces: string[]): Embedded {
  return embeddedOn(memoryStore(), kinds, namespaces);
}

/** The same on a store of the test. */
export function embeddedOn(store: Store, kinds: Kinds, namespaces: readonly string[]): Embedded {
  const clock = manualClock(Date.UTC(2026, 0, 2));
  const objects = createObjects({ kinds, store, clock, chance: systemChance });
  const kind = (name: string): ServedKind => {
    const slash = name.lastIndexOf("/");
    const found = kinds.byKind(name.slice(0, slash), name.slice(slash + 1));
    if (found === undefined) throw new Error(`${name} is not served`);
    return found;
  };
  for (const name of namespaces)
    objects.create(
      kind("v1/Namespace"),
      { apiVersion: "v1", kind: "Namespace", metadata: { name } },
      { manager: "test" },
    );
  return { objects, store, kinds, kind };
}

/** @returns one answer per step, made comparable */
export function runEmbedded({ steps, controlled }: Scenario, kinds: Kinds): Answer[] {
  const namespace = "objects-00000000";
  const cluster = embedded(kinds, "default", namespace);
  const seen: Seen = new Map();
  const normalize = normalizer(namespace, controlled);
  return steps.map((step) => {
    const warnings: string[] = [];
    const body = answer(step, cluster, { namespace, body: prepared(step, { namespace, seen }), warnings });
    remember(step, seen, body);
    return normalize({ body, warnings });
  });
}

interface Request {
  namespace: string;
  body: Json | undefined;
  warnings: string[];
}

function answer(step: Step, cluster: Embedded, request: Request): unknown {
  try {
    return done(step, cluster, request);
  } catch (error) {
    if (error instanceof StatusError) return JSON.parse(JSON.stringify(error.status));
    throw error;
  }
}

type Options = ApplyOptions & { name: string; namespace?: string };

function optionsOf(step: Step, warnings: string[]): ApplyOptions {
  const { manager = "test", force = false, validation = "Strict", dryRun = false, subresource } = step;
  return {
    manager,
    force,
    dryRun,
    fieldValidation: validation,
    warn: (text) => void warnings.push(text),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function done(step: Step, cluster: Embedded, { namespace, body, warnings }: Request): unknown {
  const of = cluster.kind(step.kind);
  const at = of.namespaced ? { namespace: step.namespace ?? namespace } : {};
  const name = step.name ?? "";
  switch (step.verb) {
    case "get":
    case "scale":
      return found(step, cluster, { ...at, name });
    case "delete": {
      const options = { ...(body as DeleteOptions), dryRun: step.dryRun === true };
      const deleted = cluster.objects.delete(of, { ...at, name }, options);
      return deleted.gone && of.kind !== "Namespace" ? success(of, deleted.object.metadata) : deleted.object;
    }
    case "create":
    case "update":
    case "apply":
    case "json":
    case "merge":
    case "strategic":
      return written(step, cluster, { body, options: { ...optionsOf(step, warnings), ...at, name } });
  }
}

function found(
  step: Step,
  { objects, kind }: Embedded,
  { namespace, name }: { namespace?: string; name: string },
): unknown {
  const of = kind(step.kind);
  const object = objects.get(of, namespace, name);
  if (object === undefined) return notThere(of, name);
  return step.verb === "scale" ? scaleOf(of, object) : object;
}

function written(
  { verb, kind: named }: Step,
  { objects, kind }: Embedded,
  { body, options }: { body: Json | undefined; options: Options },
): unknown {
  const of = kind(named);
  const { name, namespace, ...write } = options;
  const at = namespace === undefined ? { name } : { namespace, name };
  if (verb === "json" || verb === "merge" || verb === "strategic")
    return objects.patch(of, { ...at, type: verb, patch: body ?? {} }, write).object;
  const sent = body as unknown as Manifest;
  const manifest = { ...sent, metadata: { ...at, ...sent.metadata } };
  if (verb === "update") return objects.update(of, manifest, write).object;
  if (verb === "apply") return objects.apply(of, manifest, write).object;
  // Only a create may leave the name out.
  const { name: own, ...rest } = manifest.metadata;
  const nameless = { ...manifest, metadata: own === "" ? rest : manifest.metadata } as Manifest;
  return objects.create(of, nameless, write).object;
}

function notThere({ group, plural }: ServedKind, name: string): unknown {
  const message = `${resourceName({ group, plural })} "${name}" not found`;
  const details = { name, ...(group === "" ? {} : { group }), kind: plural };
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: "NotFound",
    details,
    code: 404,
  };
}

/** What REST answers when an object is gone. */
function success({ group, plural }: ServedKind, { name, uid }: { name: string; uid: string }): unknown {
  const details = { name, ...(group === "" ? {} : { group }), kind: plural, uid };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}
