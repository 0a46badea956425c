/** The conformance rows: for every built-in kind a manifest that is valid and affects nothing, and a change. */

import * as kinds from "../../providers/kubernetes/kinds.ts";
import type { AnyProps } from "./any-props.ts";
import { type BuiltinKind, builtinKinds } from "../../src/model/kind-table.ts";
import { apiVersionOf } from "../../src/model/kind.ts";
import { admission } from "./manifests/admission.ts";
import { cluster } from "./manifests/cluster.ts";
import { core } from "./manifests/core.ts";
import { type Row, relabelled, type Rows } from "./manifests/row.ts";
import { workloads } from "./manifests/workloads.ts";

const blocks = new Map<string, { apiVersion: string }>(Object.entries(kinds));
const rows: Rows = { ...core, ...workloads, ...cluster, ...admission };

/** Kinds without a block of their own, deployed as `Manifest`. */
const others: Record<string, Row<AnyProps> | undefined> = {
  "v1/Event": {
    manifest: ({ namespace }) => ({
      reason: "Conformance",
      message: "first",
      type: "Normal",
      source: { component: "conformance" },
      involvedObject: { apiVersion: "v1", kind: "ConfigMap", namespace, name: "none" },
    }),
    change: relabelled,
  },
};

/** A kind, or a shape of one, with its row. */
export interface Subject {
  /** For example `apps/v1 Deployment`. */
  title: string;
  /** Part of names and ids. */
  slug: string;
  kind: BuiltinKind;
  row: Row<AnyProps>;
}

/** Every built-in kind that has a row. */
export const subjects: readonly Subject[] = builtinKinds().flatMap((kind) => {
  const row = rowOf(kind);
  return row === undefined ? [] : [{ title: titleOf(kind), slug: slugOf(kind), kind, row }];
});

/** Shapes of these kinds that nothing on the test control plane makes ready. */
export const shapes: readonly Subject[] = [
  shape("Service", "LoadBalancer", {
    manifest: () => ({
      // The embedded cluster gives addresses to all others.
      metadata: { annotations: { "local.alchemy.run/fault": "no-address" } },
      spec: { type: "LoadBalancer", selector: { app: "none" }, ports: [{ port: 80 }] },
    }),
    change: { spec: { ports: [{ port: 81 }] } },
    neverReady: "its load balancer has no address",
  }),
  shape("PersistentVolumeClaim", "of an unknown class", {
    manifest: () => ({
      spec: {
        storageClassName: "none",
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
      },
    }),
    change: relabelled,
    neverReady: "its storage class does not exist",
  }),
  shape("Pod", "that fits no node", {
    manifest: () => ({
      spec: { nodeSelector: { none: "none" }, containers: [{ name: "main", image: "app:1" }] },
    }),
    change: relabelled,
    neverReady: "Unschedulable",
  }),
];

/** For example `apps/v1 Deployment`. */
export function titleOf(kind: BuiltinKind): string {
  return `${apiVersionOf(kind)} ${kind.kind}`;
}

// The server keeps the Events of both groups in one place.
function slugOf(kind: BuiltinKind): string {
  return kind.kind === "Event" && kind.group === "" ? "core-event" : kind.kind.toLowerCase();
}

function rowOf(kind: BuiltinKind): Row<AnyProps> | undefined {
  if (blocks.get(kind.kind)?.apiVersion === apiVersionOf(kind)) return rows[kind.kind as keyof Rows];
  return others[`${apiVersionOf(kind)}/${kind.kind}`];
}

function shape<Name extends keyof Rows>(name: Name, which: string, row: Rows[Name]): Subject {
  const kind = subjects.find((subject) => subject.kind.kind === name)?.kind;
  if (kind === undefined) throw new Error(`${name} is not in the kind table`);
  const slug = `${name} ${which}`.toLowerCase().replaceAll(" ", "-");
  return { title: `${titleOf(kind)} ${which}`, slug, kind, row };
}
