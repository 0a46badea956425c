/** The scale subresource: how many replicas an object has, as `autoscaling/v1` Scale. */

import type { StructuralSchema } from "../../model/schema.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { selectorText } from "./selector-text.ts";

/** A Scale, as the write semantics have to know it. */
export const SCALE_SCHEMA: StructuralSchema = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    spec: { type: "object", properties: { replicas: { type: "integer", format: "int32" } } },
    status: {
      type: "object",
      properties: { replicas: { type: "integer", format: "int32" }, selector: { type: "string" } },
    },
  },
};

/** `.spec.replicas` as steps. */
export function steps(path: string): string[] {
  return path.split(".").filter((step) => step !== "");
}

/** What GET of the scale subresource answers. @param object in the kind's version */
export function scaleOf({ rules }: ServedKind, object: LiveObject): LiveObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const {
    specReplicas = ".spec.replicas",
    statusReplicas = ".status.replicas",
    selector,
  } = rules.scale ?? {};
  const spec = numberAt(object, specReplicas);
  const found = selector === undefined ? undefined : selectorText(valueAt(object, steps(selector)));
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: spec === 0 ? {} : { replicas: spec },
    status: {
      replicas: numberAt(object, statusReplicas),
      ...(found === undefined ? {} : { selector: found }),
    },
  };
}

function numberAt(object: LiveObject, path: string): number {
  const found = valueAt(object, steps(path));
  return typeof found === "number" ? found : 0;
}

/** A Scale as Go keeps it, which does not tell no replicas from none said. @param scale is not changed */
export function plainScale<T extends Manifest>(scale: T): T {
  const replicas = valueAt(scale, ["spec", "replicas"]);
  return typeof replicas === "number" && replicas !== 0 ? scale : { ...scale, spec: {} };
}

/** An object with another number of replicas. @param object in the kind's version; is not changed */
export function withReplicas({ rules }: ServedKind, object: LiveObject, replicas: number): Manifest {
  const path = steps(rules.scale?.specReplicas ?? ".spec.replicas");
  return setAt(object as LiveObject & JsonObject, path, replicas) as Manifest & JsonObject;
}

function setAt(object: JsonObject, [step = "", ...rest]: string[], value: number): JsonObject {
  const inner = object[step];
  return {
    ...object,
    [step]: rest.length === 0 ? value : setAt(isJsonObject(inner) ? inner : {}, rest, value),
  };
}
