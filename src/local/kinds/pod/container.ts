/** Validation of containers. Pure. */

import {
  addInvalid,
  addUnsupported,
  duplicate,
  forbiddenCause,
  invalid,
  notFoundCause,
  notSupported,
  required,
  tooMany,
  type Causes,
} from "../cause.ts";
import { isSet } from "../fields.ts";
import { dnsLabel, portName, portNumber } from "../names.ts";
import type { Container, PodSpec } from "./defaults.ts";
import { addEnv, addEnvFrom } from "./env.ts";
import { addDevices, addMounts } from "./mounts.ts";
import { addLifecycle, addProbe, type ProbeName } from "./probe.ts";
import { addRequirements } from "./requirements.ts";
import { addContainerSecurity } from "./security.ts";
import type { Volume } from "./volume-defaults.ts";

/** What the checks of a container know of its pod. */
export interface PodContext {
  spec: PodSpec;
  /** What can be mounted, by name. */
  volumes: ReadonlyMap<string, Volume>;
}

const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const PULL_POLICIES = ["Always", "IfNotPresent", "Never"];
const PROBES: readonly ProbeName[] = ["livenessProbe", "readinessProbe", "startupProbe"];

export function addContainers(to: Causes, field: string, pod: PodContext): void {
  const containers = pod.spec.containers ?? [];
  if (containers.length === 0) return void to.push(required(field));
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = `${field}[${index}]`;
    addCommon(to, at, { container, pod });
    const name = container.name ?? "";
    if (names.has(name)) to.push(duplicate(`${at}.name`, name));
    names.add(name);
    addRuntime(to, at, { container, pod });
    addRestartPolicy(to, at, container);
  }
  addHostPorts(to, field, containers);
}

export function addInitContainers(to: Causes, field: string, pod: PodContext): void {
  const names = new Set((pod.spec.containers ?? []).map(({ name = "" }) => name));
  for (const [index, container] of (pod.spec.initContainers ?? []).entries()) {
    const at = `${field}[${index}]`;
    addCommon(to, at, { container, pod });
    addRestartPolicy(to, at, container);
    const name = container.name ?? "";
    if (names.has(name)) to.push(duplicate(`${at}.name`, name));
    else if (name !== "") names.add(name);
    addHostPorts(to, field, [container]);
    if (container.restartPolicy === "Always") addRuntime(to, at, { container, pod });
    else
      for (const part of ["lifecycle", ...PROBES] as const)
        if (isSet(container[part]))
          to.push(
            forbiddenCause(
              `${at}.${part}`,
              "may not be set for init containers without restartPolicy=Always",
            ),
          );
  }
}

/** What is checked of running containers only. */
function addRuntime(
  to: Causes,
  field: string,
  { container, pod }: { container: Container; pod: PodContext },
): void {
  const grace = pod.spec.terminationGracePeriodSeconds ?? undefined;
  const { lifecycle } = container;
  if (isSet(lifecycle)) addLifecycle(to, `${field}.lifecycle`, { lifecycle, grace, os: pod.spec.os?.name });
  for (const name of PROBES) {
    const probe = container[name];
    if (isSet(probe)) addProbe(to, `${field}.${name}`, { name, probe, grace });
  }
}

function addCommon(
  to: Causes,
  field: string,
  { container, pod }: { container: Container; pod: PodContext },
): void {
  const { name = "", image = "", terminationMessagePolicy, imagePullPolicy } = container;
  if (name === "") to.push(required(`${field}.name`));
  else addInvalid(to, `${field}.name`, { value: name, wrong: dnsLabel(name) });
  if (image === "") to.push(required(`${field}.image`));
  addUnsupported(to, `${field}.terminationMessagePolicy`, {
    value: terminationMessagePolicy,
    supported: ["File", "FallbackToLogsOnError"],
  });
  addPorts(to, `${field}.ports`, container);
  addEnv(to, `${field}.env`, container.env ?? []);
  addEnvFrom(to, `${field}.envFrom`, container.envFrom ?? []);
  addMounts(to, `${field}.volumeMounts`, { container, volumes: pod.volumes });
  addDevices(to, `${field}.volumeDevices`, { container, volumes: pod.volumes });
  addUnsupported(to, `${field}.imagePullPolicy`, { value: imagePullPolicy, supported: PULL_POLICIES });
  const claims = (pod.spec.resourceClaims ?? []).flatMap((one) => (one.name === undefined ? [] : [one.name]));
  addRequirements(to, `${field}.resources`, { resources: container.resources ?? {}, claims });
  addResizePolicy(to, `${field}.resizePolicy`, { container, pod: pod.spec });
  const hostUsers = pod.spec.hostUsers !== false;
  addContainerSecurity(to, `${field}.securityContext`, { context: container.securityContext, hostUsers });
}

