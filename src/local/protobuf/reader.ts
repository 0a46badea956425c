/** The wire format of protocol buffers: tags, varints and lengths. Pure. */

/** What cannot be read; its message is Go's. */
export class ProtobufError extends Error {
  /** @param message what is wrong, for example `unexpected EOF` */
  constructor(message: string) {
    super(message);
    this.name = "ProtobufError";
  }
}

/** Wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

/** Reads bytes from the front. */
export interface Reader {
  bytes: Uint8Array;
  position: number;
  /** What they are, for errors: `ObjectMeta`. */
  message: string;
}

/** @throws {ProtobufError} at the end or after ten bytes */
export function varint(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.position];
    if (byte === undefined) throw new ProtobufError("unexpected EOF");
    reader.position += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new ProtobufError("proto: integer overflow");
}

/** The bytes of a string, message or packed list. */
export function block(reader: Reader): Uint8Array {
  const length = Number(varint(reader));
  const end = reader.position + length;
  if (end > reader.bytes.length) throw new ProtobufError("unexpected EOF");
  const found = reader.bytes.subarray(reader.position, end);
  reader.position = end;
  return found;
}

export function double(reader: Reader): number {
  if (reader.position + 8 > reader.bytes.length) throw new ProtobufError("unexpected EOF");
  const { buffer, byteOffset } = reader.bytes;
  const value = new DataView(buffer, byteOffset + reader.position, 8).getFloat64(0, true);
  reader.position += 8;
  return value;
}

/** @returns the field's number and wire type; `undefined` at the end */
export function tag(reader: Reader): { number: number; wire: number } | undefined {
  if (reader.position >= reader.bytes.length) return undefined;
  const key = Number(varint(reader));
  const wire = key & 7;
  const number = Math.floor(key / 8);
  if (wire === 4) throw new ProtobufError(`proto: ${reader.message}: wiretype end group for non-group`);
  if (wire > FIXED32) throw new ProtobufError(`proto: illegal wireType ${wire}`);
  if (number <= 0)
    throw new ProtobufError(`proto: ${reader.message}: illegal tag ${number} (wire type ${key})`);
  return { number, wire };
}

/** Passes over a value that nobody knows. */
export function skip(reader: Reader, wire: number): void {
  if (wire === VARINT) varint(reader);
  else if (wire === LENGTH) block(reader);
  else if (wire === FIXED64 || wire === FIXED32) {
    reader.position += wire === FIXED64 ? 8 : 4;
    if (reader.position > reader.bytes.length) throw new ProtobufError("unexpected EOF");
  } else throw new ProtobufError(`proto: illegal wireType ${wire}`);
}
