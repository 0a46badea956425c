/** What two clusters made of the same steps, in a form in which they can be compared. Pure. */

import type { LiveObject } from "../../../../src/model/object.ts";

type Fields = Record<string, unknown>;
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

/** Storage names of what is compared. */
export const COMPARED = [
  "apps/deployments",
  "apps/replicasets",
  "apps/statefulsets",
  "apps/daemonsets",
  "apps/controllerrevisions",
  "/replicationcontrollers",
  "batch/jobs",
  "/pods",
  "/services",
  "/endpoints",
  "discovery.k8s.io/endpointslices",
  "/persistentvolumeclaims",
  "policy/poddisruptionbudgets",
  "autoscaling/horizontalpodautoscalers",
  "/resourcequotas",
  "/serviceaccounts",
  "/configmaps",
  "/events",
] as const;

/** What is not compared, and why. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  "managedFields, resourceVersion, uid, times": "differ from run to run",
  "hashes, generated names, addresses, node, provisioner": "replaced by what they stand for",
  "order of conditions and of events": "controllers of a real cluster race",
  "pods: spec beyond their template": "admission has its own tests",
  "pods: conditions beyond PodScheduled, Initialized, Ready, ContainersReady, and messages of the last two":
    "the stages of kwok write fewer and shorter ones than a kubelet",
  "pods: container statuses beyond name, ready and state": "kwok leaves out what a kubelet fills in",
  "pods: Initialized and Ready of those that ended": "kwok leaves them as they were",
  "events of the kubelet": "kwok writes none, and faults tell more than its stages do",
  "events FailedScheduling": "the real scheduler sees claims before they are bound, and retries",
  "events ExternalProvisioning, annotations with the provisioner":
    "the provisioner may be faster than the controller that tells of waiting for it",
  "events NoPods": "the real controller may see a budget before the pods",
  "events of conflicts": "two controllers of the real cluster wrote at the same time",
  "events of a StatefulSet's created pods": "a conflict about the pod's claim takes their place",
  "how often a StatefulSet deleted a pod":
    "the real controller deletes by name: with an old view, the new pod too",
  "counts of FailedCreate and ProvisioningFailed": "depend on time: retries",
  "text of FailedCreate events": "names a pod that was never made",
  "events and status of the autoscaler": "the real one looks every 15 s",
  "endpoints: generation and time of the last change": "depend on how many changes come together",
  "Deployment: Progressing reasons ReplicaSetUpdated and NewReplicaSetCreated": "which of the two is a race",
};

/** Text that stands for others, longest first. */
type Names = [from: string, to: string][];

