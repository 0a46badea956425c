/** Bad inputs: what users get wrong, as programs that a table can hold. */

import * as all from "alchemy-kubernetes/kubernetes";
import type { ErrorCode } from "../../src/errors.ts";

/** Where a bad input is deployed to. */
export interface Place {
  /** A namespace that exists, and that is its own. */
  namespace: string;
  /** A folder for files. */
  folder: string;
}

/** One mistake. The message that it is answered with stands in docs/errors.md. */
export interface Input {
  /** What is wrong, in a few words, unique in the table. */
  what: string;
  /** What the error says for programs. */
  code: ErrorCode;
  /** The user's program, as far as it matters; it must throw. */
  deploy: (place: Place) => unknown;
  /** What is right, and deployed before. */
  after?: (place: Place) => Promise<unknown>;
}

/** What came of one. */
export interface Finding {
  what: string;
  /** Absent when nothing was thrown. */
  error?: { code?: string; message: string };
  /** Requests that changed something. */
  written: string[];
}

type Resource = (id: string, props: unknown) => Promise<unknown>;

/** The kinds without their types, as a program in JavaScript or with `any` has them. */
export const kinds = all as unknown as Record<keyof typeof all, Resource>;

/** Values of nested fields, by path; `undefined` takes a field away. */
export type Change = Readonly<Record<string, unknown>>;

/** Metadata of the object that most rows are about. */
export function named({ namespace }: Place, name = "web"): { name: string; namespace: string } {
  return { name, namespace };
}

/**
 * Changes a copy of an object.
 * @param change by paths with dots; indexes are numbers
 */
export function changed(object: object, change: Change): Record<string, unknown> {
  const copy = structuredClone(object) as Record<string, unknown>;
  for (const [path, value] of Object.entries(change)) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let parent: Record<string, unknown> = copy;
    for (const step of steps) parent = (parent[step] ??= {}) as Record<string, unknown>;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy;
}
