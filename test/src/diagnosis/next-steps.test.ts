/** The next step for what Kubernetes says: one row per sentence, in the words of the real components. */

import { expect, test } from "bun:test";
import type { Finding } from "../../../src/diagnosis/findings.ts";
import { NEXT_STEPS, nextStep } from "../../../src/diagnosis/next-steps.ts";

type Ended = NonNullable<Finding["ended"]>;

const rows: [cause: string, message: string | Ended, expected: string][] = [
  ["InvalidImageName", "couldn't parse image name", "Correct the name of the image"],
  ["ErrImageNeverPull", 'Container image "a" is not present with pull policy of Never', "Never"],
  ["ErrImagePull", "no matching manifest for linux/arm64/v8 in the manifest list entries", "architecture"],
  [
    "ImagePullBackOff",
    "429 Too Many Requests - Server message: toomanyrequests: You have reached",
    "limits pulls",
  ],
  ["ErrImagePull", "dial tcp: lookup registry.test on 10.0.0.10:53: no such host", "do not reach"],
  [
    "ErrImagePull",
    "pull access denied, repository does not exist or may require authorization",
    "imagePullSecrets",
  ],
  ["ImagePullBackOff", "registry.test/shop/main:1: not found", "no such image"],
  ["ErrImagePull", "rpc error: code = Unknown", "may pull it"],
  ["CreateContainerConfigError", 'configmap "web" not found', "Create the configmap web"],
  ["CreateContainerConfigError", 'secret "db" not found', "Create the secret db"],
  [
    "CreateContainerConfigError",
    "couldn't find key PORT in ConfigMap shop/web",
    "key PORT to the ConfigMap shop/web",
  ],
  ["CreateContainerConfigError", "container has runAsNonRoot and image will run as root", "runAsUser"],
  ["CreateContainerConfigError", "services have not yet been read at least once", "env, envFrom and volumes"],
  ["RunContainerError", 'exec: "serve": executable file not found in $PATH', "cannot start the container"],
  ["CrashLoopBackOff", { exitCode: 137, reason: "OOMKilled" }, "limits.memory"],
  ["OOMKilled", { exitCode: 137, reason: "OOMKilled" }, "limits.memory"],
  ["CrashLoopBackOff", { exitCode: 1, message: "exec /serve: exec format error" }, "architecture"],
  ["CrashLoopBackOff", { exitCode: 127, reason: "Error" }, "not in the image"],
  ["CrashLoopBackOff", { exitCode: 126, reason: "Error" }, "cannot be executed"],
  ["CrashLoopBackOff", { exitCode: 137, reason: "Error" }, "livenessProbe"],
  ["CrashLoopBackOff", { exitCode: 143, reason: "Error" }, "told to stop"],
  ["CrashLoopBackOff", { exitCode: 139, reason: "Error" }, "segmentation fault"],
  ["CrashLoopBackOff", { exitCode: 0, reason: "Completed" }, "make it a Job"],
  ["CrashLoopBackOff", { exitCode: 1, reason: "Error" }, "ends by itself"],
  ["Error", { exitCode: 2 }, "ends by itself"],
  [
    "Unschedulable",
    '0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
    "PersistentVolumeClaim data",
  ],
  [
    "Unschedulable",
    "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
    "StorageClass",
  ],
  ["Unschedulable", "0/3 nodes are available: 3 node(s) had volume node affinity conflict.", "another zone"],
  ["Unschedulable", "0/1 nodes are available: 1 Insufficient cpu. no new claims", "enough cpu left"],
  ["Unschedulable", "0/2 nodes are available: 2 Insufficient nvidia.com/gpu.", "enough nvidia.com/gpu left"],
  [
    "Unschedulable",
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
    "label a node",
  ],
  [
    "Unschedulable",
    "0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}.",
    "taint dedicated: gpu",
  ],
  [
    "Unschedulable",
    "0/1 nodes are available: 1 node(s) had untolerated taint(s) {dedicated: gpu}.",
    "taint dedicated: gpu",
  ],
  ["Unschedulable", "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.", "spreading"],
  [
    "Unschedulable",
    "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
    "hostPort",
  ],
  ["Unschedulable", "0/1 nodes are available: 1 node(s) were unschedulable.", "uncordon"],
  ["Unschedulable", "no nodes available to schedule pods", "what they ask for"],
  ["SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", "schedulingGates"],
  [
    "FailedCreate",
    'pods "web-x" is forbidden: exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0',
    "ResourceQuota team",
  ],
  [
    "FailedCreate",
    "failed quota: few: must specify requests.cpu for: main",
    "ResourceQuota few wants every container to say its requests.cpu",
  ],
  [
    "FailedCreate",
    'error looking up service account shop/web: serviceaccount "web" not found',
    "ServiceAccount web",
  ],
  [
    "FailedCreate",
    'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    "restricted:latest",
  ],
  [
    "FailedCreate",
    'admission webhook "deny.example.com" denied the request: no',
    "deny.example.com objects to",
  ],
  [
    "FailedCreate",
    'Internal error occurred: failed calling webhook "v.example.com": failed to call',
    "v.example.com does not answer",
  ],
  [
    "FailedCreate",
    "ValidatingAdmissionPolicy 'owners' with binding 'owners' denied request: no",
    "ValidatingAdmissionPolicy owners",
  ],
  ["FailedCreate", "maximum cpu usage per Container is 1, but limit is 2", "LimitRange"],
  ["FailedCreate", "no PriorityClass with name high was found", "PriorityClass high"],
  ["FailedCreate", "Pod is invalid", "correct the pod template"],
  ["FailedMount", 'MountVolume.SetUp failed for volume "c" : configmap "web" not found', "configmap web"],
  ["FailedMount", "Unable to attach or mount volumes", "volumes"],
  ["FailedAttachVolume", "Multi-Attach error", "another node"],
  ["FailedCreatePodSandBox", "plugin type=cni failed", "network plugin"],
  ["Evicted", "The node was low on resource: memory.", "requests"],
  [
    "BackoffLimitExceeded",
    "Job has reached the specified backoff limit",
    "starts again only when it changes",
  ],
  ["DeadlineExceeded", "Job was active longer than specified deadline", "activeDeadlineSeconds"],
  ["Unhealthy", "Liveness probe failed: connection refused", "livenessProbe"],
  ["Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "readinessProbe"],
  ["ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found', "StorageClass fast"],
  [
    "FailedBinding",
    "no persistent volumes available for this claim and no storage class is set",
    "No volume",
  ],
  ["SyncLoadBalancerFailed", "Error syncing load balancer", "load balancer"],
  ["FailedGetResourceMetric", "unable to get metrics for resource cpu", "metrics"],
];

function finding([cause, said]: (typeof rows)[number]): Finding {
  const about = { cause, words: cause, objects: [] };
  return typeof said === "string" ? { ...about, message: said } : { ...about, message: "", ended: said };
}

test.each(rows)("%s: %p", (cause, said, expected) => {
  expect(nextStep([finding([cause, said, expected])])).toContain(expected);
});

test("every sentence has a row here", () => {
  const told = rows.map((row) => nextStep([finding(row)]));
  const pattern = (next: string): RegExp =>
    new RegExp(
      `^${next
        .split(/\$\d/)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
        .join(".+")}$`,
    );
  const unreached = NEXT_STEPS.filter(({ next }) => !told.some((text) => pattern(next).test(text ?? "")));
  expect(unreached).toEqual([]);
});

test("the first thing that a sentence is known for decides; without one there is none", () => {
  const strange: Finding = { cause: "Strange", message: "", words: "", objects: [] };
  expect(nextStep([strange, finding(["InvalidImageName", "", ""])])).toBe("Correct the name of the image.");
  expect(nextStep([strange])).toBeUndefined();
});
