/** Cells of the kinds that are only written down: settings, rights, classes. Data by storage name. */

import { isJsonObject } from "../../model/json.ts";
import type { Cell } from "./column.ts";
import {
  age,
  at,
  boolean,
  condition,
  items,
  map,
  name,
  number,
  selector,
  shown,
  text,
  type Printed,
} from "./fields.ts";

type Cells = (printed: Printed) => Cell[];

const nameAndAge: Cells = (printed) => [name(printed), age(printed)];

/** The name, the text of one field, the age. */
function oneField(path: string): Cells {
  return (printed) => [name(printed), text(printed.object, path), age(printed)];
}

/** The name, the length of one list, the age. */
function oneCount(path: string): Cells {
  return (printed) => [name(printed), items(printed.object, path).length, age(printed)];
}

function size(object: object, path: string): number {
  return Object.keys(map(object, path)).length;
}

const binding: Cells = (printed) => {
  const subjects = items(printed.object, "subjects");
  const namesOf = (kind: string) =>
    subjects
      .filter((one) => text(one, "kind") === kind)
      .map((one) =>
        kind === "ServiceAccount" ? `${text(one, "namespace")}/${text(one, "name")}` : text(one, "name"),
      )
      .join(", ");
  return [
    name(printed),
    `${text(printed.object, "roleRef.kind")}/${text(printed.object, "roleRef.name")}`,
    age(printed),
    namesOf("User"),
    namesOf("Group"),
    namesOf("ServiceAccount"),
  ];
};

/** An admission policy: how many rules, and the kind of its parameters. */
function policy(rules: string): Cells {
  return (printed) => {
    const kind = map(printed.object, "spec.paramKind");
    const parameters =
      Object.keys(kind).length === 0 ? "<unset>" : `${text(kind, "apiVersion")}/${text(kind, "kind")}`;
    return [name(printed), items(printed.object, rules).length, parameters, age(printed)];
  };
}

const policyBinding: Cells = (printed) => {
  const parameter = text(printed.object, "spec.paramRef.name");
  const namespace = text(printed.object, "spec.paramRef.namespace", "*");
  const selected = isJsonObject(at(printed.object, "spec.paramRef.selector"))
    ? selector(printed.object, "spec.paramRef.selector")
    : "<unset>";
  return [
    name(printed),
    text(printed.object, "spec.policyName"),
    parameter === "" ? selected : `${namespace}/${parameter}`,
    age(printed),
  ];
};

const driver: Cells = (printed) => {
  const { object } = printed;
  const audiences = at(object, "spec.tokenRequests");
  return [
    name(printed),
    boolean(object, "spec.attachRequired", true),
    boolean(object, "spec.podInfoOnMount"),
    boolean(object, "spec.storageCapacity"),
    Array.isArray(audiences) ? audiences.map((one) => text(one, "audience")).join(",") : "<unset>",
    boolean(object, "spec.requiresRepublish"),
    items(object, "spec.volumeLifecycleModes")
      .map((one) => shown(one))
      .join(",") || "<none>",
    age(printed),
  ];
};

function counted(value: unknown): Cell {
  return typeof value === "number" ? value : "<none>";
}

const priorityLevel: Cells = (printed) => {
  const limited = map(printed.object, "spec.limited");
  const queuing = map(limited, "limitResponse.queuing");
  return [
    name(printed),
    text(printed.object, "spec.type"),
    counted(limited["nominalConcurrencyShares"]),
    counted(queuing["queues"]),
    counted(queuing["handSize"]),
    counted(queuing["queueLengthLimit"]),
    age(printed),
  ];
};

function claimState(claim: object): string {
  const deleted = at(claim, "metadata.deletionTimestamp") !== undefined;
  const allocated = at(claim, "status.allocation") !== undefined;
  const reserved = allocated && items(claim, "status.reservedFor").length > 0;
  return [
    deleted && "deleted",
    !allocated && !deleted && "pending",
    allocated && "allocated",
    reserved && "reserved",
  ]
    .filter((state) => state !== false)
    .join(",");
}

export const CONFIGURATION_CELLS = {
  "/configmaps": (printed) => [
    name(printed),
    size(printed.object, "data") + size(printed.object, "binaryData"),
    age(printed),
  ],
  "/secrets": (printed) => [
    name(printed),
    text(printed.object, "type"),
    size(printed.object, "data"),
    age(printed),
  ],
  "/serviceaccounts": nameAndAge,
  "rbac.authorization.k8s.io/clusterrolebindings": binding,
  "rbac.authorization.k8s.io/rolebindings": binding,
  "admissionregistration.k8s.io/mutatingadmissionpolicies": policy("spec.mutations"),
  "admissionregistration.k8s.io/validatingadmissionpolicies": policy("spec.validations"),
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": policyBinding,
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": policyBinding,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": oneCount("webhooks"),
  "admissionregistration.k8s.io/validatingwebhookconfigurations": oneCount("webhooks"),
  "coordination.k8s.io/leases": oneField("spec.holderIdentity"),
  "node.k8s.io/runtimeclasses": oneField("handler"),
  "storage.k8s.io/volumeattributesclasses": oneField("driverName"),
  "storage.k8s.io/csinodes": oneCount("spec.drivers"),
  "storage.k8s.io/csidrivers": driver,
  "storage.k8s.io/volumeattachments": (printed) => [
    name(printed),
    text(printed.object, "spec.attacher"),
    text(printed.object, "spec.source.persistentVolumeName"),
    text(printed.object, "spec.nodeName"),
    boolean(printed.object, "status.attached"),
    age(printed),
  ],
  "scheduling.k8s.io/priorityclasses": (printed) => [
    name(printed),
    number(printed.object, "value"),
    boolean(printed.object, "globalDefault"),
    age(printed),
    text(printed.object, "preemptionPolicy"),
  ],
  "flowcontrol.apiserver.k8s.io/flowschemas": (printed) => [
    name(printed),
    text(printed.object, "spec.priorityLevelConfiguration.name"),
    number(printed.object, "spec.matchingPrecedence"),
    text(printed.object, "spec.distinguisherMethod.type", "<none>"),
    age(printed),
    text(condition(printed.object, "Dangling"), "status", "?"),
  ],
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": priorityLevel,
  "resource.k8s.io/deviceclasses": nameAndAge,
  "resource.k8s.io/resourceclaimtemplates": nameAndAge,
  "resource.k8s.io/resourceclaims": (printed) => [name(printed), claimState(printed.object), age(printed)],
  "resource.k8s.io/resourceslices": (printed) => [
    name(printed),
    text(printed.object, "spec.nodeName"),
    text(printed.object, "spec.driver"),
    text(printed.object, "spec.pool.name"),
    age(printed),
  ],
} satisfies Record<string, Cells>;
