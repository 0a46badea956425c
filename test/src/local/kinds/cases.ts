/** All cases of all tables. */

import { builtinKind, type BuiltinKind } from "../../../../src/model/kind-table.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { access } from "./cases/access.ts";
import { cluster } from "./cases/cluster.ts";
import { configuration } from "./cases/configuration.ts";
import { conformance } from "./cases/conformance.ts";
import { jobs } from "./cases/jobs.ts";
import { limited } from "./cases/limited.ts";
import { network } from "./cases/network.ts";
import { origan } from "./cases/origan.ts";
import { podSpecs } from "./cases/pod-spec.ts";
import { pods } from "./cases/pods.ts";
import { scaling } from "./cases/scaling.ts";
import { services } from "./cases/services.ts";
import { storage } from "./cases/storage.ts";
import { volumes } from "./cases/volumes.ts";
import { workloads } from "./cases/workloads.ts";
import { NAMESPACE } from "./setup.ts";
import { titleOf, type Case, type Change, type Suite } from "./suite.ts";

const SUITES: readonly Suite[] = [
  workloads,
  jobs,
  pods,
  podSpecs,
  volumes,
  services,
  storage,
  network,
  configuration,
  access,
  cluster,
  scaling,
  limited,
  origan,
  conformance,
];

/** The kind of a manifest. */
export function kindOf({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): BuiltinKind {
  const found = builtinKind(apiVersion, kind);
  if (found === undefined) throw new Error(`${apiVersion} ${kind} is not in the kind table`);
  return found;
}

/** Manifests by name. */
export const bases: ReadonlyMap<string, Manifest> = new Map(
  SUITES.flatMap((suite) =>
    Object.entries(suite.bases).map(([name, base]): [string, Manifest] => {
      const metadata = {
        name,
        ...(kindOf(base).namespaced ? { namespace: NAMESPACE } : {}),
        ...(base["metadata"] as object),
      };
      return [name, { ...base, metadata }];
    }),
  ),
);

function rows(verb: Case["verb"], table: Readonly<Record<string, readonly Change[]>> = {}): Case[] {
  return Object.entries(table).flatMap(([name, changes]) =>
    changes.map((change) => {
      const base = bases.get(name);
      if (base === undefined) throw new Error(`there is no manifest ${name}`);
      return { id: `${verb} ${name} ${titleOf(change)}`.trimEnd(), verb, base, change };
    }),
  );
}

/** All cases, every manifest as it is among them. Cases that are told apart by nothing are one. */
export const cases: readonly Case[] = [
  ...new Map(
    SUITES.flatMap((suite) => [
      ...rows("create", Object.fromEntries(Object.keys(suite.bases).map((name) => [name, [{}]]))),
      ...rows("create", suite.creates),
      ...rows("make", suite.makes),
      ...rows("update", suite.updates),
      ...rows("status", suite.statuses),
    ]).map((row) => [row.id, row]),
  ).values(),
];