/** The objects of a namespace, by kind and name, without what differs from cluster to cluster. */
export function comparable(objects: readonly LiveObject[], namespace: string): Record<string, unknown> {
  const names = namesOf(objects, namespace);
  const result: Record<string, unknown[]> = {};
  for (const object of objects) {
    const reduced = reduce(JSON.parse(renamed(JSON.stringify(object), names)) as LiveObject);
    if (reduced === undefined) continue;
    const key = `${object.kind} ${(reduced["metadata"] as Fields)["name"] as string}`;
    const list = (result[key] ??= []);
    // Retried failures are as many as there was time for.
    const isRetry = RETRIED.some((reason) => key.endsWith(reason)) && list.length > 0;
    const isAgain =
      ofStatefulSet(object) && list.some((one) => JSON.stringify(one) === JSON.stringify(reduced));
    if (!isRetry && !isAgain) list.push(reduced);
  }
  for (const list of Object.values(result))
    list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return Object.fromEntries(Object.entries(result).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether an event is about a StatefulSet or one of its pods. */
function ofStatefulSet({ kind, ...event }: Loose): boolean {
  return (
    kind === "Event" &&
    (event.involvedObject.kind === "StatefulSet" || /-\d+$/.test(event.involvedObject.name))
  );
}

function namesOf(objects: readonly LiveObject[], namespace: string): Names {
  const names: Names = [
    [namespace, "<namespace>"],
    ["node-1", "<node>"],
    ["control-plane.test/host-path", "<provisioner>"],
    ["local.alchemy.run/host-path", "<provisioner>"],
  ];
  const sets = new Set(
    objects.filter(({ kind }) => kind === "ReplicaSet").map(({ metadata }) => metadata.name),
  );
  for (const object of objects as Loose[]) {
    names.push([object.metadata.uid, `<uid of ${object.kind}>`]);
    names.push(...(NAMED[object.kind]?.(object) ?? []));
    // ReplicaSets that are gone are known from events only.
    const { kind, name } = object.involvedObject ?? {};
    if (kind === "ReplicaSet" && !sets.has(name)) names.push([name, "<former ReplicaSet>"]);
  }
  return names.toSorted(([a], [b]) => b.length - a.length);
}

/** What the names in an object of a kind stand for. */
const NAMED: Readonly<Record<string, (object: Loose) => Names>> = {
  ReplicaSet: ({ metadata }) => {
    const hash = metadata.labels?.["pod-template-hash"];
    const revision = metadata.annotations?.["deployment.kubernetes.io/revision"];
    return hash === undefined ? [] : [[hash, `<hash ${revision}>`]];
  },
  ControllerRevision: ({ metadata: { labels }, revision }) => [
    [labels["controller.kubernetes.io/hash"] ?? labels["controller-revision-hash"], `<hash ${revision}>`],
  ],
  Pod: ({ metadata: { name, generateName }, status }) => {
    const isNumbered = generateName === undefined || /-\d+$/.test(name);
    const own: Names = isNumbered ? [] : [[name, `${generateName}<pod>`]];
    return status?.podIP === undefined ? own : [...own, [status.podIP, "<ip>"]];
  },
  Job: ({ spec }) => [[spec.template.metadata.labels["controller-uid"], "<uid of Job>"]],
  EndpointSlice: ({ metadata }) => [[metadata.name, `${metadata.ownerReferences[0].name}-<slice>`]],
  PersistentVolumeClaim: ({ spec }) => (spec.volumeName === undefined ? [] : [[spec.volumeName, "<volume>"]]),
  Service: ({ spec }) =>
    spec.clusterIPs.filter((ip: string) => ip !== "None").map((ip: string) => [ip, "<ip>"]),
};

function renamed(text: string, names: Names): string {
  let result = text;
  for (const [from, to] of names) result = result.replaceAll(from, to);
  return result
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>")
    .replaceAll(/([\w.<> -]+-(?:<hash \d+>-)?)[bcdfghjklmnpqrstvwxz2456789]{5}(?=\\?"| )/g, "$1<pod>")
    .replaceAll(/"(to )?local"/g, '"<node>"')
    .replaceAll(" to local", " to <node>");
}

const RACING_ANNOTATIONS = [
  "endpoints.kubernetes.io/last-change-trigger-time",
  "volume.beta.kubernetes.io/storage-provisioner",
  "volume.kubernetes.io/storage-provisioner",
];

function reduce(object: Loose): Loose {
  const { metadata, kind } = object;
  for (const field of ["managedFields", "resourceVersion", "creationTimestamp", "selfLink", "generateName"])
    delete metadata[field];
  if (metadata.annotations?.["kubectl.kubernetes.io/last-applied-configuration"] !== undefined)
    delete metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"];
  for (const name of RACING_ANNOTATIONS) delete metadata.annotations?.[name];
  if (Object.keys(metadata.annotations ?? {}).length === 0) delete metadata.annotations;
  if (kind === "EndpointSlice") delete metadata.generation;
  const special = REDUCED[kind];
  return special === undefined ? sorted(object) : special(sorted(object));
}

/** Conditions in one order. */
function sorted(object: Loose): Loose {
  object.status?.conditions?.sort((a: Loose, b: Loose) => (a.type < b.type ? -1 : 1));
  return object;
}

const POD_CONDITIONS = ["PodScheduled", "Initialized", "Ready", "ContainersReady"];

const REDUCED: Readonly<Record<string, (object: Loose) => Loose>> = {
  Pod: ({ metadata, spec, status }) => {
    const completed = status.phase === "Succeeded";
    const conditions = (status.conditions ?? [])
      .filter(({ type }: Loose) => POD_CONDITIONS.includes(type))
      .filter(
        ({ type }: Loose) =>
          !(completed && type !== "PodScheduled") && !(status.phase === "Failed" && type === "Initialized"),
      )
      .map(({ type, status: is, reason, message }: Loose) => [
        type,
        is,
        reason,
        type === "PodScheduled" ? message : undefined,
      ]);
    const { hostname, subdomain, nodeName, nodeSelector, affinity, restartPolicy } = spec;
    const claims = (spec.volumes ?? []).filter((volume: Loose) => volume.persistentVolumeClaim !== undefined);
    const containers = spec.containers.map(({ name, image, env, resources }: Loose) => ({
      name,
      image,
      env,
      resources,
    }));
    const statuses = (status.containerStatuses ?? []).map(({ name, ready, state }: Loose) => [
      name,
      ready,
      Object.entries(state).map(([key, value]: [string, Loose]) => [key, value.reason, value.exitCode]),
    ]);
    const { generation: _generation, ...kept } = metadata;
    return {
      metadata: kept,
      spec: { hostname, subdomain, nodeName, nodeSelector, affinity, restartPolicy, claims, containers },
      status: { phase: status.phase, reason: status.reason, conditions, statuses },
    };
  },
  Deployment: (object) => {
    for (const condition of object.status?.conditions ?? [])
      if (["ReplicaSetUpdated", "NewReplicaSetCreated"].includes(condition.reason)) {
        condition.reason = "<moving>";
        condition.message = "<moving>";
      }
    return object;
  },
  HorizontalPodAutoscaler: (object) => {
    delete object.status;
    return object;
  },
  EndpointSlice: (object) => ({ ...object, endpoints: object.endpoints ?? [], ports: object.ports ?? [] }),
  ConfigMap: ({ metadata }) => ({ metadata }),
  Event: reduceEvent,
};

const FOREIGN = ["kubelet", "kwok_controller", "horizontal-pod-autoscaler"];
const RETRIED = ["FailedCreate", "ProvisioningFailed"];
const RACES = ["FailedScheduling", "ExternalProvisioning", "NoPods"];

/** Whether an event is missing, or there, by chance. */
function isRace({ involvedObject, reason, message, reportingComponent }: Loose): boolean {
  return (
    FOREIGN.includes(reportingComponent) ||
    RACES.includes(reason) ||
    message.includes("the object has been modified") ||
    (involvedObject.kind === "StatefulSet" && message.startsWith("Create Pod"))
  );
}

function reduceEvent(event: Loose): Loose {
  const { involvedObject, reason, type, message, count, source, reportingComponent } = event;
  if (isRace(event)) return undefined;
  if (reason === "FailedCreate") return { metadata: { name: `${involvedObject.kind} ${reason}` }, type };
  return {
    metadata: { name: `${involvedObject.kind} ${reason}` },
    involvedObject: `${involvedObject.kind} ${involvedObject.name}`,
    type,
    message,
    source,
    reportingComponent,
    count: RETRIED.includes(reason) || involvedObject.kind === "StatefulSet" ? "<n>" : count,
  };
}
