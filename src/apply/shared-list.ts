/**
 * Lists that several parties extend although server-side apply knows them only as a whole: the taints of a Node.
 *
 * An apply of such a list replaces it: the taints of the node lifecycle controller would go. So a patch adds its elements to
 * the list as it is and takes those out again that it added. Other lists of that sort (the arguments of a
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

/** Elements by who put them there, as they were wanted; those of nobody known are in neither. */
export interface Placed {
  ours: readonly Json[];
  /** By other patches, also of other programs. */
  others: readonly Json[];
}

/** What becomes of a shared list. */
export interface Extended {
  elements: Json[];
  /** Those of them that are there because of us. */
  ours: Json[];
  /** Elements of ours that others have with other content. */
  clashes: Json[];
}

/**
 * A shared list with the wanted elements in it, and without those of ours that are not wanted any more.
 *
 * What was there before stays when we go. What another patch put there is ours, too, so that it goes with the last of us. One of
 * ours that somebody changed since is theirs, unless it is wanted.
 * @param present the list as it is
 */
export function extendList(
  { keys }: Pick<SharedList, "keys">,
  present: readonly Json[],
  { wanted, ours, others }: Placed & { wanted: readonly Json[] },
): Extended {
  const same = (a: Json) => (b: Json) => isSameElement(keys, a, b);
  const elements = present.filter(
    (element) => wanted.some(same(element)) || isPlacedBy(others, element) || !isPlacedBy(ours, element),
  );
  const extended: Extended = { elements, ours: [], clashes: [] };
  for (const element of wanted) {
    if (extended.ours.some((one) => sameJson(one, element))) continue;
    const index = elements.findIndex(same(element));
    const found = elements[index];
    const wasOurs = ours.some(same(element));
    if (found === undefined) elements.push(element);
    else if (covers(element, found)) {
      if (!wasOurs && !isPlacedBy(others, found)) continue;
    } else {
      if (!wasOurs) extended.clashes.push(element);
      elements[index] = element;
    }
    extended.ours.push(element);
  }
  return extended;
}

/** Whether a list has an element with other content. */
export function hasOtherwise(
  { keys }: Pick<SharedList, "keys">,
  present: readonly Json[],
  element: Json,
): boolean {
  return present.some((one) => isSameElement(keys, one, element) && !covers(element, one));
}

function isPlacedBy(party: readonly Json[], element: Json): boolean {
  return party.some((one) => covers(one, element));
}

/** Whether two elements have the same key; of a list without keys, whether they are the same. */
export function isSameElement(keys: readonly string[], a: Json, b: Json): boolean {
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
