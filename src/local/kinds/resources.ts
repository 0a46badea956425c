/** Resource names and lists of quantities: `cpu`, `memory`, `requests.storage`, `example.com/gpu`. Pure. */

import { addInvalid, invalid, type Causes } from "./cause.ts";
import { qualifiedName } from "./names.ts";
import { quantityFrom, quantityOf, type Quantity } from "./quantity.ts";

/** Quantities by resource name. */
export type ResourceList = Record<string, string | undefined>;

const MILLI = 1_000_000n;
const UNIT = 1_000_000_000n;

/** Rounds quantities up to thousandths, as the API server does. Changes what it is given. */
export function milliResources(list: ResourceList | null | undefined): void {
  for (const name in list) {
    const read = quantityOf(list[name]);
    const rest = read.nano % MILLI;
    if (rest === 0n) continue;
    const rounded = rest > 0n ? read.nano - rest + MILLI : read.nano - rest - MILLI;
    list[name] = quantityFrom(rounded, read).text;
  }
}

const COMPUTE = ["cpu", "memory", "ephemeral-storage"];
const COUNTED = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];
const QUOTA = [
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  "requests.storage",
  ...COUNTED,
];
const STANDARD = new Set([...QUOTA, "storage"]);
const STANDARD_QUOTA = new Set(QUOTA);
const INTEGERS = new Set(COUNTED);
const CONTAINER = new Set(COMPUTE);

export const isHugePages = (name: string): boolean => name.startsWith("hugepages-");
const isQuotaHugePages = (name: string): boolean => /^(requests\.)?hugepages-/.test(name);
export const isNative = (name: string): boolean => !name.includes("/") || name.includes("kubernetes.io/");
/** Whether more may be promised than there is. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith("requests.")) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** Whether a name is one that quotas count. */
export const isQuotaResource = (name: string): boolean => STANDARD_QUOTA.has(name) || isQuotaHugePages(name);

function addResourceName(to: Causes, field: string, name: string): boolean {
  const wrong = qualifiedName(name);
  addInvalid(to, field, { value: name, wrong });
  if (wrong.length > 0) return false;
  if (name.includes("/") || STANDARD.has(name) || isQuotaHugePages(name)) return true;
  to.push(invalid(field, name, "must be a standard resource type or fully qualified"));
  return false;
}

/** A resource of a container. */
export function addContainerResource(to: Causes, field: string, name: string): void {
  addResourceName(to, field, name);
  if (!name.includes("/")) {
    if (!CONTAINER.has(name) && !isHugePages(name))
      to.push(invalid(field, name, "must be a standard resource for containers"));
  } else if (!isNative(name) && !isExtended(name))
    to.push(invalid(field, name, "doesn't follow extended resource name standard"));
}

/** A resource of anything. */
export function addAnyResource(to: Causes, field: string, name: string): void {
  addResourceName(to, field, name);
}

/** A resource that a quota limits. */
export function addQuotaResource(to: Causes, field: string, name: string): void {
  addResourceName(to, field, name);
  if (!name.includes("/") && !isQuotaResource(name))
    to.push(invalid(field, name, "must be a standard resource for quota"));
}

/** A quantity that is not negative, and whole where things are counted. */
export function addQuantity(
  to: Causes,
  field: string,
  { name, value }: { name: string; value: unknown },
): void {
  const read = quantityOf(value);
  if (read.nano < 0n) to.push(invalid(field, read.text, "must be greater than or equal to 0"));
  if (read.nano % UNIT !== 0n && (INTEGERS.has(name) || isExtended(name)))
    to.push(invalid(field, read.text, "must be an integer"));
}

/** Whether a size is a whole number of huge pages. */
export function isWholePages(name: string, { nano }: Quantity): boolean {
  const page = quantityOf(name.slice("hugepages-".length));
  return page.nano > 0n && page.nano % UNIT === 0n && nano % page.nano === 0n;
}

/** Sums quantities by name. */
export function addUp(into: Map<string, Quantity>, list: ResourceList | null | undefined): void {
  for (const name in list) {
    const more = quantityOf(list[name]);
    const before = into.get(name);
    into.set(name, before === undefined ? more : quantityFrom(before.nano + more.nano, before));
  }
}

/** Keeps the larger quantity of each name. */
export function atLeast(into: Map<string, Quantity>, other: ReadonlyMap<string, Quantity>): void {
  for (const [name, value] of other) {
    const before = into.get(name);
    if (before === undefined || before.nano < value.nano) into.set(name, value);
  }
}
