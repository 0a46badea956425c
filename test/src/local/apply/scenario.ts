/** How scenarios are written down: a sequence of writes to one object, and at each state writes that are only tried. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { Operation } from "./vectors.ts";

export interface Write {
  operation: Operation;
  manager: string;
  /** The body; for updates, what to make of the live object. Name, namespace and kind are added to manifests. */
  body: JsonObject | unknown[] | ((live: JsonObject) => unknown);
  force?: boolean;
  subresource?: string;
  /** Another version of the kind. */
  apiVersion?: string;
}

export interface Step {
  write: Write;
  /** Tried by dry run after the write. */
  probes?: readonly Write[];
}

export interface Scenario {
  category: string;
  kind: KindName;
  steps: readonly Step[];
  /** After the schema of the kind changed. */
  later?: readonly Step[];
}

export interface KindName {
  apiVersion: string;
  kind: string;
  plural: string;
  /** @default true */
  namespaced?: boolean;
}

type Body = Write["body"];
type Options = Pick<Write, "subresource" | "apiVersion">;

export const apply = (manager: string, body: Body, options: Options & { force?: boolean } = {}): Write => ({
  operation: "apply",
  manager,
  body,
  ...options,
});

export const create = (manager: string, body: Body): Write => ({ operation: "create", manager, body });

export const update = (
  manager: string,
  body: (live: JsonObject) => unknown,
  options: Options = {},
): Write => ({
  operation: "update",
  manager,
  body,
  ...options,
});

export const patch = (
  operation: "json" | "merge" | "strategic",
  manager: string,
  body: Body,
  options: Options = {},
): Write => ({ operation, manager, body, ...options });

/** Several writes, and probes at the last state. */
export const scenario = (
  category: string,
  kind: KindName,
  writes: readonly Write[],
  probes: readonly Write[] = [],
): Scenario => ({
  category,
  kind,
  steps: writes.map((write, index) => (index === writes.length - 1 ? { write, probes } : { write })),
});
