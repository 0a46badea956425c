/**
 * Lists that several parties extend although server-side apply knows them only as a whole: the taints of a Node.
 *
 * An apply of such a list replaces it: the taints of the node lifecycle controller would go. So a patch adds its elements to
 * the list as it is and takes them out again, and remembers which they are. Other lists of that sort (the arguments of a
 * container, the rules of an Ingress) are one value, and whoever wants another one takes over all of it. Pure.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */

import { isJsonObject, type Json, type JsonObject, sameJson, valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";

/** One such list. */
export interface SharedList {
  path: readonly string[];
  /** Fields that tell its elements apart; without any the whole element does. */
  keys: readonly string[];
}

const RULES: SharedList = { path: ["rules"], keys: [] };
const SUBJECTS: SharedList = { path: ["subjects"], keys: ["kind", "namespace", "name"] };

const SHARED: Readonly<Record<string, SharedList | undefined>> = {
  "/Node": { path: ["spec", "taints"], keys: ["key", "effect"] },
  "/ServiceAccount": { path: ["imagePullSecrets"], keys: ["name"] },
  "rbac.authorization.k8s.io/Role": RULES,
  "rbac.authorization.k8s.io/ClusterRole": RULES,
  "rbac.authorization.k8s.io/RoleBinding": SUBJECTS,
  "rbac.authorization.k8s.io/ClusterRoleBinding": SUBJECTS,
};

/** The list of a kind that several parties extend. */
export function sharedListOf({
  apiVersion,
  kind,
}: {
  apiVersion: string;
  kind: string;
}): SharedList | undefined {
  return SHARED[`${groupOf(apiVersion)}/${kind}`];
}

/** A manifest in two parts: what is applied, and the elements that are added to a shared list. */
export interface Divided {
  manifest: Manifest;
  elements: Json[];
}

/** Takes the elements of a shared list out of a manifest. */
export function divideManifest(manifest: Manifest): Divided {
  const path = sharedListOf(manifest)?.path ?? [];
  const elements = path.length === 0 ? undefined : valueAt(manifest, path);
  if (!Array.isArray(elements)) return { manifest, elements: [] };
  return { manifest: without(manifest, path) as Manifest, elements: elements as Json[] };
}

/** Without the field of a path, nor what holds nothing but it: an empty `spec` would be owned. */
function without(object: JsonObject | Manifest, [name = "", ...deeper]: readonly string[]): object {
  const { [name]: value, ...rest } = object;
  if (deeper.length === 0 || !isJsonObject(value)) return rest;
  const inner = without(value, deeper);
  return Object.keys(inner).length === 0 ? rest : { ...object, [name]: inner };
}

/** The elements of an object's shared list. */
export function sharedElements(object: LiveObject | Manifest): Json[] {
  const list = sharedListOf(object);
  const found = list === undefined ? undefined : valueAt(object, list.path);
  return Array.isArray(found) ? (found as Json[]) : [];
}

/** What becomes of a shared list. */
export interface Extended {
  elements: Json[];
  /** Elements of ours that others have with other content. */
  clashes: Json[];
}

/**
 * A shared list with our elements in it, and without those that were ours and are not wanted any more.
 * @param present the list as it is
 * @param wanted our elements
 * @param former what we ever put there: one that somebody changed since is theirs, unless it is wanted
 */
export function extendList(
  { keys }: Pick<SharedList, "keys">,
  present: readonly Json[],
  { wanted, former }: { wanted: readonly Json[]; former: readonly Json[] },
): Extended {
  const same = (a: Json) => (b: Json) => isSameElement(keys, a, b);
  const elements = present.filter(
    (element) => wanted.some(same(element)) || !former.some((one) => covers(one, element)),
  );
  const clashes: Json[] = [];
  for (const element of wanted) {
    const index = elements.findIndex(same(element));
    const found = elements[index];
    if (found === undefined) elements.push(element);
    else if (!covers(element, found)) {
      if (!former.some(same(element))) clashes.push(element);
      elements[index] = element;
    }
  }
  return { elements, clashes };
}

function isSameElement(keys: readonly string[], a: Json, b: Json): boolean {
  if (keys.length === 0 || !isJsonObject(a) || !isJsonObject(b)) return sameJson(a, b);
  return keys.every((key) => (a[key] ?? "") === (b[key] ?? ""));
}

/** Whether an element says all that ours does: the server adds defaults. */
function covers(ours: Json, element: Json): boolean {
  if (!isJsonObject(ours) || !isJsonObject(element)) return sameJson(ours, element);
  return Object.entries(ours).every(([key, value]) =>
    value === "" || value === null ? (element[key] ?? "") === "" : sameJson(value, element[key]),
  );
}

/** Elements as messages name them: `.spec.taints[key="dedicated",effect="NoSchedule"]`. */
export function nameElement({ path, keys }: SharedList, element: Json): string {
  const named = keys.flatMap((key) => {
    const value = isJsonObject(element) ? element[key] : undefined;
    return value === undefined ? [] : `${key}=${JSON.stringify(value)}`;
  });
  return `.${path.join(".")}${named.length === 0 ? "" : `[${named.join(",")}]`}`;
}

/** Two lists of elements as one, each element once. */
export function unionOf(a: readonly Json[], b: readonly Json[]): Json[] {
  return [...a, ...b.filter((element) => !a.some((other) => sameJson(other, element)))];
}
