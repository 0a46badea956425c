/** What can go wrong with one request, as data. */

import type { Service } from "./keys.ts";

/** What a fault does to a request. */
export type Effect =
  /** The connection is reset. */
  | { do: "reset" }
  /** The head and half of the answer, then the connection is closed. */
  | { do: "truncate" }
  /** No answer, ever. */
  | { do: "stall" }
  /** Another answer than the server's. */
  | { do: "answer"; status: number; reason?: string; headers?: Record<string, string> }
  /** `kill -9` of the program. */
  | { do: "kill" }
  /** A watch that began well: its connection is reset after its first event. */
  | { do: "drop" }
  /** A watch that began well: the first event, then an ERROR event of 410. */
  | { do: "expire" }
  /** A watch that began well: everything that it has told so far is told again before what follows. */
  | { do: "replay" };

/** One way to fail. */
export interface Fault {
  name: FaultName;
  /** Whether the server gets the request before; a watch has begun then. */
  committed: boolean;
  effect: Effect;
  /** Which requests it can happen to. */
  on: readonly ("request" | "watch" | "s3")[];
  /** The program may be expected to get over it by itself. */
  passing: boolean;
}

export type FaultName = (typeof NAMES)[number];

const NAMES = [
  "reset-before",
  "reset-after",
  "truncate",
  "stall-before",
  "stall-after",
  "401",
  "403",
  "409",
  "410",
  "422",
  "429",
  "429-retry-after",
  "500",
  "500-no-reason",
  "503",
  "504-after",
  "watch-drop",
  "watch-410",
  "watch-replay",
  "kill-before",
  "kill-after",
] as const;

type Row = Omit<Fault, "name">;

const all = ["request", "watch", "s3"] as const;
const kubernetes = ["request", "watch"] as const;
const onRequests = ["request", "s3"] as const;

function answer(status: number, reason?: string, headers?: Record<string, string>): Effect {
  return {
    do: "answer",
    status,
    ...(reason !== undefined && { reason }),
    ...(headers !== undefined && { headers }),
  };
}

const ROWS: Record<FaultName, Row> = {
  "reset-before": { committed: false, effect: { do: "reset" }, on: all, passing: true },
  "reset-after": { committed: true, effect: { do: "reset" }, on: onRequests, passing: true },
  truncate: { committed: true, effect: { do: "truncate" }, on: all, passing: true },
  "stall-before": { committed: false, effect: { do: "stall" }, on: ["watch"], passing: true },
  "stall-after": { committed: true, effect: { do: "stall" }, on: onRequests, passing: false },
  "401": { committed: false, effect: answer(401, "Unauthorized"), on: kubernetes, passing: false },
  "403": { committed: false, effect: answer(403, "Forbidden"), on: all, passing: false },
  "409": { committed: false, effect: answer(409, "Conflict"), on: onRequests, passing: false },
  "410": { committed: false, effect: answer(410, "Expired"), on: kubernetes, passing: false },
  "422": { committed: false, effect: answer(422, "Invalid"), on: ["request"], passing: false },
  "429": { committed: false, effect: answer(429, "TooManyRequests"), on: all, passing: true },
  "429-retry-after": {
    committed: false,
    effect: answer(429, "TooManyRequests", { "retry-after": "1" }),
    on: all,
    passing: true,
  },
  "500": { committed: false, effect: answer(500, "InternalError"), on: all, passing: true },
  "500-no-reason": { committed: false, effect: answer(500), on: kubernetes, passing: false },
  "503": { committed: false, effect: answer(503, "ServiceUnavailable"), on: all, passing: true },
  "504-after": { committed: true, effect: answer(504, "Timeout"), on: onRequests, passing: true },
  "watch-drop": { committed: true, effect: { do: "drop" }, on: ["watch"], passing: true },
  "watch-410": { committed: true, effect: { do: "expire" }, on: ["watch"], passing: true },
  "watch-replay": { committed: true, effect: { do: "replay" }, on: ["watch"], passing: true },
  "kill-before": { committed: false, effect: { do: "kill" }, on: all, passing: false },
  "kill-after": { committed: true, effect: { do: "kill" }, on: all, passing: false },
};

/** Every way to fail. */
export const FAULTS: readonly Fault[] = NAMES.map((name) => ({ name, ...ROWS[name] }));

/** The fault of a name. @throws Error when there is none */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault ${name}: ${NAMES.join(", ")}`);
  return fault;
}

// They leave nothing at the server: whether it got them before the process was killed makes no difference.
const READS = new Set(["get", "list", "dry-run", "proof", "GET", "HEAD"]);

/** The faults that can happen to a request. */
export function faultsOn({ service, verb }: { service: Service; verb: string }): Fault[] {
  const sort = service === "s3" ? "s3" : verb === "watch" ? "watch" : "request";
  return FAULTS.filter(({ name, on }) => on.includes(sort) && !(name === "kill-before" && READS.has(verb)));
}

const S3_CODES: Record<number, string> = {
  403: "AccessDenied",
  409: "OperationAborted",
  429: "TooManyRequests",
  500: "InternalError",
  503: "SlowDown",
  504: "RequestTimeout",
};

/** What a server says with an answer that is no success: a `v1.Status`, or S3's XML. */
export function bodyOf(
  service: Service,
  { status, reason }: { status: number; reason?: string },
): { type: string; text: string } {
  if (service === "s3") {
    const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${S3_CODES[status] ?? "InternalError"}</Code><Message>injected</Message></Error>`;
    return { type: "application/xml", text };
  }
  const body = {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    message: "injected fault",
    ...(reason !== undefined && { reason }),
    code: status,
  };
  return { type: "application/json", text: JSON.stringify(body) };
}
