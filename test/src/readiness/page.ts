/** The tables of docs/readiness.md, made from the rules; what is code there is in words here. */

import { CONTAINER_FAULTS, CRASHES } from "../../../src/readiness/containers.ts";
import { namedRules } from "../../../src/readiness/named-rules.ts";
import { presets } from "../../../src/readiness/presets.ts";
import type { Fault, FieldIs, FieldPath, StatusRow } from "../../../src/readiness/status-row.ts";

/** Of each rule that is code: when it says ready, and when it says failed. */
export const inWords: Readonly<Record<string, readonly [ready: string, failed: string]>> = {
  "/Namespace": ["its phase is Active", ""],
  "/PersistentVolume": ["Available or Bound; Released with a warning", "its phase is Failed"],
  "/PersistentVolumeClaim": [
    "Bound, at the size asked for; at once when its class waits for the first consumer; with a warning when only the file system has to grow",
    "Lost; a resize or a change of attributes that is infeasible for 30 s",
  ],
  "/Pod": ["its condition `Ready`, or ended well", "Failed, Evicted; its containers, see below"],
  "/ReplicationController": [
    "all replicas are there, labelled, available and ready",
    "pods cannot be created for 30 s",
  ],
  "/ResourceQuota": ["its controller has taken over the limits", ""],
  "/Secret": ["at once; a ServiceAccount's token when it is issued, after 10 s with a warning", ""],
  "/Service": ["at once; a LoadBalancer when it has an address", ""],
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": ["at once; odd expressions are a warning", ""],
  "apiextensions.k8s.io/CustomResourceDefinition": ["Established", "its names are taken"],
  "apiregistration.k8s.io/APIService": ["Available", ""],
  "apps/DaemonSet": ["on every node: scheduled, updated, available, ready; with `OnDelete` not updated", ""],
  "apps/Deployment": [
    "all replicas are updated, available and ready, and no old one is left; paused: at once, with a warning",
    "`ProgressDeadlineExceeded` for 5 s; pods cannot be created for 30 s",
  ],
  "apps/ReplicaSet": [
    "all replicas are there, labelled, available and ready",
    "pods cannot be created for 30 s",
  ],
  "apps/StatefulSet": [
    "all replicas are there, ready, available and of the new revision; only those above the partition; with `OnDelete` of any revision",
    "",
  ],
  "autoscaling/HorizontalPodAutoscaler": [
    "at once; why it cannot scale is a warning",
    "an invalid selector or metric",
  ],
  "batch/CronJob": ["at once; suspended: with a warning", ""],
  "batch/Job": ["complete; suspended: at once, with a warning", "Failed, or about to be (`FailureTarget`)"],
  "certificates.k8s.io/CertificateSigningRequest": ["at once", "Denied or Failed"],
  "gateway.networking.k8s.io/BackendTLSPolicy": ["each ancestor has accepted it", "one has not for 60 s"],
  "gateway.networking.k8s.io/GRPCRoute": [
    "each parent that it names has accepted it and found its backends",
    "one has not for 60 s",
  ],
  "gateway.networking.k8s.io/Gateway": [
    "Accepted and Programmed, and so is each listener",
    "it or a listener is not accepted, or lacks its references, for 60 s",
  ],
  "kro.run/ResourceGraphDefinition": ["its condition `Ready`", "kro refuses it for 10 s"],
  "networking.k8s.io/Ingress": [
    "it has an address; at once without an ingress class; after 60 s with a warning",
    "",
  ],
  "policy/PodDisruptionBudget": ["its controller has seen it", ""],
};

/** Kinds that have the rule of another. */
export const alike: Readonly<Record<string, string>> = {
  "gateway.networking.k8s.io/HTTPRoute": "gateway.networking.k8s.io/GRPCRoute",
  "gateway.networking.k8s.io/TCPRoute": "gateway.networking.k8s.io/GRPCRoute",
  "gateway.networking.k8s.io/TLSRoute": "gateway.networking.k8s.io/GRPCRoute",
  "gateway.networking.k8s.io/UDPRoute": "gateway.networking.k8s.io/GRPCRoute",
  "gateway.networking.k8s.io/ListenerSet": "gateway.networking.k8s.io/Gateway",
};