function addPorts(to: Causes, field: string, { ports = [] }: Container): void {
  const names = new Set<string>();
  for (const [index, { name = "", containerPort = 0, hostPort = 0, protocol }] of ports.entries()) {
    const at = `${field}[${index}]`;
    if (name !== "") {
      const wrong = portName(name);
      addInvalid(to, `${at}.name`, { value: name, wrong });
      if (wrong.length === 0 && names.has(name)) to.push(duplicate(`${at}.name`, name));
      if (wrong.length === 0) names.add(name);
    }
    if (containerPort === 0) to.push(required(`${at}.containerPort`));
    else addInvalid(to, `${at}.containerPort`, { value: containerPort, wrong: portNumber(containerPort) });
    if (hostPort !== 0) addInvalid(to, `${at}.hostPort`, { value: hostPort, wrong: portNumber(hostPort) });
    addUnsupported(to, `${at}.protocol`, { value: protocol, supported: PROTOCOLS });
  }
}

function addHostPorts(to: Causes, field: string, containers: readonly Container[]): void {
  const taken = new Set<string>();
  for (const [index, { ports = [] }] of containers.entries())
    for (const [at, { hostPort = 0, hostIP = "", protocol = "" }] of ports.entries()) {
      if (hostPort === 0) continue;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) to.push(duplicate(`${field}[${index}].ports[${at}].hostPort`, key));
      taken.add(key);
    }
}

function addResizePolicy(
  to: Causes,
  field: string,
  { container, pod }: { container: Container; pod: PodSpec },
): void {
  const seen = new Set<string>();
  for (const [index, { resourceName = "", restartPolicy = "" }] of (container.resizePolicy ?? []).entries()) {
    if (seen.has(resourceName)) to.push(duplicate(`${field}[${index}]`, resourceName));
    seen.add(resourceName);
    addUnsupported(to, field, { value: resourceName, supported: ["cpu", "memory"] });
    addUnsupported(to, field, { value: restartPolicy, supported: ["NotRequired", "RestartContainer"] });
    if (pod.restartPolicy === "Never" && restartPolicy !== "NotRequired")
      to.push(invalid(field, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
  }
}

function addRestartPolicy(
  to: Causes,
  field: string,
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
): void {
  if (!isSet(restartPolicy)) {
    if (rules.length === 0) return;
    to.push(required(`${field}.restartPolicy`, "must specify restartPolicy when restart rules are used"));
  } else if (!["Always", "Never", "OnFailure"].includes(restartPolicy))
    to.push(notSupported(`${field}.restartPolicy`, restartPolicy, ["Always", "Never", "OnFailure"]));
  if (rules.length > 20) to.push(tooMany(`${field}.restartPolicyRules`, rules.length, 20));
  for (const [index, { action = "", exitCodes }] of rules.entries()) {
    const at = `${field}.restartPolicyRules[${index}]`;
    if (action !== "Restart" && action !== "RestartAllContainers")
      to.push(notSupported(`${at}.action`, action, ["Restart", "RestartAllContainers"]));
    if (!isSet(exitCodes)) to.push(required(`${at}.exitCodes`, "must be specified"));
    else if (!["In", "NotIn"].includes(exitCodes.operator ?? ""))
      to.push(notSupported(`${at}.exitCodes.operator`, exitCodes.operator ?? "", ["In", "NotIn"]));
  }
}

/** What ephemeral containers may not have. */
const NOT_EPHEMERAL = ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] as const;

export function addEphemeralContainers(to: Causes, field: string, pod: PodContext): void {
  const others = new Set(
    [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].map((one) => one.name ?? ""),
  );
  const names = new Set(others);
  for (const [index, container] of (pod.spec.ephemeralContainers ?? []).entries()) {
    const at = `${field}[${index}]`;
    addCommon(to, at, { container, pod });
    const { name = "", targetContainerName: target = "" } = container;
    if (names.has(name)) to.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (target !== "" && !others.has(target)) to.push(notFoundCause(`${at}.targetContainerName`, target));
    for (const part of NOT_EPHEMERAL)
      if (isSet(container[part]))
        to.push(forbiddenCause(`${at}.${part}`, "cannot be set for an Ephemeral Container"));
  }
}
