/** The servers behind the proxy as the sweep sees them: what a case leaves, in a form that compares, and how it is swept away. */

import { request } from "../control-plane/environment.ts";
import { adminAccess, variable } from "../support/control-plane.ts";
import { normalOf, type RawObject } from "./normal.ts";

/** Everything that the program makes below its namespace, and what controllers make of it. */
const NAMESPACED = [
  "/api/v1/$/configmaps",
  "/api/v1/$/secrets",
  "/api/v1/$/serviceaccounts",
  "/api/v1/$/services",
  "/api/v1/$/persistentvolumeclaims",
  "/api/v1/$/pods",
  "/apis/apps/v1/$/deployments",
  "/apis/apps/v1/$/statefulsets",
  "/apis/apps/v1/$/controllerrevisions",
  "/apis/batch/v1/$/jobs",
  "/apis/networking.k8s.io/v1/$/ingresses",
  "/apis/rbac.authorization.k8s.io/v1/$/roles",
  "/apis/rbac.authorization.k8s.io/v1/$/rolebindings",
];

/** What has the name of the case in its own. */
const CLUSTER_WIDE = [
  "/api/v1/namespaces",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/apis/kro.run/v1alpha1/resourcegraphdefinitions",
];

/** Kinds that the case defines itself. */
function customPaths(name: string): string[] {
  return [`/apis/${name}.example.com/v1/$/widgets`, `/apis/${name}.kro.example.com/v1alpha1/$/shops`];
}

/** Objects by path and name, reduced to what must not depend on what went wrong on the way. */
export type Snapshot = Record<string, unknown>;

/** What exists of a case now. */
export async function snapshot(name: string): Promise<Snapshot> {
  const paths = [...NAMESPACED, ...customPaths(name)].map((path) => path.replace("$", `namespaces/${name}`));
  const lists = await Promise.all(paths.map((path) => list(path)));
  const found: Snapshot = {};
  paths.forEach((path, index) => {
    for (const object of lists[index] ?? []) {
      const normal = normalOf(object, name);
      if (normal === undefined) continue;
      const kind = path.slice(path.lastIndexOf("/") + 1);
      found[unused(found, `${kind}/${normal.id}`)] = normal.value;
    }
  });
  for (const [id, object] of await clusterWide(name)) found[id] = normalOf(object, name)?.value;
  const bucket = await bucketOf(name);
  if (bucket !== undefined) found["bucket"] = bucket;
  return found;
}

/** Of several pods of one Job each counts. */
function unused(found: Snapshot, id: string): string {
  let free = id;
  for (let number = 2; free in found; number += 1) free = `${id} (${number})`;
  return free;
}

/** What a destroy must have taken with it, by kind and name. */
export async function leftovers(name: string): Promise<string[]> {
  const ours = (await clusterWide(name)).filter(([id]) => id !== "clusterroles/*-patched");
  const found = ours.map(([id, { metadata }]) =>
    metadata.deletionTimestamp === undefined ? id : `${id} (being deleted)`,
  );
  return (await bucketOf(name)) === undefined ? found : [...found, "bucket"];
}

async function clusterWide(name: string): Promise<[string, RawObject][]> {
  const lists = await Promise.all(CLUSTER_WIDE.map((path) => list(path)));
  return CLUSTER_WIDE.flatMap((path, index) =>
    (lists[index] ?? [])
      .filter(({ metadata }) => metadata.name.split(/[.-]/).includes(name))
      .map((object): [string, RawObject] => [
        `${path.slice(path.lastIndexOf("/") + 1)}/${object.metadata.name.replaceAll(name, "*")}`,
        object,
      ]),
  );
}

async function list(path: string): Promise<RawObject[]> {
  const response = await request(adminAccess(), path);
  const text = await response.text();
  // The storage of a kind that was just defined.
  if (response.status === 429) return list(path);
  // The kind itself may be gone.
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
  return (JSON.parse(text) as { items?: RawObject[] }).items ?? [];
}

const ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

/** Makes what the program is to adopt, and what it is to patch. */
export async function makeForeign(name: string): Promise<void> {
  for (const role of ["adopted", "patched"]) {
    const body = {
      metadata: { name: `${name}-${role}` },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
    };
    const path = `${ROLES}?fieldManager=kubectl-create`;
    const response = await request(adminAccess(), path, { method: "POST", body });
    if (!response.ok) throw new Error(`POST ${path}: ${await response.text()}`);
  }
}

/** What destroy must have left of an object that was only patched: all but our part. @returns what is wrong */
export async function traces(name: string): Promise<string[]> {
  const response = await request(adminAccess(), `${ROLES}/${name}-patched`);
  const text = await response.text();
  if (response.status === 404) return ["the patched ClusterRole was deleted"];
  return /alchemy|"tier"/.test(text) ? [`the patched ClusterRole keeps traces of us: ${text}`] : [];
}

/** Deletes what a failed case may have left; does not wait. */
export async function sweepAway(name: string): Promise<void> {
  const paths = [
    `/apis/${name}.kro.example.com/v1alpha1/namespaces/${name}/shops/eu`,
    `/apis/kro.run/v1alpha1/resourcegraphdefinitions/${name}`,
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${name}.example.com`,
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/shops.${name}.kro.example.com`,
    `${ROLES}/${name}-adopted`,
    `${ROLES}/${name}-patched`,
    `/api/v1/namespaces/${name}`,
  ];
  for (const path of paths) await request(adminAccess(), path, { method: "DELETE" });
  if ((await bucketOf(name)) !== undefined) await s3("DELETE", `/${name}`);
}

async function bucketOf(name: string): Promise<unknown> {
  const answers = await Promise.all(["versioning", "tagging"].map((query) => s3("GET", `/${name}?${query}`)));
  if (answers.some(({ text }) => text.includes("<Code>NoSuchBucket</Code>"))) return undefined;
  return answers.map(({ text }) => /<(?:Status|Tag)>.*<\/(?:Status|Tag)>/.exec(text)?.[0] ?? "");
}

async function s3(method: "GET" | "DELETE", path: string): Promise<{ status: number; text: string }> {
  const { connect } = await import("../../src/s3/client.ts");
  const client = await connect({
    endpoint: variable("MINIO_ENDPOINT"),
    accessKey: variable("MINIO_ACCESS_KEY"),
    secretKey: variable("MINIO_SECRET_KEY"),
  });
  const [bucket = "", query = ""] = path.slice(1).split("?");
  const answer = await client.send({
    method,
    bucket,
    ...(query !== "" && { query }),
    absent: ["NoSuchBucket", "NoSuchTagSet"],
    action: "",
    resource: "",
  });
  if (answer !== undefined) return { status: 200, text: answer.body };
  return { status: 404, text: query === "tagging" ? "" : "<Code>NoSuchBucket</Code>" };
}

/** Requests that stay open at the API server, but those of its own components; `undefined` where that is not counted. */
export async function openWatches(): Promise<number | undefined> {
  const response = await request(adminAccess(), "/metrics");
  if (!response.ok) return undefined;
  const lines = (await response.text())
    .split("\n")
    .filter((line) => line.startsWith("apiserver_longrunning_requests{"));
  if (lines.length === 0) return undefined;
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