/** The tables by the heading above them. */
export function tables(): Readonly<Record<string, readonly string[]>> {
  return {
    "Kinds of Kubernetes, the Gateway API and kro": Object.entries(inWords).map(([key, words]) => {
      const others = Object.keys(alike).filter((other) => alike[other] === key);
      return line([...others, key].sort().map(kindOf).join(", "), ...words);
    }),
    "Kinds of other projects": ofPresets(),
    Containers: [
      ...Object.entries(CONTAINER_FAULTS).map(([reason, patience = 0]) =>
        line(`\`${reason}\``, patience === 0 ? "at once" : `after ${seconds(patience)}`),
      ),
      line("`CrashLoopBackOff`", `after ${CRASHES} restarts of the container`),
    ],
    "Rules by name": Object.entries(namedRules).map(([name, rule]) =>
      line(`\`${name}\``, "kinds" in rule ? rule.kinds.map(kindOf).join(", ") : "any", rule.says),
    ),
  };
}

function line(...cells: string[]): string {
  return `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
}

function kindOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

/** Kinds of one group with the same row are told together. */
function ofPresets(): string[] {
  const rows = Object.entries(presets).flatMap(([key, row]) =>
    row === undefined ? [] : [[key, row] as const],
  );
  const grouped = Map.groupBy(rows, ([key, row]) => JSON.stringify([key.split("/")[0], row]));
  return [...grouped.values()].map((alikes) => {
    const [[key, row] = ["", { source: "" }] as const] = alikes;
    return line(
      `\`${key.split("/")[0]}\``,
      alikes.map(([one]) => kindOf(one)).join(", "),
      readyWhen(row),
      failedWhen(row),
    );
  });
}

function readyWhen({ conditions = [], field, counts, suspended = [], observed }: StatusRow): string {
  const parts = [
    ...conditions.map((type) => `\`${type}\``),
    ...(field === undefined ? [] : [`\`${dotted(field.path)}\` is ${field.ready.join(" or ")}`]),
    ...(counts === undefined ? [] : [`\`${dotted(counts.there)}\` is \`${dotted(counts.wanted)}\``]),
    ...(observed === undefined ? [] : [`\`${dotted(observed.path)}\` is of this generation${but(observed)}`]),
  ];
  const unless = suspended.map((stop) => `; at once while ${isOneOf(stop)}`).join("");
  return `${parts.length === 0 ? "at once" : parts.join(", ")}${unless}`;
}

function but({ unless = [] }: NonNullable<StatusRow["observed"]>): string {
  const cases = unless.map((all) => all.map(isOneOf).join(" and "));
  return cases.length === 0 ? "" : ` (not with ${cases.join("; ")})`;
}

function isOneOf({ path, is }: FieldIs): string {
  const [first = "not set"] = is;
  return `\`${dotted(path)}\` ${is.length > 3 ? `is ${first}` : `is ${is.map((one) => one ?? "not set").join(" or ")}`}`;
}

function failedWhen({ faults = [] }: StatusRow): string {
  const values = faults.filter(({ value }) => value !== undefined);
  const many =
    values.length > 3 ? [`it is broken for ${seconds(values[0]?.patience ?? 0)}`] : values.map(told);
  return [...many, ...faults.filter(({ condition }) => condition !== undefined).map(told)].join("; ");
}

function told({ value, condition, status = "False", reasons, patience }: Fault): string {
  const what =
    condition === undefined
      ? String(value)
      : `\`${condition}\` ${status}${reasons === undefined ? "" : ` by ${reasons.join(" or ")}`}`;
  return patience === undefined ? what : `${what} for ${seconds(patience)}`;
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

function dotted(path: FieldPath): string {
  return path.join(".");
}
