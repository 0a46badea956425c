/**
 * Defaults that belong to another value than the manifest's.
 *
 * The server fills in defaults once; nobody owns them, so an apply leaves them when what they followed from has changed. Some
 * make the object invalid (`strategy: Recreate` beside the default `rollingUpdate`, a volume with two sources), some are worse:
 * a NetworkPolicy without `policyTypes` whose new egress rules count for nothing, pods that keep a dropped ServiceAccount.
 * The cure is to own such a field first: then the apply, which does not have it, drops it, and the server fills it in anew. Pure.
 */

import type { StatusCause } from "../errors.ts";
import { isJsonObject, type JsonObject, sameJson, valueAt } from "../model/json.ts";
import { builtinKind } from "../model/kind-table.ts";
import type { Kind } from "../model/kind.ts";
import { apiVersionOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { type FieldStep, parseFieldPath } from "./field-path.ts";
import { elementsOf, fieldsAt, mergeFields } from "./field-set.ts";
import { type Holders, type Place, within } from "./place.ts";

/**
 * The defaults that an apply was refused for.
 * @param causes of the refusal
 * @returns a field set, `undefined` when no default stands in the way
 */
export function refusedDefaults(
  kind: Kind,
  wanted: Manifest,
  live: LiveObject,
  { causes, ...holders }: Holders & { causes: readonly StatusCause[] },
): JsonObject | undefined {
  return union(
    causes.map(({ field = "", reason }) => {
      if (reason !== "FieldValueInvalid" && reason !== "FieldValueForbidden") return undefined;
      const path = MISNAMED[`${kind.group}/${kind.kind} ${field}`] ?? field;
      return inTheWay({ wanted, live, ...holders }, parseFieldPath(path));
    }),
  );
}

// A refusal that names the field that follows from the default.
const MISNAMED: Readonly<Record<string, string | undefined>> = {
  "/ReplicationController spec.template.metadata.labels": "spec.selector",
};

function union(fields: readonly (JsonObject | undefined)[]): JsonObject | undefined {
  const found = fields.filter((set) => set !== undefined);
  return found.length === 0 ? undefined : found.reduce(mergeFields, {});
}

/** The field itself, with all that is below it. */
function whole(name: string): JsonObject {
  return { [`f:${name}`]: {} };
}

/** What nobody owns at a refused field, or, when the manifest sets that one, beside it. */
function inTheWay(place: Place, steps: readonly FieldStep[]): JsonObject | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || !isContainer(place.live)) return undefined;
  // The index is one in the merged list: every element that the manifest and the object share may be meant.
  if (typeof step !== "string") return inElements(place, (inner) => inTheWay(inner, rest));
  const inner = within(place, `f:${step}`);
  if (rest.length > 0) return wrapped(`f:${step}`, inTheWay(inner, rest));
  if (inner.wanted === undefined) return unowned(inner) ? whole(step) : undefined;
  return union(siblings(place).map(whole));
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function inElements(place: Place, find: (place: Place) => JsonObject | undefined): JsonObject | undefined {
  return union(
    elementsOf(place.ours).map(({ step }) => {
      const inner = within(place, step);
      return inner.wanted === undefined ? undefined : wrapped(step, find(inner));
    }),
  );
}

function wrapped(step: string, fields: JsonObject | undefined): JsonObject | undefined {
  return fields && { [step]: fields };
}

function unowned({ live, ours, others }: Place): boolean {
  return live !== undefined && ours === undefined && others === undefined;
}

/** Fields of the live object that the manifest does not set and nobody owns. */
function siblings(place: Place): string[] {
  const { wanted, live } = place;
  if (!isJsonObject(wanted) || !isJsonObject(live)) return [];
  return Object.keys(live).filter(
    (name) => wanted[name] === undefined && unowned(within(place, `f:${name}`)),
  );
}

/** A default that the server does not look at again. */
interface Derived {
  path: readonly string[];
  /** Whether the manifest asks for another one. */
  isStale(wanted: Manifest, live: LiveObject, ours: JsonObject): boolean;
}

/** The defaults that an apply would keep although the manifest asks for others, as a field set. */
export function silentDefaults(
  kind: Kind,
  wanted: Manifest,
  live: LiveObject,
  holders: Holders,
): JsonObject | undefined {
  const rows = [...(derived[`${kind.group}/${kind.kind}`] ?? []), ...ofPods(kind)];
  const stale = rows.filter(
    (row) => valueAt(wanted, row.path) === undefined && row.isStale(wanted, live, holders.ours),
  );
  return union(
    stale.map(({ path }) => {
      const place = path.reduce<Place>((at, name) => within(at, `f:${name}`), { wanted, live, ...holders });
      return unowned(place) ? nested(path) : undefined;
    }),
  );
}

function nested(path: readonly string[]): JsonObject {
  return path.reduceRight<JsonObject>((inner, name) => ({ [`f:${name}`]: inner }), {});
}

const derived: Readonly<Record<string, readonly Derived[] | undefined>> = {
  "networking.k8s.io/NetworkPolicy": [
    {
      path: ["spec", "policyTypes"],
      isStale: (wanted, live) => {
        const egress = valueAt(wanted, ["spec", "egress"]);
        const types = Array.isArray(egress) && egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
        return !sameJson(valueAt(live, ["spec", "policyTypes"]), types);
      },
    },
  ],
};

// The server fills in the old name of `serviceAccountName`, and reads the new one back from it when we drop that.
function ofPods(kind: Kind): Derived[] {
  const template = builtinKind(apiVersionOf(kind), kind.kind)?.podTemplate;
  if (template === undefined || REPLACED.has(kind.kind)) return [];
  const name = [...template, "spec", "serviceAccountName"];
  const path = [...template, "spec", "serviceAccount"];
  const isStale = (wanted: Manifest, _live: LiveObject, ours: JsonObject): boolean =>
    valueAt(wanted, name) === undefined && fieldsAt(ours, name) !== undefined;
  return [{ path, isStale }];
}

// Their pods are immutable.
const REPLACED = new Set(["Pod", "Job"]);
