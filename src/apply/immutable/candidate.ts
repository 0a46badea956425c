/**
 * The manifest under another name, for the proof that it is valid on its own: without what only one object can hold, and under a name
 * that its kind allows. Pure, but for the name, which is random.
 */

import { isIPv4, isIPv6 } from "node:net";
import { canonicalJson, isJsonObject, itemsAt, type JsonObject, textAt, valueAt } from "../../model/json.ts";
import { groupOf } from "../../model/kind.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";

/**
 * Makes the candidate of a manifest.
 * @param live the object that has the name, and what only one can hold, now
 */
export function candidateOf(manifest: Manifest, live: LiveObject): Manifest {
  const candidate = structuredClone(manifest);
  candidate.metadata = { ...candidate.metadata, name: otherName(manifest.metadata.name) };
  delete candidate.metadata.uid;
  adaptations[`${groupOf(manifest.apiVersion)}/${manifest.kind}`]?.(candidate, { manifest, live });
  return candidate;
}

type Adaptation = (candidate: Manifest, before: { manifest: Manifest; live: LiveObject }) => void;

const adaptations: Readonly<Record<string, Adaptation | undefined>> = {
  "/Service": (candidate, { live }) => dropHeldPorts(candidate, live),
  "apiextensions.k8s.io/CustomResourceDefinition": renameDefinition,
  "networking.k8s.io/IPAddress": (candidate, { manifest }) => {
    candidate.metadata.name = otherAddress(manifest.metadata.name);
  },
};

/** Another name of the same length: at their limits, longer ones are refused. What stands before a colon is a prefix that counts. */
function otherName(name: string): string {
  const start = name.lastIndexOf(":") + 1;
  const own = name.slice(start);
  const random = randomText();
  const tail = random.slice(0, Math.min(8, Math.max(1, own.length - 1)));
  const other = `x${own.slice(1, Math.max(1, own.length - tail.length))}${tail}`;
  return name.slice(0, start) + other.slice(0, Math.max(own.length, 2));
}

function randomText(): string {
  return Math.random().toString(36).slice(2).padEnd(8, "0");
}

// The name must be `<plural>.<group>`; one that is none is a mistake to be kept. Other names may be taken: that is judged later.
function renameDefinition(candidate: Manifest, { manifest }: { manifest: Manifest }): void {
  const spec = candidate["spec"];
  const names = isJsonObject(spec) ? spec["names"] : undefined;
  if (!isJsonObject(spec) || !isJsonObject(names)) return;
  const group = textAt(spec, ["group"], "");
  if (manifest.metadata.name !== `${textAt(names, ["plural"], "")}.${group}`) return;
  const plural = otherName(textAt(names, ["plural"], ""));
  names["plural"] = plural;
  candidate.metadata.name = `${plural}.${group}`;
}

// The name must be an address: one of those that are set apart for benchmarks (RFC 2544) and for documentation (RFC 3849).
function otherAddress(name: string): string {
  if (isIPv4(name)) return `198.19.${byte()}.${byte()}`;
  return isIPv6(name) ? `2001:db8::${byte().toString(16)}:${byte().toString(16)}` : name;
}

const byte = (): number => Math.floor(Math.random() * 254) + 1;

/**
 * A port that the live Service holds would be refused as allocated. One that is a mistake in any case stays: of a type that has none, or
 * written twice.
 */
function dropHeldPorts(candidate: Manifest, live: LiveObject): void {
  const spec = candidate["spec"];
  if (!isJsonObject(spec) || !WITH_NODE_PORTS.includes(textAt(spec, ["type"], ""))) return;
  const held = new Set(portsOf(live).map((port) => port["nodePort"]));
  const ports = portsOf(candidate);
  const asked = ports.map(allocationOf);
  ports.forEach((port, index) => {
    const isOnce = asked.indexOf(asked[index] ?? "") === asked.lastIndexOf(asked[index] ?? "");
    if (isOnce && held.has(port["nodePort"])) delete port["nodePort"];
  });
  const check = valueAt(live, ["spec", "healthCheckNodePort"]);
  if (hasHealthCheck(spec) && spec["healthCheckNodePort"] === check) delete spec["healthCheckNodePort"];
}

const WITH_NODE_PORTS = ["NodePort", "LoadBalancer"];

/** What is allocated once only. */
function allocationOf({ nodePort, protocol = "TCP" }: JsonObject): string {
  return canonicalJson([protocol, nodePort ?? null]);
}

function hasHealthCheck(spec: JsonObject): boolean {
  return spec["type"] === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local";
}

function portsOf(service: Manifest): JsonObject[] {
  return itemsAt(service, ["spec", "ports"]);
}

/** Addresses that a Service asks for and does not have yet. */
export function newAddresses(manifest: Manifest, live: LiveObject): string[] {
  if (manifest.kind !== "Service" || manifest.apiVersion !== "v1") return [];
  const held = new Set(addressesOf(live));
  return addressesOf(manifest).filter((address) => !held.has(address));
}

function addressesOf(service: Manifest): string[] {
  const several = valueAt(service, ["spec", "clusterIPs"]);
  const all = [valueAt(service, ["spec", "clusterIP"]), ...(Array.isArray(several) ? several : [])];
  return [...new Set(all)].filter(
    (address): address is string => typeof address === "string" && address !== "" && address !== "None",
  );
}
