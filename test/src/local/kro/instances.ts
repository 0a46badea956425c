/** Graphs of ConfigMaps for kro's controller of instances, and what became of their instances. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import type { Harness } from "./harness.ts";
import { webapp, webappInstance } from "./webapp.ts";

/** An instance. @throws Error when there is none */
export function instance(harness: Harness, kind = "WebApp", name = "web"): LiveObject {
  const found = harness.get("kro.run/v1alpha1", kind, name, "default");
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** A graph of ConfigMaps. */
export function graphOf(resources: JsonObject[], more: JsonObject = {}): Manifest {
  const schema = {
    apiVersion: "v1alpha1",
    kind: "Shop",
    spec: { names: "[]string", on: "boolean | default=true", text: "string | default=a" },
    ...more,
  };
  return { ...webapp({ schema, resources }), metadata: { name: "shop" } };
}

/** A resource of a graph: a ConfigMap. */
export function map(id: string, data: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return { id, template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: id }, data }, ...more };
}

/** A ConfigMap that no graph makes. */
export function foreignMap(name: string, data: JsonObject): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data };
}

/** An instance of the graph. */
export function shop(spec: JsonObject = {}): Manifest {
  return { ...webappInstance("web"), kind: "Shop", spec };
}

/** What the instance says of its resources. */
export function message(harness: Harness, kind = "Shop"): string | undefined {
  return conditionOf(instance(harness, kind), "ResourcesReady")?.message;
}

/** Names of all ConfigMaps. */
export function maps(harness: Harness): string[] {
  return harness.store.list("/configmaps").map(({ metadata }) => metadata.name);
}
