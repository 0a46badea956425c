/** Validation of what a pod is to be: of pods and of templates alike. Pure. @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */

import { addAddress } from "../addresses.ts";
import {
  addInvalid,
  addUnsupported,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { isBlank, isSet } from "../fields.ts";
import { addLabels } from "../metadata.ts";
import {
  between,
  dnsLabel,
  dnsSubdomain,
  qualifiedName,
  underscoredSubdomain,
  type NameRule,
} from "../names.ts";
import { addConsistency, notSupportedResource, podResourceNames } from "./pod-resources.ts";
import { addAffinity, addSpread } from "./affinity.ts";
import { addContainers, addEphemeralContainers, addInitContainers, type PodContext } from "./container.ts";
import type { PodSpec } from "./defaults.ts";
import { addFileKeyVolumes } from "./env.ts";
import { addTolerations } from "./node-selector.ts";
import { addRequirements } from "./requirements.ts";
import { addPodSecurity } from "./security.ts";
import { addVolumes } from "./volumes.ts";
import { addWindows } from "./windows.ts";

const MAX_SECONDS = 2_147_483_647;
const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const RESTART_POLICIES = ["Always", "OnFailure", "Never"];

/** @param podName the name of a pod itself, absent for templates */
export function addPodSpec(
  to: Causes,
  field: string,
  { spec, podName }: { spec: PodSpec; podName?: string },
): void {
  if (!isSet(spec.terminationGracePeriodSeconds)) to.push(required(`${field}.terminationGracePeriodSeconds`));
  const volumes = addVolumes(to, `${field}.volumes`, { volumes: spec.volumes ?? [], podName });
  addResourceClaims(to, `${field}.resourceClaims`, spec);
  const pod: PodContext = { spec, volumes };
  addContainers(to, `${field}.containers`, pod);
  addInitContainers(to, `${field}.initContainers`, pod);
  addEphemeralContainers(to, `${field}.ephemeralContainers`, pod);
  addPodResources(to, `${field}.resources`, spec);
  addHostNetwork(to, `${field}.containers`, { spec, isPod: podName !== undefined });
  addUnsupported(to, `${field}.restartPolicy`, { value: spec.restartPolicy, supported: RESTART_POLICIES });
  addUnsupported(to, `${field}.dnsPolicy`, { value: spec.dnsPolicy, supported: DNS_POLICIES });
  addLabels(to, `${field}.nodeSelector`, spec.nodeSelector);
  addPodSecurity(to, `${field}.securityContext`, spec);
  if (isSet(spec.affinity)) addAffinity(to, `${field}.affinity`, spec.affinity);
  addDnsConfig(to, `${field}.dnsConfig`, spec);
  for (const [index, { conditionType = "" }] of (spec.readinessGates ?? []).entries())
    addInvalid(to, `${field}.readinessGates[${index}].conditionType`, {
      value: conditionType,
      wrong: qualifiedName(conditionType),
    });
  addSchedulingGates(to, `${field}.schedulingGates`, spec);
  addSpread(to, `${field}.topologySpreadConstraints`, spec.topologySpreadConstraints ?? []);
  addHostUsers(to, field, spec);
  addHostnameOverride(to, `${field}.hostnameOverride`, spec);
  addNames(to, field, spec);
  addRest(to, field, spec);
  addFileKeyVolumes(to, field, spec);
}

/** Texts that are names of something, in the order in which they are looked at. */
const NAMES: readonly [
  name:
    | "serviceAccountName"
    | "nodeName"
    | "hostname"
    | "subdomain"
    | "priorityClassName"
    | "runtimeClassName",
  rule: NameRule,
][] = [
  ["serviceAccountName", dnsSubdomain],
  ["nodeName", dnsSubdomain],
  ["hostname", dnsLabel],
  ["subdomain", dnsLabel],
  ["priorityClassName", dnsSubdomain],
  ["runtimeClassName", dnsSubdomain],
];

function addNames(to: Causes, field: string, spec: PodSpec): void {
  for (const [name, rule] of NAMES) {
    const value = spec[name];
    if (!isBlank(value)) addInvalid(to, `${field}.${name}`, { value, wrong: rule(value ?? "") });
    if (name === "nodeName" && isSet(spec.activeDeadlineSeconds))
      addInvalid(to, `${field}.activeDeadlineSeconds`, {
        value: spec.activeDeadlineSeconds,
        wrong: between(spec.activeDeadlineSeconds, 1, MAX_SECONDS),
      });
    if (name !== "subdomain") continue;
    addTolerations(to, `${field}.tolerations`, spec.tolerations ?? []);
    for (const [index, { ip = "", hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
      addAddress(to, `${field}.hostAliases[${index}].ip`, { value: ip });
      for (const [at, hostname] of hostnames.entries())
        addInvalid(to, `${field}.hostAliases[${index}].hostnames[${at}]`, {
          value: hostname,
          wrong: dnsSubdomain(hostname),
        });
    }
  }
}

function addRest(to: Causes, field: string, spec: PodSpec): void {
  const { preemptionPolicy, overhead, os } = spec;
  if (isSet(preemptionPolicy))
    addUnsupported(to, `${field}.preemptionPolicy`, {
      value: preemptionPolicy,
      supported: ["PreemptLowerPriority", "Never"],
    });
  if (isSet(overhead))
    addRequirements(to, `${field}.overhead`, { resources: { limits: overhead }, claims: [] });
  if (!isSet(os)) return;
  if (isBlank(os.name)) to.push(required(`${field}.os.name`));
  else if (os.name !== "linux" && os.name !== "windows")
    to.push(notSupported(`${field}.os`, os.name, ["linux", "windows"]));
  else if (os.name === "windows") addWindows(to, field, spec);
}

function addResourceClaims(to: Causes, field: string, { resourceClaims = [] }: PodSpec): void {
  const names = new Set<string>();
  for (const [index, claim] of resourceClaims.entries()) {
    const at = `${field}[${index}]`;
    const { name = "", resourceClaimName: named, resourceClaimTemplateName: template } = claim;
    const shown = {
      Name: name,
      ResourceClaimName: named ?? null,
      ResourceClaimTemplateName: template ?? null,
    };
    if (name === "") to.push(required(`${at}.name`));
    else if (names.has(name)) to.push(duplicate(`${at}.name`, name));
    else addInvalid(to, `${at}.name`, { value: name, wrong: dnsLabel(name) });
    names.add(name);
    if (isSet(named) && isSet(template))
      to.push(
        invalid(
          at,
          shown,
          "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
        ),
      );
    if (!isSet(named) && !isSet(template))
      to.push(invalid(at, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
    if (isSet(named)) addInvalid(to, `${at}.resourceClaimName`, { value: named, wrong: dnsSubdomain(named) });
    if (isSet(template))
      addInvalid(to, `${at}.resourceClaimTemplateName`, { value: template, wrong: dnsSubdomain(template) });
  }
}

function addPodResources(to: Causes, field: string, spec: PodSpec): void {
  const { resources } = spec;
  if (!isSet(resources)) return;
  if (isSet(resources.claims))
    to.push(forbiddenCause(`${field}.claims`, "claims may not be set for Resources at pod-level"));
  addRequirements(to, field, {
    resources,
    claims: [],
    nameRule: (all, at, name) => {
      if (!podResourceNames.includes(name) && !name.startsWith("hugepages-"))
        all.push(notSupportedResource(at, name));
    },
  });
  addConsistency(to, field, spec);
}

function addHostNetwork(to: Causes, field: string, { spec, isPod }: { spec: PodSpec; isPod: boolean }): void {
  if (spec.hostNetwork !== true) return;
  for (const [index, { ports = [] }] of (spec.containers ?? []).entries())
    for (const [at, { hostPort = 0, containerPort = 0 }] of ports.entries())
      if ((isPod || hostPort !== 0) && hostPort !== containerPort)
        to.push(
          invalid(
            `${field}[${index}].ports[${at}].hostPort`,
            hostPort,
            "must match `containerPort` when `hostNetwork` is true",
          ),
        );
}

function addDnsConfig(to: Causes, field: string, { dnsConfig, dnsPolicy }: PodSpec): void {
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  if (dnsPolicy === "None") {
    if (!isSet(dnsConfig))
      return void to.push(required(field, "must provide `dnsConfig` when `dnsPolicy` is None"));
    if (nameservers.length === 0)
      return void to.push(
        required(`${field}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None"),
      );
  }
  if (nameservers.length > 3)
    to.push(invalid(`${field}.nameservers`, nameservers, "must not have more than 3 nameservers"));
  for (const [index, one] of nameservers.entries())
    addAddress(to, `${field}.nameservers[${index}]`, { value: one });
  if (searches.length > 32)
    to.push(invalid(`${field}.searches`, searches, "must not have more than 32 search paths"));
  if (searches.join(" ").length > 2048)
    to.push(
      invalid(
        `${field}.searches`,
        searches,
        "must not have more than 2048 characters (including spaces) in the search list",
      ),
    );
  for (const [index, one] of searches.entries()) {
    const search = one.replace(/\.$/, "");
    if (one !== ".")
      addInvalid(to, `${field}.searches[${index}]`, { value: search, wrong: underscoredSubdomain(search) });
  }
  for (const [index, { name }] of options.entries())
    if (isBlank(name)) to.push(required(`${field}.options[${index}]`, "must not be empty"));
}

function addSchedulingGates(to: Causes, field: string, { schedulingGates = [] }: PodSpec): void {
  const seen = new Set<string>();
  for (const [index, { name = "" }] of schedulingGates.entries()) {
    addInvalid(to, `${field}[${index}]`, { value: name, wrong: qualifiedName(name) });
    if (seen.has(name)) to.push(duplicate(`${field}[${index}]`, name));
    seen.add(name);
  }
}

function addHostUsers(
  to: Causes,
  field: string,
  { hostUsers, hostNetwork, hostPID, hostIPC }: PodSpec,
): void {
  if (hostUsers !== false) return;
  if (hostNetwork === true) to.push(forbiddenCause(`${field}.hostNetwork`, "when `hostUsers` is false"));
  if (hostPID === true) to.push(forbiddenCause(`${field}.HostPID`, "when `hostUsers` is false"));
  if (hostIPC === true) to.push(forbiddenCause(`${field}.HostIPC`, "when `hostUsers` is false"));
}

function addHostnameOverride(
  to: Causes,
  field: string,
  { hostnameOverride, setHostnameAsFQDN, hostNetwork }: PodSpec,
): void {
  if (!isSet(hostnameOverride)) return;
  if (setHostnameAsFQDN === true)
    to.push(forbiddenCause(field, "may not be specified when setHostnameAsFQDN is true"));
  if (hostNetwork === true) to.push(forbiddenCause(field, "may not be specified when hostNetwork is true"));
  addInvalid(to, field, { value: hostnameOverride, wrong: dnsSubdomain(hostnameOverride) });
}
