/** Formats that schemas name and the API server ignores: it warns of them. */

import type { Manifest } from "../../model/object.ts";
import type { Schema } from "../validation/index.ts";
import { isKnownFormat } from "../validation/types.ts";
import { internalSpec, specOf } from "./definition.ts";

/** The formats in a definition's schemas that mean nothing, as often as they occur. */
export function unheardFormats(definition: Manifest): string[] {
  const { shared, versions } = internalSpec(specOf(definition));
  return [shared, ...versions].flatMap(({ schema }) => formatsOf(schema?.openAPIV3Schema));
}

function formatsOf(schema: Schema | undefined): string[] {
  if (schema === undefined) return [];
  const { type = "", format = "", items, additionalProperties, properties = {}, not } = schema;
  const { allOf = [], anyOf = [], oneOf = [] } = schema;
  const inner = [
    ...Object.values(properties),
    items,
    additionalProperties,
    not,
    ...allOf,
    ...anyOf,
    ...oneOf,
  ];
  const own = format === "" || isKnownFormat(type, format) ? [] : [format];
  return [...own, ...inner.flatMap((of) => (typeof of === "object" ? formatsOf(of) : []))];
}
