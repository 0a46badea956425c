/** Gives Services their addresses and node ports, and keeps what they have. Changes what it is given. */

import { invalid as invalidStatus, type StatusCause, StatusError } from "../../status.ts";
import { familyOf } from "../addresses.ts";
import { invalid, type Causes } from "../cause.ts";
import { isBlank, isSet, within } from "../fields.ts";
import { sameJson } from "../../../model/json.ts";
import type { RuleContext } from "../served-kind.ts";
import { allocationsOf, freeAddress, freePort, isServiceAddress, NODE_PORTS } from "./allocations.ts";
import { addClusterIps } from "./cluster-ips.ts";
import { dropUnneeded, keepAllocated } from "./keep.ts";
import type { Service, ServiceSpec } from "./service.ts";
import { needsHealthCheck } from "./validate.ts";

/** What an allocation works on. */
interface Allocation {
  name: string;
  spec: ServiceSpec;
  before: ServiceSpec | undefined;
  context: RuleContext;
}

const SERVICE = { group: "", kind: "Service" };

/**
 * Allocates what a Service needs.
 * @throws {StatusError} 422 when what it asks for is taken or impossible
 */
export function allocate(service: Service, previous: Service | undefined, context: RuleContext): void {
  const spec = within(service, "spec");
  const before = previous?.spec;
  if (before !== undefined) keepAllocated(spec, before);
  else if (!isBlank(spec.clusterIP) && (spec.clusterIPs ?? []).length === 0)
    spec.clusterIPs = [spec.clusterIP ?? ""];
  const allocation = { name: service.metadata?.name ?? "", spec, before, context };
  setFamilies(allocation);
  allocateAddress(allocation);
  allocatePorts(allocation);
  if (before !== undefined) dropUnneeded(spec, before);
}

function refuse({ name }: Allocation, ...causes: StatusCause[]): StatusError {
  return invalidStatus(SERVICE, name, causes);
}

function internal(what: string): StatusError {
  return new StatusError({ code: 500, reason: "InternalError", message: `Internal error occurred: ${what}` });
}

/** This cluster has IPv4 only. */
function setFamilies(allocation: Allocation): void {
  const { spec, before } = allocation;
  if (spec.type === "ExternalName") return;
  if (before !== undefined && isUnchangedDual(spec, before)) return;
  const isLoose = spec.clusterIP === "None" && Object.keys(spec.selector ?? {}).length === 0;
  if (!isSet(spec.ipFamilyPolicy))
    spec.ipFamilyPolicy = before?.ipFamilyPolicy ?? (isLoose ? "RequireDualStack" : "SingleStack");
  const causes: Causes = [];
  addClusterIps(causes, spec, before);
  if (causes.length === 0) addPolicy(causes, allocation);
  if (causes.length > 0) throw refuse(allocation, ...causes);
  if (isLoose) spec.ipFamilies = looseFamilies(spec);
  else addOwnFamily(allocation);
}

/** Where no address is needed, both families are promised. */
function looseFamilies({ ipFamilies: families = [], ipFamilyPolicy }: ServiceSpec): string[] {
  const first = families[0] ?? "IPv4";
  const other = first === "IPv4" ? "IPv6" : "IPv4";
  if (families.length < 2 && ipFamilyPolicy !== "SingleStack") return [first, other];
  return families.length === 0 ? [first] : families;
}

