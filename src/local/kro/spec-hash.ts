/** The hash by which kro tells whether the spec of a graph changed (pkg/graph/hash), to the digit: it is a label. Pure. */

import { isJsonObject, type Json, type JsonObject, textAt } from "../../model/json.ts";

/** @param spec of a ResourceGraphDefinition @returns 16 hexadecimal digits */
export function specHash(spec: JsonObject): string {
  const resources = resourceTexts(spec["resources"]);
  const list = resources === "" ? "" : `,"resources":[${resources}]`;
  return fnv64a(`{"schema":${schemaText(spec["schema"])}${list}}`);
}

/** A field of a Go struct: written in the order of declaration, left out when it is empty, unless it is a raw extension. */
type Field = readonly [name: string, kind: "text" | "raw" | "list" | "struct"];

const SCHEMA: readonly Field[] = [
  ["kind", "text"],
  ["apiVersion", "text"],
  ["group", "text"],
  ["spec", "raw"],
  ["types", "raw"],
  ["status", "raw"],
  ["scope", "text"],
  ["additionalPrinterColumns", "list"],
  ["shortNames", "list"],
  ["categories", "list"],
  ["metadata", "struct"],
];

const RESOURCE: readonly Field[] = [
  ["id", "text"],
  ["template", "raw"],
  ["externalRef", "struct"],
  ["readyWhen", "list"],
  ["includeWhen", "list"],
  ["forEach", "list"],
];

/** The structs inside, in their own orders. */
const STRUCTS: Readonly<Record<string, readonly Field[]>> = {
  metadata: [
    ["labels", "list"],
    ["annotations", "list"],
  ],
  additionalPrinterColumns: [
    ["name", "text"],
    ["type", "text"],
    ["format", "text"],
    ["description", "text"],
    ["priority", "text"],
    ["jsonPath", "text"],
  ],
};

function schemaText(schema: unknown): string {
  if (!isJsonObject(schema)) return "null";
  return struct(
    { ...schema, group: schema["group"] ?? "kro.run", scope: schema["scope"] ?? "Namespaced" },
    SCHEMA,
  );
}

function resourceTexts(resources: unknown): string {
  const all = (Array.isArray(resources) ? (resources as unknown[]) : []).filter(isJsonObject);
  const sorted = all.toSorted((a, b) => compare(textAt(a, ["id"], ""), textAt(b, ["id"], "")));
  return sorted
    .map((resource) =>
      struct(
        {
          ...resource,
          readyWhen: sortedTexts(resource["readyWhen"]),
          includeWhen: sortedTexts(resource["includeWhen"]),
        },
        RESOURCE,
      ),
    )
    .join(",");
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function sortedTexts(list: unknown): string[] {
  return Array.isArray(list) ? (list as string[]).toSorted(compare) : [];
}

function struct(value: JsonObject, fields: readonly Field[]): string {
  const entries = fields.flatMap(([name, kind]) => {
    const field = value[name];
    if (kind === "raw") return [`${JSON.stringify(name)}:${goJson(field ?? null)}`];
    if (isEmpty(field) && kind !== "struct") return [];
    if (field === undefined || field === null) return [];
    return [`${JSON.stringify(name)}:${inner(name, field)}`];
  });
  return `{${entries.join(",")}}`;
}

function inner(name: string, field: unknown): string {
  if (name === "externalRef" && isJsonObject(field)) return externalRef(field);
  const fields = STRUCTS[name];
  if (fields === undefined) return goJson(field);
  if (Array.isArray(field))
    return `[${(field as unknown[]).map((item) => (isJsonObject(item) ? struct(item, fields) : "null")).join(",")}]`;
  return isJsonObject(field) ? struct(field, fields) : "null";
}

function externalRef({ apiVersion, kind, metadata }: JsonObject): string {
  const meta = isJsonObject(metadata) ? metadata : {};
  const fields: Field[] = [
    ["name", "text"],
    ["namespace", "text"],
    ["selector", "raw"],
  ];
  return `{"apiVersion":${goJson(apiVersion)},"kind":${goJson(kind)},"metadata":${struct(meta, fields)}}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

const ESCAPED: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * The spec as kro keeps it in a revision: Go leaves out what is empty, outside of what users write freely.
 * @param spec of a ResourceGraphDefinition
 */
export function snapshotOf({ schema, resources }: JsonObject): JsonObject {
  const all = (Array.isArray(resources) ? (resources as unknown[]) : []).filter(isJsonObject);
  return {
    ...(isJsonObject(schema) && { schema: kept(schema, SCHEMA) }),
    ...(all.length > 0 && { resources: all.map((resource) => kept(resource, RESOURCE)) }),
  };
}

function kept(value: JsonObject, fields: readonly Field[]): JsonObject {
  const entries = fields.flatMap(([name, kind]): [string, Json][] => {
    const field = value[name];
    if (field === undefined || field === null) return [];
    if (kind === "struct" && name === "metadata" && isJsonObject(field))
      return [[name, kept(field, STRUCTS["metadata"] ?? [])]];
    return kind !== "raw" && kind !== "struct" && isEmpty(field) ? [] : [[name, field]];
  });
  return Object.fromEntries(entries);
}

/** JSON as Go's encoder writes it: sorted keys, and no character that HTML would take for its own. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (!isJsonObject(value))
    return (JSON.stringify(value) ?? "null").replaceAll(
      /[<>&\u2028\u2029]/g,
      (character) => ESCAPED[character] ?? "",
    );
  const entries = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(compare)
    .map((key) => `${goJson(key)}:${goJson(value[key])}`);
  return `{${entries.join(",")}}`;
}

// 64 bits as two halves: a BigInt per byte would take a hundred times as long.
function fnv64a(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of Buffer.from(text)) {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 0x1b3.
    const product = low * 0x1b3;
    const carry = Math.floor(product / 0x1_0000_0000);
    high = (Math.imul(high, 0x1b3) + Math.imul(low, 0x100) + carry) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

/** FNV-1a of 32 bits: kro's mark of names that were cut. @returns 8 hexadecimal digits */
export function fnv32a(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, "0");
}
