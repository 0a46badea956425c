/** Values of an update beside those before it, as far as they can be told to be the same: what did not change is not refused. */

import { isJsonObject, sameJson } from "../../model/json.ts";
import type { Schema } from "./schema.ts";

/**
 * A value, and the one that it takes the place of. @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-ratcheting
 */
export class Correlation {
  readonly value: unknown;
  readonly previous: unknown;
  readonly #schema: Schema;
  readonly #children = new Map<string | number, Correlation | undefined>();
  #equal: boolean | undefined;

  constructor(value: unknown, previous: unknown, schema: Schema) {
    this.value = value;
    this.previous = previous;
    this.#schema = schema;
  }

  /** The field of an object, where the schema knows it and both have it. */
  key(field: string): Correlation | undefined {
    return this.#child(field, () => {
      const { value, previous } = this;
      if (!isJsonObject(value) || !isJsonObject(previous)) return undefined;
      if (value[field] === undefined || previous[field] === undefined) return undefined;
      const { properties, additionalProperties } = this.#schema;
      const of = properties?.[field] ?? additionalProperties;
      return typeof of === "object" ? new Correlation(value[field], previous[field], of) : undefined;
    });
  }

  /** The item of a list whose items have keys. */
  index(index: number): Correlation | undefined {
    return this.#child(index, () => {
      const { value, previous } = this;
      const { items } = this.#schema;
      if (!Array.isArray(value) || !Array.isArray(previous) || items === undefined) return undefined;
      if (this.#schema["x-kubernetes-list-type"] !== "map") return undefined;
      const found = itemLike(previous, value[index], this.#schema);
      return found === undefined ? undefined : new Correlation(value[index], found, items);
    });
  }

  /** Whether nothing changed. What the schema does not know counts as changed. */
  get isEqual(): boolean {
    this.#equal ??= this.#compare();
    return this.#equal;
  }

  #child(step: string | number, make: () => Correlation | undefined): Correlation | undefined {
    if (!this.#children.has(step)) this.#children.set(step, make());
    return this.#children.get(step);
  }

  #compare(): boolean {
    const { value, previous } = this;
    if (Array.isArray(value) && Array.isArray(previous)) {
      if (value.length !== previous.length) return false;
      if (this.#schema["x-kubernetes-list-type"] !== "map") return sameJson(value, previous);
      return value.every((_, index) => this.index(index)?.isEqual === true);
    }
    if (isJsonObject(value) && isJsonObject(previous)) {
      const fields = Object.keys(value);
      if (fields.length !== Object.keys(previous).length) return false;
      return fields.every((field) => this.key(field)?.isEqual === true);
    }
    return sameJson(value, previous);
  }
}

/**
 * Finds the item that has the same keys.
 * @param schema of the list
 */
export function itemLike(list: readonly unknown[], item: unknown, schema: Schema): unknown {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  if (!isJsonObject(item) || keys.length === 0) return undefined;
  return list.find((other) => isJsonObject(other) && keys.every((key) => sameJson(other[key], item[key])));
}
