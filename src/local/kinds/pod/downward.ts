/** What containers may be told of their pod: `fieldRef` and `resourceFieldRef`. Pure. */

import type { V1ObjectFieldSelector, V1ResourceFieldSelector } from "@kubernetes/client-node";
import { addInvalid, invalid, notSupported, required, type Causes } from "../cause.ts";
import type { Fields } from "../fields.ts";
import { qualifiedName } from "../names.ts";
import { quantityOf } from "../quantity.ts";

/** Fields that a variable may hold, sorted. */
export const ENV_FIELDS = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
/** Fields that a file may hold, sorted. */
export const FILE_FIELDS = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];
const RESOURCES = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];
const CONVERTIBLE = new Set([
  ...ENV_FIELDS,
  ...FILE_FIELDS,
  "spec.restartPolicy",
  "spec.schedulerName",
  "status.phase",
  "status.nominatedNodeName",
]);
const SIZES = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";

export function addFieldRef(
  to: Causes,
  field: string,
  { ref, supported }: { ref: Fields<V1ObjectFieldSelector>; supported: readonly string[] },
): void {
  const { apiVersion = "", fieldPath = "" } = ref;
  if (apiVersion === "") return void to.push(required(`${field}.apiVersion`));
  if (fieldPath === "") return void to.push(required(`${field}.fieldPath`));
  const [, path = fieldPath, subscript] = /^([^[\]]*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  const unreadable = unconvertible(apiVersion, fieldPath, path, subscript);
  if (unreadable !== undefined)
    return void to.push(
      invalid(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${unreadable}`),
    );
  if (subscript === undefined) {
    if (!supported.includes(path)) to.push(notSupported(`${field}.fieldPath`, path, supported));
  } else {
    const key = path === "metadata.annotations" ? subscript.toLowerCase() : subscript;
    addInvalid(to, field, { value: key, wrong: qualifiedName(key) });
  }
}

function unconvertible(
  version: string,
  whole: string,
  path: string,
  subscript: string | undefined,
): string | undefined {
  if (version !== "v1") return `unsupported pod version: ${version}`;
  if (subscript !== undefined)
    return path === "metadata.annotations" || path === "metadata.labels"
      ? undefined
      : `field label does not support subscript: ${whole}`;
  return CONVERTIBLE.has(path) ? undefined : `field label not supported: ${whole}`;
}

/** @param isFile files name the container, variables are of their own one */
export function addResourceRef(
  to: Causes,
  field: string,
  { ref, isFile }: { ref: Fields<V1ResourceFieldSelector>; isFile: boolean },
): void {
  const { containerName = "", resource = "", divisor = "0" } = ref;
  if (isFile && containerName === "") to.push(required(`${field}.containerName`));
  else if (resource === "") to.push(required(`${field}.resource`));
  else if (!RESOURCES.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource))
    to.push(notSupported(`${field}.resource`, resource, RESOURCES));
  addDivisor(to, `${field}.divisor`, { resource, divisor });
}

function addDivisor(
  to: Causes,
  field: string,
  { resource, divisor }: { resource: string; divisor: string },
): void {
  const { nano, text } = quantityOf(divisor);
  const [, name = ""] = /^(?:requests|limits)\.(.*)$/.exec(resource) ?? [];
  if (nano === 0n || name === "") return;
  if (name === "cpu") {
    if (text !== "1m" && text !== "1")
      to.push(invalid(field, resource, "only divisor's values 1m and 1 are supported with the cpu resource"));
  } else if (!SIZES.split(", ").includes(text)) {
    const what =
      name === "memory" ? "memory" : name === "ephemeral-storage" ? "local ephemeral storage" : "hugepages";
    to.push(
      invalid(field, resource, `only divisor's values ${SIZES} are supported with the ${what} resource`),
    );
  }
}