function addOwnFamily(allocation: Allocation): void {
  const { spec } = allocation;
  const families = spec.ipFamilies ?? [];
  const causes: Causes = [];
  if (spec.ipFamilyPolicy === "RequireDualStack")
    causes.push(
      invalid(
        "spec.ipFamilyPolicy",
        "RequireDualStack",
        "this cluster is not configured for dual-stack services",
      ),
    );
  for (const [index, family] of families.entries())
    if (family !== "IPv4")
      causes.push(invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster"));
  if (causes.length > 0) throw refuse(allocation, ...causes);
  if (families.length === 0) spec.ipFamilies = ["IPv4"];
}

function isUnchangedDual(spec: ServiceSpec, before: ServiceSpec): boolean {
  return (
    spec.type === before.type &&
    spec.ipFamilyPolicy === "PreferDualStack" &&
    (before.ipFamilyPolicy ?? "PreferDualStack") === "PreferDualStack" &&
    sameJson(spec.clusterIPs, before.clusterIPs) &&
    sameJson(spec.ipFamilies, before.ipFamilies)
  );
}

function notSingle(what: string): StatusCause {
  return invalid(
    "spec.ipFamilyPolicy",
    "SingleStack",
    `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
  );
}

function addPolicy(to: Causes, { spec }: Allocation): void {
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  if (ipFamilyPolicy === "SingleStack") {
    if (clusterIPs.length === 2) to.push(notSingle("cluster IPs"));
    if (ipFamilies.length === 2) to.push(notSingle("IP families"));
  }
  for (const [index, address] of clusterIPs.entries()) {
    if (address === "None") return;
    if (index < ipFamilies.length) continue;
    const family = `IPv${familyOf(address)}`;
    if (family === "IPv4") spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    else
      to.push(
        invalid(`spec.clusterIPs[${index}]`, clusterIPs, `${family} is not configured on this cluster`),
      );
  }
}

function allocateAddress(allocation: Allocation): void {
  const { spec, before, context } = allocation;
  if (spec.type === "ExternalName" || spec.clusterIPs?.[0] === "None") return;
  if (before !== undefined && before.type !== "ExternalName") return;
  const asked = spec.clusterIPs?.[0] ?? "";
  const taken = allocationsOf(context.store);
  if (asked === "") {
    const found = freeAddress(taken, lot(context));
    if (found === undefined)
      throw internal(
        `failed to allocate a serviceIP for Service ${JSON.stringify(allocation.name)}: range is full`,
      );
    spec.clusterIP = found;
    spec.clusterIPs = [found];
    return;
  }
  const problem = !isServiceAddress(asked)
    ? "the provided network does not match the current range"
    : isTaken(taken.addresses, asked)
      ? "provided IP is already allocated"
      : undefined;
  if (problem !== undefined)
    throw refuse(
      allocation,
      invalid("spec.clusterIPs", spec.clusterIPs, `failed to allocate IP ${asked}: ${problem}`),
    );
}

function isTaken(addresses: ReadonlyMap<number, number>, address: string): boolean {
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return addresses.has(number);
}

/** A number by lot. */
function lot({ chance }: RuleContext): number {
  return Number.parseInt(chance.uid().slice(0, 8), 16) || 0;
}

function allocatePorts(allocation: Allocation): void {
  const { spec, before, context } = allocation;
  const taken = allocationsOf(context.store).ports;
  const own = new Set((before?.ports ?? []).map(({ nodePort = 0 }) => nodePort));
  const mine = new Set<number>();
  // A port for health checks that cannot be had is no fault of the user's to the API server.
  const refusal = (problem: string, port: number, field: string | undefined): StatusError =>
    field === undefined
      ? internal(`failed to allocate requested HealthCheck NodePort ${port}: ${problem}`)
      : refuse(allocation, invalid(field, port, problem));
  const claim = (port: number, field: string | undefined): void => {
    const [first, last] = NODE_PORTS;
    const problem =
      port < first || port > last
        ? `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
        : mine.has(port) || (taken.has(port) && !own.has(port))
          ? "provided port is already allocated"
          : undefined;
    if (problem !== undefined) throw refusal(problem, port, field);
    mine.add(port);
  };
  const next = (): number => {
    const port = freePort(allocationsOf(context.store), mine, lot(context));
    if (port === undefined) throw internal("failed to allocate a nodePort: range is full");
    mine.add(port);
    return port;
  };
  const gives =
    spec.type === "NodePort" ||
    (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false);
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") givePorts(spec, { gives, claim, next });
  if (!needsHealthCheck(spec) || (before !== undefined && needsHealthCheck(before))) return;
  if ((spec.healthCheckNodePort ?? 0) === 0) spec.healthCheckNodePort = next();
  else claim(spec.healthCheckNodePort ?? 0, undefined);
}

/** One node port for each port; protocols of the same port share it. */
function givePorts(
  { ports = [] }: ServiceSpec,
  {
    gives,
    claim,
    next,
  }: { gives: boolean; claim: (port: number, field: string | undefined) => void; next: () => number },
): void {
  const byPort = new Map<number, number>();
  for (const [index, port] of ports.entries()) {
    const asked = port.nodePort ?? 0;
    if (asked !== 0) {
      if (byPort.get(port.port ?? 0) !== asked) claim(asked, `spec.ports[${index}].nodePort`);
      if (!byPort.has(port.port ?? 0)) byPort.set(port.port ?? 0, asked);
    } else if (gives) {
      const requested =
        byPort.get(port.port ?? 0) ??
        ports.find((one) => one.port === port.port && (one.nodePort ?? 0) !== 0)?.nodePort;
      port.nodePort = requested ?? next();
      byPort.set(port.port ?? 0, port.nodePort);
    }
  }
}
