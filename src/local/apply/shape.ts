/** Which of its types a value is taken for. */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";
import type { FieldType } from "./field-type.ts";

/** `any`: the value is null or fits none, so that all types of the field hold. */
type Shape = "scalar" | "list" | "map" | "any";

function shapeOf(type: FieldType, value: Json | undefined): Shape {
  if (value === null || value === undefined) return onlyShape(type);
  if (Array.isArray(value)) return type.list === undefined ? onlyShape(type) : "list";
  if (typeof value === "object") return type.map === undefined ? onlyShape(type) : "map";
  return type.scalar === undefined ? onlyShape(type) : "scalar";
}

/** A type with one shape is that shape, whatever the value. */
function onlyShape({ scalar, list, map }: FieldType): Shape {
  if (map !== undefined) return scalar === undefined && list === undefined ? "map" : "any";
  if (scalar !== undefined) return list === undefined ? "scalar" : "any";
  return "list";
}

/** How the value is walked: as a map before a scalar before a list, where it could be all. */
export function walkedAs(type: FieldType, value: Json | undefined): Exclude<Shape, "any"> {
  return walked(type, shapeOf(type, value));
}

function walked(type: FieldType, shape: Shape): Exclude<Shape, "any"> {
  if (shape !== "any") return shape;
  return type.map === undefined ? "scalar" : "map";
}

/** Whether two values of one field are of different types: then they are walked as each of them. */
export function differInShape(type: FieldType, left: Json | undefined, right: Json | undefined): boolean {
  return left !== undefined && right !== undefined && shapeOf(type, left) !== shapeOf(type, right);
}

/** The items, where the value is a list. */
export function itemsOf(value: Json | undefined): Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The fields, where the value is an object. */
export function fieldsOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** Whether a list or an object has nothing in it. */
export function isBare(value: object | undefined): boolean {
  if (value === undefined) return true;
  for (const _ in value) return false;
  return true;
}
