/**
 * What an instance says of its children, after KEP-3659: which kinds they are of and where they are. Deletion finds them by it
 * alone. Pure.
 */

import { hash } from "node:crypto";
import { groupOf } from "../../model/kind.ts";
import type { LiveObject, ObjectMeta } from "../../model/object.ts";
import { ANNOTATIONS, KRO_VERSION, LABELS } from "./names.ts";

/** Where children are. */
export interface Inventory {
  /** As the annotation has them: `Deployment.apps`, `Service`. */
  groupKinds: ReadonlySet<string>;
  /** Beside the instance's own namespace. */
  namespaces: ReadonlySet<string>;
}

export const EMPTY_INVENTORY: Inventory = { groupKinds: new Set(), namespaces: new Set() };

/** What is wrong with an inventory. */
export class InventoryError extends Error {
  override readonly name = "InventoryError";
}

/** The id of an instance's set. @see https://git.k8s.io/enhancements/keps/sig-cli/3659-kubectl-apply-prune */
export function applySetId({ apiVersion, kind, metadata }: LiveObject): string {
  const parts = [metadata.name, metadata.namespace ?? "", kind, groupOf(apiVersion)];
  return `applyset-${hash("sha256", parts.join("."), "base64url")}-v1`;
}

/** Labels and annotations of an instance with an inventory. */
export function inventoryMeta(
  id: string,
  { groupKinds, namespaces }: Inventory,
): Required<Pick<ObjectMeta, "labels" | "annotations">> {
  const [kinds, spaces] = [joined(groupKinds), joined(namespaces)];
  return {
    labels: { [LABELS.applySetId]: id },
    annotations: {
      [ANNOTATIONS.tooling]: `kro/${KRO_VERSION}`,
      [ANNOTATIONS.groupKinds]: kinds,
      [ANNOTATIONS.namespaces]: spaces,
      [ANNOTATIONS.inventoryHash]: inventoryHash(id, kinds, spaces),
    },
  };
}

function joined(names: ReadonlySet<string>): string {
  return [...names].sort().join(",");
}

function inventoryHash(id: string, groupKinds: string, namespaces: string): string {
  return `sha256:${hash("sha256", [id, groupKinds, namespaces].join("\0"), "base64url")}`;
}

/**
 * Reads the inventory of an instance; what is absent is empty.
 * @throws {InventoryError}
 */
export function readInventory({ metadata: { annotations = {} } }: LiveObject): Inventory {
  return {
    groupKinds: readList(annotations, ANNOTATIONS.groupKinds, groupKindProblem),
    namespaces: readList(annotations, ANNOTATIONS.namespaces, namespaceProblem),
  };
}

function readList(
  annotations: Readonly<Record<string, string>>,
  key: string,
  problemOf: (entry: string) => string | undefined,
): ReadonlySet<string> {
  const text = annotations[key] ?? "";
  if (text === "") return new Set();
  return new Set(
    text.split(",").map((part) => {
      const entry = part.trim();
      const problem = problemOf(entry);
      if (problem !== undefined) throw new InventoryError(`invalid ${key} annotation: ${problem}`);
      return entry;
    }),
  );
}

const LABEL_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

function groupKindProblem(entry: string): string | undefined {
  if (entry === "") return "contains an empty group-kind";
  const [kind = "", ...group] = entry.split(".");
  if (kind === "" || /\s/.test(kind)) return `invalid kind ${JSON.stringify(kind)}`;
  if (group.length === 0 || SUBDOMAIN.test(group.join("."))) return undefined;
  return `invalid group ${JSON.stringify(group.join("."))}: ${SUBDOMAIN_RULE}`;
}

function namespaceProblem(entry: string): string | undefined {
  return LABEL_NAME.test(entry) ? undefined : `invalid namespace ${JSON.stringify(entry)}: ${LABEL_RULE}`;
}

const FIELDS = [
  ANNOTATIONS.tooling,
  ANNOTATIONS.groupKinds,
  ANNOTATIONS.namespaces,
  ANNOTATIONS.inventoryHash,
];

function refuse(what: string): never {
  throw new InventoryError(what);
}

/** Whether an instance says anything of children, complete or not. */
export function hasInventory({ metadata: { labels = {}, annotations = {} } }: LiveObject): boolean {
  return LABELS.applySetId in labels || FIELDS.some((field) => field in annotations);
}

/**
 * Checks what an instance says of its children before anything is deleted by it.
 * @throws {InventoryError}
 */
export function checkInventory(instance: LiveObject): void {
  const { labels = {}, annotations = {} } = instance.metadata;
  const id = applySetId(instance);
  const actual = labels[LABELS.applySetId] ?? "";
  if (actual !== id) refuse(`invalid ${LABELS.applySetId} label: got "${actual}", want "${id}"`);
  const tooling = annotations[ANNOTATIONS.tooling] ?? "";
  if (!tooling.startsWith("kro/"))
    refuse(`invalid ${ANNOTATIONS.tooling} annotation: ${JSON.stringify(tooling)} is not owned by kro`);
  for (const key of [ANNOTATIONS.groupKinds, ANNOTATIONS.namespaces])
    if (!(key in annotations)) refuse(`missing required ${key} annotation`);
  const inventory = readInventory(instance);
  const given = annotations[ANNOTATIONS.inventoryHash];
  const expected = inventoryMeta(id, inventory).annotations[ANNOTATIONS.inventoryHash];
  if (given !== undefined && given !== expected)
    refuse(`invalid ${ANNOTATIONS.inventoryHash} annotation: got "${given}", want "${expected}"`);
}
