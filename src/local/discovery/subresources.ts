/** What stands below an object: `…/pods/web/log`. Data, and what discovery says of it. */

import type { ServedKind, Subresource } from "../kinds/served-kind.ts";

/** A subresource as discovery lists it. */
export interface ServedSubresource {
  name: string;
  /** Of what is sent and answered. */
  group: string;
  version: string;
  kind: string;
  verbs: readonly string[];
  /** Whether its kind is of another group, which discovery says then. */
  foreign: boolean;
}

/** Its own kind where no other is said. */
interface Row {
  verbs: readonly string[];
  group?: string;
  version?: string;
  kind?: string;
}

const PROXY_VERBS = ["create", "delete", "get", "patch", "update"];
const SCALE: Row = { verbs: ["get", "patch", "update"], group: "autoscaling", version: "v1", kind: "Scale" };

/** Of any kind that has them. */
const COMMON: Readonly<Record<Subresource, Row>> = {
  status: { verbs: ["get", "patch", "update"] },
  scale: SCALE,
  finalize: { verbs: ["update"] },
  eviction: { verbs: ["create"], group: "policy", version: "v1", kind: "Eviction" },
  binding: { verbs: ["create"], kind: "Binding" },
  token: { verbs: ["create"], group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
  log: { verbs: ["get"] },
  exec: { verbs: ["create", "get"], kind: "PodExecOptions" },
};

/** Of single kinds, by storage name: they are listed, and answered by a refusal since no containers run. */
const UNSIMULATED: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  "/pods": {
    attach: { verbs: ["create", "get"], kind: "PodAttachOptions" },
    ephemeralcontainers: { verbs: ["get", "patch", "update"] },
    exec: COMMON.exec,
    log: COMMON.log,
    portforward: { verbs: ["create", "get"], kind: "PodPortForwardOptions" },
    proxy: { verbs: PROXY_VERBS, kind: "PodProxyOptions" },
    resize: { verbs: ["get", "patch", "update"] },
  },
  "/nodes": { proxy: { verbs: PROXY_VERBS, kind: "NodeProxyOptions" } },
  "/services": { proxy: { verbs: PROXY_VERBS, kind: "ServiceProxyOptions" } },
};

/** Whether a subresource exists on a real cluster only. */
export function isUnsimulated(kind: ServedKind, subresource: string): boolean {
  return Object.hasOwn(UNSIMULATED[kind.resource] ?? {}, subresource);
}

/** All subresources of a kind, by name. */
export function subresourcesOf(kind: ServedKind): ServedSubresource[] {
  const own = [...kind.subresources].map((name) => [name, COMMON[name]] as const);
  const rows = new Map<string, Row>([...own, ...Object.entries(UNSIMULATED[kind.resource] ?? {})]);
  // Deciding about a request for a certificate is a write of its status.
  if (kind.resource === "certificates.k8s.io/certificatesigningrequests") rows.set("approval", COMMON.status);
  return [...rows]
    .map(([name, row]) => ({
      name,
      verbs: row.verbs,
      group: row.group ?? kind.group,
      version: row.version ?? kind.version,
      kind: row.kind ?? kind.kind,
      foreign: row.group !== undefined,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
