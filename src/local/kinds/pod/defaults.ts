/** Defaults of pods and of the templates of pods. Changes what it is given. @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go */

import type {
  V1Container,
  V1EnvVarSource,
  V1EphemeralContainer,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1Probe,
} from "@kubernetes/client-node";
import { fallback, isBlank, isSet, within, type Fields } from "../fields.ts";
import { isHugePages, milliResources } from "../resources.ts";
import { pullPolicy } from "./image.ts";
import { containerResources, podResourceNames } from "./pod-resources.ts";
import { defaultVolume } from "./volume-defaults.ts";

export type Pod = Fields<V1Pod>;
export type PodSpec = Fields<V1PodSpec>;
export type PodTemplate = Fields<V1PodTemplateSpec>;
export type Container = Fields<V1Container>;
export type Probe = Fields<V1Probe>;

/** Fills the template of a workload. */
export function defaultTemplate(template: PodTemplate | undefined): void {
  if (template?.spec !== undefined) defaultPodSpec(template.spec);
}

/** Fills a pod itself: more than a template gets. */
export function defaultPod(pod: Pod): void {
  const spec = within(pod, "spec");
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
    requestLimits(container);
  requestPodLimits(spec);
  fallback(spec, "enableServiceLinks", true);
  if (spec.hostNetwork === true)
    for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
      for (const port of container.ports ?? [])
        if ((port.hostPort ?? 0) === 0 && port.containerPort !== undefined && port.containerPort !== 0)
          port.hostPort = port.containerPort;
  defaultPodSpec(spec);
  if (typeof spec.terminationGracePeriodSeconds === "number" && spec.terminationGracePeriodSeconds < 0)
    spec.terminationGracePeriodSeconds = 1;
}

/** What a container may use at most, it asks for, unless it says otherwise. */
function requestLimits({ resources }: Container): void {
  const limits = resources?.limits;
  if (resources === undefined || !isSet(limits)) return;
  const requests = within(resources, "requests");
  for (const name in limits) fallback(requests, name, limits[name]);
}

/** A pod that is limited as a whole asks for what its containers ask for, else for all that it may use. */
function requestPodLimits(spec: PodSpec): void {
  const { resources } = spec;
  const limits = resources?.limits;
  if (!isSet(resources) || !isSet(limits) || Object.keys(limits).length === 0) return;
  const asked = containerResources(spec, "requests");
  const requests: Record<string, string | undefined> = { ...resources.requests };
  for (const name of podResourceNames) {
    const sum = asked.get(name);
    if (sum !== undefined) fallback(requests, name, sum.text);
  }
  for (const name in limits)
    if (podResourceNames.includes(name) || isHugePages(name)) fallback(requests, name, limits[name]);
  if (Object.keys(requests).length > 0) resources.requests = requests;
}

function defaultPodSpec(spec: PodSpec): void {
  fallback(spec, "dnsPolicy", "ClusterFirst");
  fallback(spec, "restartPolicy", "Always");
  fallback(spec, "securityContext", {});
  fallback(spec, "terminationGracePeriodSeconds", 30);
  fallback(spec, "schedulerName", "default-scheduler");
  if (isBlank(spec.serviceAccountName)) {
    if (!isBlank(spec.serviceAccount)) spec.serviceAccountName = spec.serviceAccount;
  } else spec.serviceAccount = spec.serviceAccountName;
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers ?? []) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  if (isSet(spec.overhead)) milliResources(spec.overhead);
}

function defaultContainer(container: Container | Fields<V1EphemeralContainer>): void {
  fallback(container, "terminationMessagePath", "/dev/termination-log");
  fallback(container, "terminationMessagePolicy", "File");
  if (container.imagePullPolicy === undefined) container.imagePullPolicy = pullPolicy(container.image ?? "");
  for (const port of container.ports ?? []) fallback(port, "protocol", "TCP");
  for (const { valueFrom } of container.env ?? []) if (isSet(valueFrom)) defaultSource(valueFrom);
  if (isSet(container.resources)) {
    milliResources(container.resources.limits);
    milliResources(container.resources.requests);
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe])
    if (isSet(probe)) defaultProbe(probe);
  if (!isSet(container.lifecycle)) return;
  for (const handler of [container.lifecycle.postStart, container.lifecycle.preStop])
    if (isSet(handler?.httpGet)) defaultHttpGet(handler.httpGet);
}

function defaultSource({ fieldRef, fileKeyRef }: Fields<V1EnvVarSource>): void {
  if (isSet(fieldRef)) fallback(fieldRef, "apiVersion", "v1");
  if (isSet(fileKeyRef)) fallback(fileKeyRef, "optional", false);
}

function defaultProbe(probe: Probe): void {
  fallback(probe, "timeoutSeconds", 1);
  fallback(probe, "periodSeconds", 10);
  fallback(probe, "successThreshold", 1);
  fallback(probe, "failureThreshold", 3);
  if (isSet(probe.httpGet)) defaultHttpGet(probe.httpGet);
  if (isSet(probe.grpc)) fallback(probe.grpc, "service", "");
}

function defaultHttpGet(action: { path?: string; scheme?: string }): void {
  fallback(action, "path", "/");
  fallback(action, "scheme", "HTTP");
}
