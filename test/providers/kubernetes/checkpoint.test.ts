import { expect, test } from "bun:test";
import { recall } from "../../../providers/kubernetes/checkpoint.ts";
import type { Earlier } from "../../../providers/kubernetes/earlier.ts";
import type { StoredRef } from "../../../providers/kubernetes/state.ts";
import type { Client } from "../../../src/client/client.ts";
import { builtinKind } from "../../../src/model/kind-table.ts";
import { canonicalJson } from "../../../src/model/json.ts";

const HERE = { uid: "here", endpoint: "a" };
const THERE = { uid: "there", endpoint: "a" };

function configMap(name: string, applied?: string[], cluster = HERE): StoredRef {
  return {
    ref: { apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name },
    cluster,
    connection: { name: "k", server: "https://k", source: { from: "environment" }, description: "" },
    ...(applied !== undefined && { applied }),
  };
}

const manifest = (data: Record<string, string>): string => canonicalJson({ kind: "ConfigMap", data });
const [V1, V2] = [manifest({ a: "1", b: "1" }), manifest({ a: "2" })];

interface Row {
  what: string;
  refs: StoredRef[];
  stable: boolean;
  settled: boolean;
  applied: string | undefined;
}

const rows: Row[] = [
  {
    what: "a run that got through",
    refs: [configMap("web", [V1])],
    stable: true,
    settled: true,
    applied: V1,
  },
  { what: "a run that failed", refs: [configMap("web", [V1])], stable: false, settled: false, applied: V1 },
  {
    what: "a run that died while it wrote",
    refs: [configMap("web", [V1, V2])],
    stable: false,
    settled: false,
    applied: manifest({ a: "2" }),
  },
  {
    what: "a first run that failed",
    refs: [configMap("web")],
    stable: false,
    settled: false,
    applied: undefined,
  },
  { what: "no run", refs: [], stable: false, settled: false, applied: undefined },
  {
    what: "a run about another name",
    refs: [configMap("api", [V1])],
    stable: true,
    settled: false,
    applied: undefined,
  },
  {
    what: "a run about another cluster",
    refs: [configMap("web", [V1], THERE)],
    stable: true,
    settled: false,
    applied: undefined,
  },
  {
    what: "a run before the last one, which was about another name",
    refs: [configMap("web", [V1]), configMap("api")],
    stable: false,
    settled: false,
    applied: V1,
  },
];

test.each(rows)("$what", ({ refs, stable, settled, applied }) => {
  const kind = builtinKind("v1", "ConfigMap");
  if (kind === undefined) throw new Error("ConfigMap is no built-in kind");
  // Nothing is asked of the cluster.
  const target = { client: {} as Client, kind, namespace: "shop", name: "web" };
  const earlier: Earlier = { id: "configmap-web", stable, checkpoint: { owner: "us", refs } };
  expect(recall(earlier, target, HERE)).toEqual({ refs, settled, ...(applied !== undefined && { applied }) });
});
