/** Validation of security contexts. Pure. */

import type {
  V1AppArmorProfile,
  V1PodSecurityContext,
  V1SeccompProfile,
  V1SecurityContext,
} from "@kubernetes/client-node";
import { addInvalid, addWord, duplicate, invalid, notSupported, required, type Causes } from "../cause.ts";
import { isBlank, isSet, type Fields } from "../fields.ts";
import { numericId } from "../names.ts";
import { addDescendingPath } from "./paths.ts";
import type { PodSpec } from "./defaults.ts";

const PROFILES = ["Localhost", "RuntimeDefault", "Unconfined"];
const SYSCTL_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const SYSCTL = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const sysctlPattern = new RegExp(SYSCTL);

export function addPodSecurity(to: Causes, field: string, spec: PodSpec): void {
  const context: Fields<V1PodSecurityContext> = spec.securityContext ?? {};
  for (const name of ["fsGroup", "runAsUser", "runAsGroup"] as const) {
    const id = context[name];
    if (isSet(id)) addInvalid(to, `${field}.${name}`, { value: id, wrong: numericId(id) });
  }
  for (const [index, group] of (context.supplementalGroups ?? []).entries())
    addInvalid(to, `${field}.supplementalGroups[${index}]`, { value: group, wrong: numericId(group) });
  if (spec.shareProcessNamespace === true && spec.hostPID === true)
    to.push(
      invalid(
        `${field}.shareProcessNamespace`,
        true,
        "ShareProcessNamespace and HostPID cannot both be enabled",
      ),
    );
  addSysctls(to, `${field}.sysctls`, spec);
  addWord(to, `${field}.fsGroupChangePolicy`, {
    value: context.fsGroupChangePolicy,
    supported: ["Always", "OnRootMismatch"],
  });
  addSeccomp(to, `${field}.seccompProfile`, context.seccompProfile);
  addAppArmor(to, `${field}.appArmorProfile`, context.appArmorProfile);
  addWord(to, `${field}.supplementalGroupsPolicy`, {
    value: context.supplementalGroupsPolicy,
    supported: ["Merge", "Strict"],
  });
  addWord(to, `${field}.seLinuxChangePolicy`, {
    value: context.seLinuxChangePolicy,
    supported: ["MountOption", "Recursive"],
  });
}

function addSysctls(to: Causes, field: string, { securityContext, hostNetwork, hostIPC }: PodSpec): void {
  const seen = new Set<string>();
  for (const [index, { name = "" }] of (securityContext?.sysctls ?? []).entries()) {
    const at = `${field}[${index}].name`;
    if (name === "") to.push(required(at));
    else if (name.length > 253 || !sysctlPattern.test(name))
      to.push(invalid(at, name, `must have at most 253 characters and match regex ${SYSCTL}`));
    else if (seen.has(name)) to.push(duplicate(at, name));
    const dotted = name.replaceAll("/", ".");
    if (hostNetwork === true && dotted.startsWith("net."))
      to.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (hostIPC === true && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(dotted))
      to.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    seen.add(name);
  }
}

/** @param hostUsers whether the pod shares the users of its node */
export function addContainerSecurity(
  to: Causes,
  field: string,
  { context, hostUsers }: { context: Fields<V1SecurityContext> | undefined; hostUsers: boolean },
): void {
  if (!isSet(context)) return;
  for (const name of ["runAsUser", "runAsGroup"] as const) {
    const id = context[name];
    if (isSet(id)) addInvalid(to, `${field}.${name}`, { value: id, wrong: numericId(id) });
  }
  const { procMount } = context;
  if (isSet(procMount)) {
    if (procMount !== "Default" && procMount !== "Unmasked")
      to.push(notSupported(`${field}.procMount`, procMount, ["Default", "Unmasked"]));
    if (hostUsers && procMount === "Unmasked")
      to.push(invalid(`${field}.procMount`, procMount, "`hostUsers` must be false to use `Unmasked`"));
  }
  addSeccomp(to, `${field}.seccompProfile`, context.seccompProfile);
  addEscalation(to, field, context);
  addAppArmor(to, `${field}.appArmorProfile`, context.appArmorProfile);
}

/** Containers as Go's internal type shows them. */
function shownContext(context: Fields<V1SecurityContext>): object {
  const { capabilities } = context;
  return {
    Capabilities: isSet(capabilities)
      ? { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null }
      : null,
    Privileged: context.privileged ?? null,
    SELinuxOptions: context.seLinuxOptions ?? null,
    WindowsOptions: context.windowsOptions ?? null,
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile: context.seccompProfile ?? null,
    AppArmorProfile: context.appArmorProfile ?? null,
  };
}

function addEscalation(to: Causes, field: string, context: Fields<V1SecurityContext>): void {
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true)
    to.push(
      invalid(
        field,
        shownContext(context),
        "cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
      ),
    );
  for (const capability of context.capabilities?.add ?? [])
    if (capability === "CAP_SYS_ADMIN")
      to.push(
        invalid(
          field,
          shownContext(context),
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN",
        ),
      );
}

function addSeccomp(to: Causes, field: string, profile: Fields<V1SeccompProfile> | undefined): void {
  if (!isSet(profile)) return;
  const { type = "", localhostProfile } = profile;
  if (type === "") to.push(required(`${field}.type`, "type is required when seccompProfile is set"));
  else if (!PROFILES.includes(type)) to.push(notSupported(`${field}.type`, type, PROFILES));
  if (type === "Localhost") {
    if (!isSet(localhostProfile))
      to.push(required(`${field}.localhostProfile`, "must be set when seccomp type is Localhost"));
    else addDescendingPath(to, `${field}.localhostProfile`, localhostProfile);
  } else if (isSet(localhostProfile))
    to.push(
      invalid(
        `${field}.localhostProfile`,
        { Type: type, LocalhostProfile: localhostProfile },
        "can only be set when seccomp type is Localhost",
      ),
    );
}

function addAppArmor(to: Causes, field: string, profile: Fields<V1AppArmorProfile> | undefined): void {
  if (!isSet(profile)) return;
  const { type = "", localhostProfile } = profile;
  if (type === "Localhost") {
    if (isBlank(localhostProfile?.trim()))
      to.push(required(`${field}.localhostProfile`, "must be set when AppArmor type is Localhost"));
    else if (localhostProfile?.trim() !== localhostProfile)
      to.push(invalid(`${field}.localhostProfile`, localhostProfile, "must not be padded with whitespace"));
  } else if (PROFILES.includes(type)) {
    if (isSet(localhostProfile))
      to.push(
        invalid(
          `${field}.localhostProfile`,
          localhostProfile,
          "can only be set when AppArmor type is Localhost",
        ),
      );
  } else if (type === "") to.push(required(`${field}.type`, "type is required when appArmorProfile is set"));
  else to.push(notSupported(`${field}.type`, type, PROFILES));
}
