/** The next step in words, by what went wrong. First match wins. Data; pure. */

import type { Finding } from "./findings.ts";

interface Row {
  /** Any of these words of Kubernetes. */
  causes: readonly string[];
  /** What the message says besides; its groups are `$1`, `$2` of the sentence. */
  message?: RegExp;
  /** How the container ended. */
  ended?: { exitCode?: number; reason?: string; message?: RegExp };
  /** As a sentence. */
  next: string;
}

const ENDED = ["CrashLoopBackOff", "Error", "OOMKilled", "Completed", "ContainerCannotRun", "StartError"];
const PULL = ["ErrImagePull", "ImagePullBackOff", "RegistryUnavailable", "ImageInspectError"];
const REFUSED_PODS = ["FailedCreate"];
const PLACE = ["Unschedulable"];
const VOLUME = ["FailedMount"];

/** All rows; tried in their order. */
export const NEXT_STEPS: readonly Row[] = [
  { causes: ["InvalidImageName"], next: "Correct the name of the image." },
  {
    causes: ["ErrImageNeverPull"],
    next: "Load the image onto the nodes, or let them pull it: imagePullPolicy is Never.",
  },
  {
    causes: PULL,
    message: /no matching manifest|no match for platform/i,
    next: "Build the image for the architecture of the nodes, or choose nodes by nodeSelector.",
  },
  {
    causes: PULL,
    message: /toomanyrequests|rate limit|429/i,
    next: "The registry limits pulls: give the pods credentials for it (imagePullSecrets), or pull from a mirror.",
  },
  {
    causes: PULL,
    message: /no such host|dial tcp|timeout|connection refused|x509|tls:/i,
    next: "The nodes do not reach the registry: check its address, its certificate and the network.",
  },
  {
    causes: PULL,
    message: /unauthorized|denied|forbidden|authentication|authorization/i,
    next: "The registry refuses the pull: check the image's name, and give the pods credentials (imagePullSecrets).",
  },
  {
    causes: PULL,
    message: /not found|manifest unknown|no such/i,
    next: "The registry has no such image: correct its name and tag, or push it.",
  },
  { causes: PULL, next: "Check that the image and its tag exist, and that the nodes may pull it." },
  {
    causes: ["CreateContainerConfigError"],
    message: /(configmap|secret) "([^"]+)" not found/i,
    next: "Create the $1 $2 in the namespace of the pods, or correct env and envFrom.",
  },
  {
    causes: ["CreateContainerConfigError"],
    message: /couldn't find key (\S+) in (\S+) (\S+)/i,
    next: "Add the key $1 to the $2 $3, or correct env.",
  },
  {
    causes: ["CreateContainerConfigError"],
    message: /runAsNonRoot|non-root|non-numeric/i,
    next: "Set securityContext.runAsUser to a number other than 0, or use an image with such a user.",
  },
  {
    causes: ["CreateContainerConfigError"],
    next: "Correct what the container refers to in env, envFrom and volumes.",
  },
  {
    causes: [
      "CreateContainerError",
      "RunContainerError",
      "PreCreateHookError",
      "PreStartHookError",
      "PostStartHookError",
    ],
    next: "The node cannot start the container: correct its command, volumeMounts, lifecycle and securityContext.",
  },
  {
    causes: ENDED,
    ended: { reason: "OOMKilled" },
    next: "It needs more memory than it may have: raise resources.limits.memory, or make it need less.",
  },
  {
    causes: ENDED,
    ended: { message: /exec format error/ },
    next: "Build the image for the architecture of the nodes, or choose nodes by nodeSelector.",
  },
  {
    causes: ENDED,
    ended: { exitCode: 127 },
    next: "Its command is not in the image: correct command and args.",
  },
  {
    causes: ENDED,
    ended: { exitCode: 126 },
    next: "Its command cannot be executed: correct its permissions in the image.",
  },
  {
    causes: ENDED,
    ended: { exitCode: 137 },
    next: "It was killed: see whether its livenessProbe fails, and whether its node has enough memory.",
  },
  {
    causes: ENDED,
    ended: { exitCode: 143 },
    next: "It was told to stop: see whether its livenessProbe fails.",
  },
  {
    causes: ENDED,
    ended: { exitCode: 139 },
    next: "It crashed (segmentation fault): see whether the image is built for the architecture of the nodes.",
  },
  {
    causes: ENDED,
    ended: { exitCode: 0 },
    next: "It ends as if it were done, but has to go on running: correct its command, or make it a Job.",
  },
  {
    causes: ENDED,
    next: "It ends by itself: correct its command, its configuration or what it connects to.",
  },
  {
    causes: PLACE,
    message: /persistentvolumeclaim "([^"]+)" not found/,
    next: "Create the PersistentVolumeClaim $1 first.",
  },
  {
    causes: PLACE,
    message: /unbound immediate PersistentVolumeClaims/,
    next: "Its claims are not bound: check their StorageClass, and that its provisioner runs.",
  },
  {
    causes: PLACE,
    message: /volume node affinity conflict/,
    next: "Its volume is on another node or in another zone: let the pods run there.",
  },
  {
    causes: PLACE,
    message: /Insufficient ([\w./-]*\w)/,
    next: "No node has enough $1 left: lower the requests of the pods, or add nodes.",
  },
  {
    causes: PLACE,
    message: /didn't match Pod's node affinity\/selector/,
    next: "No node has the labels that the pods ask for: correct nodeSelector and affinity, or label a node.",
  },
  {
    causes: PLACE,
    message: /untolerated taint(?:\(s\))? \{([^}]*)\}/,
    next: "The nodes have the taint $1: add a toleration, or remove it.",
  },
  {
    causes: PLACE,
    message: /anti-affinity|topology spread/,
    next: "The rules for spreading the pods leave no node: relax them, or add nodes.",
  },
  {
    causes: PLACE,
    message: /free ports/,
    next: "Another pod has the hostPort on every node: use a Service instead, or another port.",
  },
  {
    causes: PLACE,
    message: /were unschedulable|\b0\/0 nodes/,
    next: "No node takes pods: uncordon one, or add nodes.",
  },
  { causes: PLACE, next: "No node takes the pods: correct what they ask for, or add nodes." },
  { causes: ["SchedulingGated"], next: "Whoever set its schedulingGates has to remove them." },
  {
    causes: REFUSED_PODS,
    message: /exceeded quota: ([^,]+),/,
    next: "Raise the ResourceQuota $1 or free some of it, or ask for less: replicas, requests, limits.",
  },
  {
    causes: REFUSED_PODS,
    message: /failed quota: (.+?): must specify (.+?)(?: for: |;|$)/,
    next: "The ResourceQuota $1 wants every container to say its $2: set resources.",
  },
  {
    causes: REFUSED_PODS,
    message: /serviceaccount "([^"]+)" not found/,
    next: "Create the ServiceAccount $1 first, or correct serviceAccountName.",
  },
  {
    causes: REFUSED_PODS,
    message: /violates PodSecurity "([^"]+)"/,
    next: "Correct securityContext, or relax the namespace's pod-security.kubernetes.io/enforce ($1).",
  },
  {
    causes: REFUSED_PODS,
    message: /admission webhook "([^"]+)" denied/,
    next: "Correct what the admission webhook $1 objects to.",
  },
  {
    causes: REFUSED_PODS,
    message: /failed calling webhook "([^"]+)"/,
    next: "The admission webhook $1 does not answer: see that it runs.",
  },
  {
    causes: REFUSED_PODS,
    message: /ValidatingAdmissionPolicy '([^']+)'/,
    next: "Correct what the ValidatingAdmissionPolicy $1 objects to.",
  },
  {
    causes: REFUSED_PODS,
    message: /(?:maximum|minimum) \S+ usage per|max limit to request ratio/,
    next: "Keep to the LimitRange of the namespace: correct resources.",
  },
  {
    causes: REFUSED_PODS,
    message: /no PriorityClass with name (\S+) was found/,
    next: "Create the PriorityClass $1 first, or correct priorityClassName.",
  },
  { causes: REFUSED_PODS, next: "The API server refuses its pods: correct the pod template." },
  {
    causes: VOLUME,
    message: /(configmap|secret) "([^"]+)" not found/i,
    next: "Create the $1 $2 in the namespace of the pods, or correct volumes.",
  },
  { causes: VOLUME, next: "Its volumes cannot be mounted: correct volumes, or what they refer to." },
  {
    causes: ["FailedAttachVolume"],
    next: "Its volume cannot be attached: see whether another node still has it.",
  },
  {
    causes: ["FailedCreatePodSandBox"],
    next: "The node cannot give the pod a network: see that its network plugin runs.",
  },
  {
    causes: ["Evicted"],
    next: "The nodes run out of a resource: give the pods requests, or add nodes.",
  },
  {
    causes: ["BackoffLimitExceeded", "PodFailurePolicy", "FailedIndexes", "MaxFailedIndexesExceeded"],
    next: "Correct what its pods do; a Job that has failed starts again only when it changes.",
  },
  {
    causes: ["DeadlineExceeded"],
    next: "Raise activeDeadlineSeconds, or make it faster.",
  },
  {
    causes: ["Unhealthy"],
    message: /^Liveness|^Startup/,
    next: "Its livenessProbe or startupProbe fails: correct the probe, or what answers it.",
  },
  {
    causes: ["Unhealthy"],
    next: "Its readinessProbe does not pass: correct the probe, or what answers it.",
  },
  {
    causes: ["ProvisioningFailed"],
    message: /storageclass.*"([^"]+)" not found/i,
    next: "Create the StorageClass $1, or name another one.",
  },
  {
    causes: ["ProvisioningFailed", "FailedBinding"],
    next: "No volume for the claim: name a StorageClass whose provisioner runs, or make a PersistentVolume.",
  },
  {
    causes: ["SyncLoadBalancerFailed"],
    next: "The load balancer cannot be made: correct the Service's annotations and the cloud's permissions.",
  },
  {
    causes: ["FailedGetResourceMetric", "FailedComputeMetricsReplicas"],
    next: "The autoscaler gets no metrics: see that the metrics server runs, and give the pods requests.",
  },
];

/** The next step for the first thing that went wrong and for which there is one. */
export function nextStep(findings: readonly Finding[]): string | undefined {
  for (const finding of findings)
    for (const row of NEXT_STEPS) {
      const words = filled(row, finding);
      if (words !== undefined) return words;
    }
  return undefined;
}

function filled({ causes, message, ended, next }: Row, finding: Finding): string | undefined {
  if (!causes.includes(finding.cause) || (ended !== undefined && !endedSo(ended, finding))) return undefined;
  if (message === undefined) return next;
  const groups = message.exec(finding.message);
  return groups === null ? undefined : next.replace(/\$(\d)/g, (_, index) => groups[Number(index)] ?? "");
}

function endedSo(wanted: NonNullable<Row["ended"]>, { ended, message }: Finding): boolean {
  if (wanted.message !== undefined) return wanted.message.test(`${ended?.message ?? ""} ${message}`);
  if (wanted.reason !== undefined) return ended?.reason === wanted.reason;
  return ended?.exitCode === wanted.exitCode;
}
