/** Asks our own implementation about definitions, through the write path and the controller of the embedded cluster. */

import { manualClock, systemChance } from "../../../../src/local/clock.ts";
import type { ControllerContext } from "../../../../src/local/controllers/controller.ts";
import { customResourceController, definitionKind } from "../../../../src/local/custom-resources/index.ts";
import { DEFINITIONS, statusOf } from "../../../../src/local/custom-resources/definition.ts";
import type { ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import type { Objects } from "../../../../src/local/objects/objects.ts";
import { StatusError } from "../../../../src/local/status.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { Json } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { refusal } from "../validation/answers.ts";
import type { Answer } from "../validation/answers.ts";
import { kindList } from "../validation/ours.ts";
import { settled } from "./definition-answers.ts";
import type { DefinitionAnswer, Established } from "./definition-answers.ts";
import type { DefinitionRow } from "./definitions.ts";

/** The kind of definitions themselves. */
export const DEFINITION_KIND: ServedKind = definitionKind({
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
  resource: DEFINITIONS,
  singular: "customresourcedefinition",
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  storageVersion: "v1",
  schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  subresources: new Set(["status"]),
  rules: {},
});

/** A cluster that knows definitions, and what they define. */
export function definitionCluster() {
  const kinds = kindList();
  kinds.add([DEFINITION_KIND]);
  const store = memoryStore();
  const clock = manualClock(0);
  const warnings: string[] = [];
  const environment = {
    kinds,
    store,
    clock,
    chance: systemChance,
    warn: (text: string) => void warnings.push(text),
  };
  const written = createObjects(environment);
  const objects: Objects = {
    ...written,
    delete: (kind, target, options) => {
      const found = store.get(kind.resource, undefined, target.name);
      const isNew = found !== undefined && found.metadata.deletionTimestamp === undefined;
      const changed = isNew ? kind.rules.deletion?.(found, environment) : undefined;
      if (changed !== undefined) return { gone: false, object: store.put(kind.resource, changed) };
      return written.delete(kind, target, options);
    },
  };
  const context: ControllerContext = { ...environment, objects, event: () => undefined };
  const controller = customResourceController({ registry: kinds });
  const queue = new Set<string>();
  for (const [resource, map] of Object.entries(controller.watches)) {
    store.listen("written", (change) => {
      if (resource !== "*" && resource !== change.resource) return;
      for (const { name } of map(change, context)) queue.add(name);
    });
  }
  const settle = () => {
    for (let [name] = queue; name !== undefined; [name] = queue) {
      queue.delete(name);
      controller.reconcile({ resource: DEFINITIONS, name }, context);
    }
  };
  return { objects, kinds, store, settle, warnings };
}

/** Answers about every definition. */
export function askOursAboutDefinitions(rows: readonly DefinitionRow[]): DefinitionAnswer[] {
  return rows.map(({ definition, next }) => {
    const { objects, store, settle, warnings } = definitionCluster();
    const { name } = definition.metadata;
    const live = (): LiveObject | undefined => store.get(DEFINITIONS, undefined, name);
    const answer = (write: () => LiveObject): Established | Answer => {
      warnings.length = 0;
      try {
        const object = write();
        const { conditions: _, ...status } = object["status"] as Record<string, Json>;
        settle();
        return {
          spec: object["spec"] as Json,
          status,
          settled: settled(statusOf(live() ?? object)),
          ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
        };
      } catch (error) {
        if (error instanceof StatusError) return refusal(error.status);
        throw error;
      }
    };
    const options = {
      manager: "test",
      fieldValidation: "Warn" as const,
      warn: (text: string) => void warnings.push(text),
    };
    const made = answer(() => objects.create(DEFINITION_KIND, definition, options).object);
    const before = live();
    if (next === undefined || before === undefined) return { made };
    const body: Manifest = { ...next, metadata: before.metadata, status: before["status"] };
    return { made, replaced: answer(() => objects.update(DEFINITION_KIND, body, options).object) };
  });
}
