/** Resources of a whole pod: what may be asked for, and the sum of what its containers ask for. Pure. */

import type { StatusCause } from "../../status.ts";
import { invalid, notSupported, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import { quantityOf, type Quantity } from "../quantity.ts";
import { addUp, atLeast, isHugePages } from "../resources.ts";
import type { PodSpec } from "./defaults.ts";

/** What may be asked for the whole pod, besides huge pages. */
export const podResourceNames = ["cpu", "memory"];

export function notSupportedResource(field: string, name: string): StatusCause {
  return notSupported(field, name, ["cpu", "hugepages-", "memory"]);
}

/**
 * What the containers of a pod ask for, or may use, at the same time: init containers run before the others, those that are restarted
 * beside them.
 */
export function podResources(spec: PodSpec, which: "requests" | "limits"): Map<string, Quantity> {
  const sum = containerResources(spec, which);
  for (const [name, value] of Object.entries(spec.resources?.[which] ?? {})) sum.set(name, quantityOf(value));
  return sum;
}

/** The same without what the pod says of itself. */
export function containerResources(spec: PodSpec, which: "requests" | "limits"): Map<string, Quantity> {
  const sum = new Map<string, Quantity>();
  for (const { resources } of spec.containers ?? []) addUp(sum, resources?.[which]);
  const beside = new Map<string, Quantity>();
  const before = new Map<string, Quantity>();
  for (const { resources, restartPolicy } of spec.initContainers ?? []) {
    const list = resources?.[which];
    if (restartPolicy === "Always") {
      addUp(sum, list);
      addUp(beside, list);
      atLeast(before, beside);
    } else {
      const now = new Map(beside);
      addUp(now, list);
      atLeast(before, now);
    }
  }
  atLeast(sum, before);
  return sum;
}

/** Checks what the whole pod asks for against its containers. */
export function addConsistency(to: Causes, field: string, spec: PodSpec): void {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  for (const [name, { nano, text }] of containerResources(spec, "requests")) {
    const own = quantityOf(requests[name]);
    if (isSet(requests[name]) && nano > own.nano)
      to.push(
        invalid(
          `${field}.requests[${name}]`,
          own.text,
          `must be greater than or equal to aggregate container requests of ${text}`,
        ),
      );
  }
  for (const [name, { nano, text }] of containerResources(spec, "limits")) {
    const own = quantityOf(limits[name]);
    if (isHugePages(name) && isSet(limits[name]) && nano > own.nano)
      to.push(
        invalid(
          `${field}.limits[${name}]`,
          own.text,
          `must be greater than or equal to aggregate container limits of ${text}`,
        ),
      );
  }
  for (const [index, { resources }] of (spec.containers ?? []).entries())
    for (const [name, value] of Object.entries(resources?.limits ?? {})) {
      const [limit, own] = [quantityOf(value), quantityOf(limits[name])];
      if (isSet(limits[name]) && limit.nano > own.nano)
        to.push(
          invalid(
            `${field}.containers[${index}][${name}].limits`,
            limit.text,
            `must be less than or equal to pod limits of ${own.text}`,
          ),
        );
    }
}

/** How a pod is treated when its node runs out. @see https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
export function qosClass(spec: PodSpec): "BestEffort" | "Burstable" | "Guaranteed" {
  const own = isSet(spec.resources) ? [spec.resources] : undefined;
  const all =
    own ?? [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((one) => one.resources ?? {});
  let [some, guaranteed] = [false, true];
  for (const { limits = {}, requests = {} } of all) {
    for (const name of podResourceNames) {
      const limit = quantityOf(limits[name]).nano;
      const request = quantityOf(requests[name]).nano;
      if (limit > 0n || request > 0n) some = true;
      if (limit <= 0n || (request > 0n && request !== limit)) guaranteed = false;
    }
  }
  if (!some) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}
