import { apiVersionOf } from "../../../../../src/model/kind.ts";
import type { JsonObject } from "../../../../../src/model/json.ts";
import { shapes, subjects } from "../../../../support/manifests.ts";
import type { BaseManifest, Change, Suite } from "../suite.ts";

/** Definitions have tests of their own. */
const LEFT_OUT = new Set(["CustomResourceDefinition"]);

/** Controllers change these at once; the name of an APIService is a part of it, so that there cannot be a second one. */
const NOT_KEPT = new Set(["Pod", "PersistentVolumeClaim", "Job", "APIService"]);

const rows = [...subjects, ...shapes].filter(({ kind }) => !LEFT_OUT.has(kind.kind));

const bases = rows.map(({ slug, kind, row }): [string, BaseManifest, Change] => {
  const name = row.name?.(`conf-${slug}`) ?? `conf-${slug}`;
  const manifest = row.manifest({ namespace: "kinds", name }) as JsonObject;
  return [
    name,
    { apiVersion: apiVersionOf(kind), kind: kind.kind, ...manifest },
    changesOf(row.change as JsonObject),
  ];
});

/** A merge by paths. */
function changesOf(change: JsonObject, at: string[] = []): Change {
  return Object.assign(
    {},
    ...Object.entries(change).map(([name, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? changesOf(value, [...at, name])
        : { [[...at, name].join(".")]: value },
    ),
  ) as Change;
}

/** The manifests that conformance tests deploy, and their changes. */
export const conformance: Suite = {
  bases: Object.fromEntries(bases),
  updates: Object.fromEntries(
    bases.filter(([, { kind }]) => !NOT_KEPT.has(kind)).map(([name, , change]) => [name, [change]]),
  ),
};
