/** What has to be known of a protobuf message to read it as JSON: written by messages.codegen.ts. Types only. */

/**
 * One field. Kubernetes' Go types write fields that are no pointers even when they are empty, and leave those out of JSON.
 */
export interface MessageField {
  /** In JSON; `""` where the fields of the message stand beside the others. */
  name: string;
  /** `string`, `bytes`, `int`, `bool`, `double` or the name of a message, which has dots. */
  type: string;
  /** @default "one" */
  holds: "one" | "list" | "map";
  /** Whether a value that is zero or empty was set by somebody. */
  pointer: boolean;
}

/** By number. */
export type Message = ReadonlyMap<number, MessageField>;

const HOLDS: Readonly<Record<string, MessageField["holds"]>> = { "*": "list", "%": "map" };

/**
 * Reads one line of the table: fields as `1metadata=meta.v1.ObjectMeta`, with `&` before the type of a pointer, `*` before
 * that of a list's items and `%` before that of a map's values.
 */
export function parseMessage(line: string): Message {
  const fields = line.split(" ").map((part): [number, MessageField] => {
    const { number, name = "", sign = "", type = "" } = FIELD.exec(part)?.groups ?? {};
    return [Number(number), { name, type, holds: HOLDS[sign] ?? "one", pointer: sign === "&" }];
  });
  return new Map(fields);
}

const FIELD = /^(?<number>\d+)(?<name>[^=]*)=(?<sign>[&*%]?)(?<type>.+)$/;

/** @see parseMessage */
export function writeMessage(message: Message): string {
  return [...message]
    .map(([number, { name, type, holds, pointer }]) => {
      const sign = holds === "list" ? "*" : holds === "map" ? "%" : pointer ? "&" : "";
      return `${number}${name}=${sign}${type}`;
    })
    .join(" ");
}
