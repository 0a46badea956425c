/** Values while an expression is evaluated: int is bigint, double is number, a list is an array. */

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | Optional
  | TypeName
  | Opaque
  | MapValue
  | readonly Value[];

export const MAX_INT = 9223372036854775807n;
export const MIN_INT = -9223372036854775808n;
export const MAX_UINT = 18446744073709551615n;

/** An unsigned integer. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A moment, with the offset that it was written with: it is written back with it. */
export class Timestamp {
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly nanos: bigint;
  /** Minutes east of UTC. */
  readonly offset: number;

  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

/** A length of time. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A value that may not be there. */
export class Optional {
  static readonly none = new Optional(undefined);
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** What `type()` gives. */
export class TypeName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value of a library's own type, such as a quantity. */
export abstract class Opaque {
  /** As `type()` and messages name it. */
  abstract readonly typeName: string;
  /** Whether the other, which is of the same class, is the same value. */
  abstract equals(other: Opaque): boolean;
  /** A field, where the type has fields. */
  field(_name: string): Value | undefined {
    return undefined;
  }
}

/** A map, whatever it is kept in. */
export abstract class MapValue {
  abstract readonly size: number;
  /** The value of a key; numbers of any kind find the key of the same number. */
  abstract get(key: Value): Value | undefined;
  abstract keys(): Value[];
}

/** A map that an expression made. */
export class EntryMap extends MapValue {
  readonly #entries = new Map<string, readonly [key: Value, value: Value]>();

  constructor(entries: Iterable<readonly [key: Value, value: Value]> = []) {
    super();
    for (const entry of entries) this.#entries.set(hashOf(entry[0]), entry);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  keys(): Value[] {
    return Array.from(this.#entries.values(), ([key]) => key);
  }
}

/** What keys are found by: equal numbers are one key, whatever their type. */
function hashOf(key: Value): string {
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === "bigint" || typeof key === "number") return `n${key}`;
  // Nothing else can be a key: cel-go has no maps with lists for keys.
  return typeof key === "string" || typeof key === "boolean" ? `${typeof key}:${key}` : typeName(key);
}

/** Whether the value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  boolean: "bool",
  bigint: "int",
  number: "double",
  string: "string",
};

/** The type of a value at run time, without its parts, as cel-go names it. */
export function typeName(value: Value): string {
  if (typeof value !== "object") return PRIMITIVES[typeof value] ?? typeof value;
  if (value === null) return "null_type";
  if (isList(value)) return "list";
  if (value instanceof Opaque) return value.typeName;
  return CLASSES.find(([type]) => value instanceof type)?.[1] ?? "bytes";
}

const CLASSES = [
  [MapValue, "map"],
  [Uint, "uint"],
  [Timestamp, "google.protobuf.Timestamp"],
  [Duration, "google.protobuf.Duration"],
  [Optional, "optional_type"],
  [TypeName, "type"],
] as const;
