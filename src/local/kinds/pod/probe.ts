/** Validation of probes and of what containers run when they start and stop. Pure. */

import type { V1HTTPGetAction, V1Lifecycle, V1LifecycleHandler } from "@kubernetes/client-node";
import {
  addInvalid,
  addNegative,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { httpHeaderName, portName, portNumber } from "../names.ts";
import type { Probe } from "./defaults.ts";

/** A port by number or by name. */
export function addPort(to: Causes, field: string, port: number | string | undefined): void {
  if (typeof port === "string") addInvalid(to, field, { value: port, wrong: portName(port) });
  else addInvalid(to, field, { value: port ?? 0, wrong: portNumber(port ?? 0) });
}

/** Which probe it is. */
export type ProbeName = "livenessProbe" | "readinessProbe" | "startupProbe";

/** @param grace seconds that the pod has to stop */
export function addProbe(
  to: Causes,
  field: string,
  { name, probe, grace }: { name: ProbeName; probe: Probe; grace: number | undefined },
): void {
  addHandler(to, field, { handler: probe, grace });
  for (const part of [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ] as const)
    addNegative(to, `${field}.${part}`, probe[part]);
  const own = probe.terminationGracePeriodSeconds;
  if (isSet(own) && own <= 0)
    to.push(invalid(`${field}.terminationGracePeriodSeconds`, own, "must be greater than 0"));
  if (name === "readinessProbe") {
    if (isSet(own))
      to.push(invalid(`${field}.terminationGracePeriodSeconds`, own, "must not be set for readinessProbes"));
  } else if ((probe.successThreshold ?? 0) !== 1)
    to.push(invalid(`${field}.successThreshold`, probe.successThreshold ?? 0, "must be 1"));
}

type Handler = Probe & Fields<V1LifecycleHandler>;

function addHandler(
  to: Causes,
  field: string,
  { handler, grace }: { handler: Handler; grace: number | undefined },
): void {
  let found = 0;
  for (const name of ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const) {
    if (!isSet(handler[name])) continue;
    found += 1;
    if (found > 1) to.push(forbiddenCause(`${field}.${name}`, "may not specify more than 1 handler type"));
    else addAction(to, `${field}.${name}`, { name, handler, grace });
  }
  if (found === 0) to.push(required(field, "must specify a handler type"));
}

function addAction(
  to: Causes,
  field: string,
  {
    name,
    handler,
    grace,
  }: {
    name: "exec" | "httpGet" | "tcpSocket" | "grpc" | "sleep";
    handler: Handler;
    grace: number | undefined;
  },
): void {
  switch (name) {
    case "exec":
      if ((handler.exec?.command ?? []).length === 0) to.push(required(`${field}.command`));
      break;
    case "httpGet":
      addHttpGet(to, field, handler.httpGet ?? {});
      break;
    case "tcpSocket":
      addPort(to, `${field}.port`, handler.tcpSocket?.port);
      break;
    case "grpc":
      addPort(to, `${field}.port`, handler.grpc?.port);
      break;
    case "sleep": {
      const seconds = handler.sleep?.seconds ?? 0;
      if (grace !== undefined && (seconds < 0 || seconds > grace))
        to.push(
          invalid(
            field,
            seconds,
            `must be non-negative and less than terminationGracePeriodSeconds (${grace})`,
          ),
        );
    }
  }
}

function addHttpGet(
  to: Causes,
  field: string,
  { path = "", port, scheme = "", httpHeaders = [] }: Fields<V1HTTPGetAction>,
): void {
  if (path === "") to.push(required(`${field}.path`));
  addPort(to, `${field}.port`, port);
  if (scheme !== "HTTP" && scheme !== "HTTPS")
    to.push(notSupported(`${field}.scheme`, scheme, ["HTTP", "HTTPS"]));
  for (const { name = "" } of httpHeaders)
    addInvalid(to, `${field}.httpHeaders`, { value: name, wrong: httpHeaderName(name) });
}

const WINDOWS_SIGNALS = ["SIGKILL", "SIGTERM"];

/** @param os `spec.os.name` */
export function addLifecycle(
  to: Causes,
  field: string,
  {
    lifecycle,
    grace,
    os,
  }: { lifecycle: Fields<V1Lifecycle>; grace: number | undefined; os: string | undefined },
): void {
  for (const name of ["postStart", "preStop"] as const) {
    const handler = lifecycle[name];
    if (isSet(handler)) addHandler(to, `${field}.${name}`, { handler, grace });
  }
  const signal = lifecycle.stopSignal;
  if (!isSet(signal)) return;
  if (os === undefined)
    to.push(forbiddenCause(`${field}.stopSignal`, "may not be set for containers with empty `spec.os.name`"));
  else if (os === "windows" && !WINDOWS_SIGNALS.includes(signal))
    to.push(notSupported(`${field}.stopSignal`, signal, WINDOWS_SIGNALS));
}
