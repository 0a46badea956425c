/** Which addresses and node ports Services hold: found from the store, and kept up with it. */

import type { V1Service } from "@kubernetes/client-node";
import type { LiveObject } from "../../../model/object.ts";
import type { Store } from "../../store/store.ts";
import { addressNumber, rangeOf, text4 } from "../addresses.ts";
import { as } from "../fields.ts";

/** Where addresses of Services come from. */
export const SERVICE_RANGE = "10.0.0.0/16";
/** First and last node port. */
export const NODE_PORTS: readonly [first: number, last: number] = [30_000, 32_767];

/** The first addresses and ports are given only to those who ask for them by number. */
const [STATIC_ADDRESSES, STATIC_PORTS] = [256, 86];

const [START, SIZE] = boundsOf(SERVICE_RANGE);

function boundsOf(text: string): [start: number, size: number] {
  const range = rangeOf(text);
  return range === undefined ? [0, 0] : [Number(range.start), 2 ** (32 - range.bits)];
}

export interface Allocations {
  /** Uses of each address, as a number. */
  addresses: Map<number, number>;
  ports: Map<number, number>;
}

const byStore = new WeakMap<Store, Allocations>();

/** What the Services of a store hold now. */
export function allocationsOf(store: Store): Allocations {
  const known = byStore.get(store);
  if (known !== undefined) return known;
  const made: Allocations = { addresses: new Map(), ports: new Map() };
  byStore.set(store, made);
  for (const service of store.list("/services")) count(made, service, 1);
  store.listen("written", ({ resource, type, object, previous }) => {
    if (resource !== "/services") return;
    if (previous !== undefined) count(made, previous, -1);
    else if (type === "DELETED") count(made, object, -1);
    if (type !== "DELETED") count(made, object, 1);
  });
  return made;
}

function count({ addresses, ports }: Allocations, service: LiveObject, by: number): void {
  const { clusterIPs = [], ports: held = [], healthCheckNodePort = 0 } = as<V1Service>(service).spec ?? {};
  for (const address of clusterIPs) {
    const number = addressNumber(address);
    if (number !== undefined) change(addresses, Number(number), by);
  }
  // TCP and UDP of one Service may share a node port.
  const numbers = new Set([...held.map(({ nodePort = 0 }) => nodePort), healthCheckNodePort]);
  for (const port of numbers) if (port !== 0) change(ports, port, by);
}

function change(counts: Map<number, number>, key: number, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

/** Whether an address belongs to Services at all. */
export function isServiceAddress(address: string): boolean {
  const number = addressNumber(address);
  return number !== undefined && Number(number) > START && Number(number) < START + SIZE - 1;
}

/** A free address. @param lot a number drawn by lot @returns `undefined` when there is none */
export function freeAddress({ addresses }: Allocations, lot: number): string | undefined {
  const offset = firstFree((at) => addresses.has(START + at), { from: STATIC_ADDRESSES, to: SIZE - 2, lot });
  const found =
    offset ?? firstFree((at) => addresses.has(START + at), { from: 2, to: STATIC_ADDRESSES - 1, lot });
  return found === undefined ? undefined : text4(BigInt(START + found));
}

/** A free node port. @param taken ports of the same Service */
export function freePort(
  { ports }: Allocations,
  taken: ReadonlySet<number>,
  lot: number,
): number | undefined {
  const [first, last] = NODE_PORTS;
  const isTaken = (port: number): boolean => ports.has(port) || taken.has(port);
  return (
    firstFree(isTaken, { from: first + STATIC_PORTS, to: last, lot }) ??
    firstFree(isTaken, { from: first, to: first + STATIC_PORTS - 1, lot })
  );
}

/** The first that is not taken, beginning anywhere. */
function firstFree(
  isTaken: (at: number) => boolean,
  { from, to, lot }: { from: number; to: number; lot: number },
): number | undefined {
  const size = to - from + 1;
  for (let step = 0; step < size; step += 1) {
    const at = from + ((lot + step) % size);
    if (!isTaken(at)) return at;
  }
  return undefined;
}
