/** Why an object cannot be read as it is: unknown fields and values of wrong types, in the words of Go's decoder. Pure; slow. */

import { isJsonObject, type JsonObject } from "../../../model/json.ts";
import { QUANTITY_SYNTAX } from "../quantity.ts";
import type { GoTypes } from "./go-types.ts";
import { illegalBase64, SCALARS, UNREADABLE } from "./scalars.ts";

export interface Complaints {
  /** Without the unknown fields. */
  known: JsonObject;
  /** Their paths, in the order in which they were sent. */
  unknown: string[];
  /** About the first value that cannot be read. */
  error?: string;
}

interface Place {
  /** With indexes, as unknown fields are told. */
  path: string;
  /** Without, as wrong types are told. */
  fields: string;
  /** The struct that holds the value. */
  struct: string;
}

/** Looks through an object that could not be read. @param struct of its kind */
export function complaintsOf(types: GoTypes, struct: string, sent: JsonObject): Complaints {
  const unknown: string[] = [];
  let error: string | undefined;

  function wrong(type: string, value: unknown, place: Place): void {
    error ??= mistake(type, value, place);
  }

  function walkStruct(name: string, value: unknown, place: Place): unknown {
    if (!isJsonObject(value)) return wrong(`@${name}`, value, place);
    const kept: JsonObject = {};
    for (const [key, given] of Object.entries(value)) {
      const fields = types.structs[name] ?? {};
      const code = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const path = place.path === "" ? key : `${place.path}.${key}`;
      if (code === undefined) unknown.push(path);
      else if (given !== null && given !== undefined) {
        const own = inlined(name, key);
        const at = place.fields === "" ? own : `${place.fields}.${own}`;
        kept[key] = walk(code.replace(/^[!?]/, ""), given, { path, fields: at, struct: name }) as JsonObject;
      }
    }
    return kept;
  }

  function walk(whole: string, value: unknown, place: Place): unknown {
    const [type = ""] = whole.split("~");
    if (type.startsWith("*")) return walk(whole.slice(1), value, place);
    if (type.startsWith("@")) return walkStruct(type.slice(1), value, place);
    if (type.startsWith("[")) {
      if (!Array.isArray(value)) return wrong(whole, value, place);
      return value.map((item, index) =>
        item === null ? item : walk(whole.slice(1), item, { ...place, path: `${place.path}[${index}]` }),
      );
    }
    if (type.startsWith("{")) {
      if (!isJsonObject(value)) return wrong(whole, value, place);
      const entries = Object.entries(value).map(([key, item]) => [
        key,
        item === null ? item : walk(type.slice(1), item, { ...place, path: `${place.path}.${key}` }),
      ]);
      return Object.fromEntries(entries) as JsonObject;
    }
    if (SCALARS[type]?.(value) === UNREADABLE) wrong(whole, value, place);
    return value;
  }

  const known = walkStruct(struct, sent, { path: "", fields: "", struct }) as JsonObject;
  return error === undefined ? { known, unknown } : { known, unknown, error };
}

const GO_NAMES: Readonly<Record<string, string>> = {
  s: "string",
  b: "bool",
  p: "int32",
  f: "float64",
  n16: "int16",
  n32: "int32",
  n64: "int64",
  y: "[]uint8",
  q: "resource.Quantity",
};

/** Structs that hold most of their fields in another one, with its name and the fields that are their own. */
const INLINED: Readonly<Record<string, readonly [inner: string, own: ReadonlySet<string>] | undefined>> = {
  "core.v1.EphemeralContainer": ["EphemeralContainerCommon", new Set(["targetContainerName"])],
  "core.v1.PersistentVolumeSpec": [
    "PersistentVolumeSource",
    new Set([
      "accessModes",
      "capacity",
      "claimRef",
      "mountOptions",
      "nodeAffinity",
      "persistentVolumeReclaimPolicy",
      "storageClassName",
      "volumeAttributesClassName",
      "volumeMode",
    ]),
  ],
  "core.v1.Probe": [
    "ProbeHandler",
    new Set([
      "failureThreshold",
      "initialDelaySeconds",
      "periodSeconds",
      "successThreshold",
      "terminationGracePeriodSeconds",
      "timeoutSeconds",
    ]),
  ],
  "core.v1.Volume": ["VolumeSource", new Set(["name"])],
};

/** A field as Go's path to it names it. */
function inlined(struct: string, field: string): string {
  const [inner, own] = INLINED[struct] ?? [];
  return inner === undefined || own?.has(field) === true ? field : `${inner}.${field}`;
}

/** What Go calls a type: `[]v1.Container`. */
function goName(whole: string): string {
  const [type = "", name] = whole.split("~");
  if (name !== undefined) return name;
  const rest = type.slice(1);
  if (type.startsWith("*")) return goName(rest);
  if (type.startsWith("[")) return `[]${goName(rest)}`;
  if (type.startsWith("{")) return `map[string]${goName(rest)}`;
  return type.startsWith("@") ? type.split(".").slice(-2).join(".") : (GO_NAMES[type] ?? type);
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isInteger(value)) return `number ${value}`;
  return typeof value === "boolean" ? "bool" : typeof value;
}

function mistake(whole: string, value: unknown, { fields, struct }: Place): string {
  const [type = ""] = whole.split("~");
  if (type === "q") return wrongQuantity(typeof value === "string" ? value : JSON.stringify(value));
  if (type === "y" && typeof value === "string")
    return `illegal base64 data at input byte ${illegalBase64(value)}`;
  if ((type === "t" || type === "T") && typeof value === "string") return wrongTime(value, type === "T");
  // Types that read themselves do not know where they are.
  const own: Readonly<Record<string, string>> = { t: "string", T: "string" };
  const given = typeof value === "number" && type.startsWith("n") ? `number ${value}` : jsonType(value);
  const at =
    own[type] === undefined && fields !== ""
      ? `Go struct field ${struct.split(".").at(-1)}.${fields}`
      : "Go value";
  return `json: cannot unmarshal ${given} into ${at} of type ${own[type] ?? goName(whole)}`;
}

function wrongTime(text: string, isMicro: boolean): string {
  const layout = isMicro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
  const [read = ""] = isMicro ? (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(text) ?? []) : [];
  const [rest, part] = read === "" ? [text, "2006"] : [text.slice(read.length), ".000000"];
  return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`;
}

function wrongQuantity(text: string): string {
  if (/^[+-]?[0-9]*\.?[0-9]*[eEinumkKMGTP]*[-+]?[0-9]*$/.test(text) && /[0-9]/.test(text))
    return "unable to parse quantity's suffix";
  return QUANTITY_SYNTAX;
}
