/** The conformance rows: for every built-in kind a manifest that is valid and affects nothing, and a change. */

import * as kinds from "../../providers/kubernetes/kinds.ts";
import type { AnyProps } from "../../providers/kubernetes/manifest.ts";
import { builtinKinds, type BuiltinKind } from "../../src/model/kind-table.ts";
import { apiVersionOf } from "../../src/model/kind.ts";
import { admission } from "./manifests/admission.ts";
import { cluster } from "./manifests/cluster.ts";
import { core } from "./manifests/core.ts";
import { type Row, relabelled, type Rows } from "./manifests/row.ts";
import { workloads } from "./manifests/workloads.ts";

const rows: Rows = { ...core, ...workloads, ...cluster, ...admission };

/** Kinds without a block of their own, deployed as `Manifest`. */
const others: Record<string, Row<AnyProps>> = {
  "v1/Event": {
    // The server keeps it in one place with the Event of the other group.
    name: (label) => `core-${label}`,
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

/** A kind with its row. */
export interface Subject {
  /** Group and kind, for example `apps/Deployment`. */
  title: string;
  kind: BuiltinKind;
  row: Row<AnyProps>;
}

/** Every built-in kind that has a row. */
export const subjects: readonly Subject[] = builtinKinds().flatMap((kind) => {
  const row = rowOf(kind);
  return row === undefined ? [] : [{ title: titleOf(kind), kind, row }];
});

/** Group and kind, for example `apps/Deployment`; the core group is left out. */
export function titleOf({ group, kind }: BuiltinKind): string {
  return group === "" ? kind : `${group}/${kind}`;
}

function rowOf(kind: BuiltinKind): Row<AnyProps> | undefined {
  const name = kind.kind as keyof Rows;
  const exported = kinds[name] as { apiVersion: string } | undefined;
  // One table for rows of many types: each was checked against its own kind above.
  if (exported?.apiVersion === apiVersionOf(kind)) return rows[name] as unknown as Row<AnyProps>;
  return others[`${apiVersionOf(kind)}/${kind.kind}`];
}
