/** What only Linux has. Pure. */

import { forbiddenCause, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import type { PodSpec } from "./defaults.ts";

const DETAIL = "cannot be set for a windows pod";

/** Of a pod, in the order in which the API server looks: those with a dot are of its security context. */
const OF_PODS = [
  ".appArmorProfile",
  ".seLinuxOptions",
  "hostUsers",
  "hostPID",
  "hostIPC",
  ".seccompProfile",
  ".fsGroup",
  ".fsGroupChangePolicy",
  ".sysctls",
  "shareProcessNamespace",
  ".runAsUser",
  ".runAsGroup",
  ".supplementalGroups",
  ".supplementalGroupsPolicy",
  ".seLinuxChangePolicy",
];

const OF_CONTAINERS = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
];

export function addWindows(to: Causes, field: string, spec: PodSpec): void {
  const pod = spec as Record<string, unknown>;
  const security = (spec.securityContext ?? {}) as Record<string, unknown>;
  for (const name of OF_PODS) {
    const isInside = name.startsWith(".");
    const value = isInside ? security[name.slice(1)] : pod[name];
    const isUsed = isSet(value) && (name === "hostPID" || name === "hostIPC" ? value === true : true);
    if (isUsed) to.push(forbiddenCause(`${field}.${isInside ? "securityContext" : ""}${name}`, DETAIL));
  }
  for (const list of ["initContainers", "containers", "ephemeralContainers"] as const)
    for (const [index, container] of (spec[list] ?? []).entries()) {
      const own = (container.securityContext ?? {}) as Record<string, unknown>;
      for (const name of OF_CONTAINERS)
        if (isSet(own[name]))
          to.push(forbiddenCause(`${field}.${list}[${index}].securityContext.${name}`, DETAIL));
    }
}
