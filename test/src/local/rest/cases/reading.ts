/** Requests that read: paths, discovery, negotiation, lists. */

import type { Row } from "../exchange.ts";

/** The cluster makes none of these itself. */
const SECRETS = "/api/v1/namespaces/{ns}/secrets";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const METADATA = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
const METADATA_LIST = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

function get(title: string, path: string, accept?: string): Row {
  return { title, method: "GET", path, ...(accept === undefined ? {} : { headers: { accept } }) };
}

function list(title: string, query: string, accept?: string): Row {
  return get(title, `${SECRETS}?${query}`, accept);
}

/** What lists find. */
const objects: Row[] = [
  ...["a", "b", "c", "d"].map((name, index) => ({
    title: `POST ${name}`,
    method: "POST",
    path: SECRETS,
    body: {
      metadata: { name, labels: { app: index < 2 ? "x" : "y", [`only-${name}`]: "1" } },
      data: { name: "YQ==" },
    },
  })),
  {
    title: "POST a Secret",
    method: "POST",
    path: "/api/v1/namespaces/{ns}/secrets",
    body: { metadata: { name: "s" }, type: "example.com/t", data: { a: "YQ==" } },
  },
];

const paths: Row[] = [
  get("an unknown page", "/foo"),
  get("an unknown page below a health check", "/healthz/foo/bar"),
  get("an unknown core version", "/api/v2"),
  get("a resource of an unknown core version", "/api/v2/pods"),
  get("an unknown core resource", "/api/v1/nope"),
  get("an unknown resource in a namespace", "/api/v1/namespaces/{ns}/nope"),
  get("an unknown group", "/apis/nope"),
  get("an unknown group and version", "/apis/nope/v1"),
  get("a resource of an unknown group", "/apis/nope/v1/things"),
  get("an unknown version", "/apis/apps/v9"),
  get("a resource of an unknown version", "/apis/apps/v9/deployments"),
  get("an unknown resource of a group", "/apis/apps/v1/nope"),
  get("too many steps", `${SECRETS}/a/b/c`),
  get("a subresource that the kind has not", `${SECRETS}/a/status`),
  get("a subresource that nobody has", "/api/v1/namespaces/{ns}/pods/a/foo"),
  get("a namespaced object without its namespace", "/api/v1/secrets/a"),
  get("a cluster kind in a namespace", "/api/v1/namespaces/{ns}/nodes"),
  get("a namespace of another group", "/apis/apps/v1/namespaces/{ns}"),
  get("namespaces of another group", "/apis/apps/v1/namespaces"),
  get("a slash at the end", `${SECRETS}/a/`),
  get("a slash in a name", `${SECRETS}/..%2f..`),
  { ...get("a zero in a name", `${SECRETS}/a%00b`), differs: "Go writes a zero as \\x00" },
  get("spaces in a name", `${SECRETS}/a%20b`),
  get("a namespace that nobody could make", "/api/v1/namespaces/A_b/secrets"),
  get("an object that is not there", `${SECRETS}/nope`),
  get("an object of a group that is not there", "/apis/apps/v1/namespaces/{ns}/deployments/nope"),
  get("a cluster object that is not there", "/apis/storage.k8s.io/v1/storageclasses/nope"),
  get("the scale of an object that is not there", "/apis/apps/v1/namespaces/{ns}/deployments/nope/scale"),
  get("the status of an object that is not there", "/apis/apps/v1/namespaces/{ns}/deployments/nope/status"),
  get("the log of a pod that is not there", "/api/v1/namespaces/{ns}/pods/nope/log"),
  get("health", "/healthz"),
  get("liveness", "/livez"),
  get("readiness", "/readyz"),
  { ...get("the version", "/version"), differs: "it says that it is local, and nothing of Go" },
  { ...get("the root", "/"), differs: "it lists what there is" },
  get("the core versions", "/api"),
  get("a group", "/apis/apps"),
  get("a group of reviews", "/apis/authorization.k8s.io"),
  get("the resources of a group of reviews", "/apis/authorization.k8s.io/v1"),
  get("the resources of authentication", "/apis/authentication.k8s.io/v1"),
  get("a list of reviews", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
  get("all groups", "/apis"),
  get("all groups, aggregated", "/apis", AGGREGATED),
];

/** Compared as a whole: they are what clients know of the kinds. */
const resources: Row[] = [
  "apps/v1",
  "batch/v1",
  "autoscaling/v2",
  "autoscaling/v1",
  "networking.k8s.io/v1",
  "policy/v1",
  "rbac.authorization.k8s.io/v1",
  "storage.k8s.io/v1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "scheduling.k8s.io/v1",
  "node.k8s.io/v1",
  "certificates.k8s.io/v1",
  "admissionregistration.k8s.io/v1",
  "apiextensions.k8s.io/v1",
  "events.k8s.io/v1",
].map((version) => get(`the resources of ${version}`, `/apis/${version}`));

const methods: Row[] = [
  { title: "PUT a collection", method: "PUT", path: SECRETS, body: {} },
  { title: "PATCH a collection", method: "PATCH", path: SECRETS, body: {} },
  { title: "POST an object", method: "POST", path: `${SECRETS}/a`, body: {} },
  { title: "POST to all namespaces", method: "POST", path: "/api/v1/secrets", body: {} },
  { title: "DELETE in all namespaces", method: "DELETE", path: "/api/v1/secrets" },
  { title: "DELETE all namespaces", method: "DELETE", path: "/api/v1/namespaces" },
  { title: "DELETE a status", method: "DELETE", path: "/apis/apps/v1/namespaces/{ns}/deployments/x/status" },
  {
    title: "POST a scale",
    method: "POST",
    path: "/apis/apps/v1/namespaces/{ns}/deployments/x/scale",
    body: {},
  },
  { title: "GET an eviction", method: "GET", path: "/api/v1/namespaces/{ns}/pods/x/eviction" },
  { title: "OPTIONS", method: "OPTIONS", path: SECRETS },
  { title: "an unknown method", method: "FOO", path: SECRETS },
  { title: "POST /api", method: "POST", path: "/api" },
  { title: "POST /version", method: "POST", path: "/version" },
];

const negotiation: Row[] = [
  list("text", "", "text/plain"),
  list("an unknown form", "", "application/json;as=Foo;v=v1;g=meta.k8s.io"),
  list("a table of a version that is no more", "", "application/json;as=Table;v=v1beta1;g=meta.k8s.io"),
  list("a table or JSON", "", "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"),
  list("anything", "", "*/*"),
  list("any application", "", "application/*"),
  list("by quality", "", "application/json;q=0.5,application/json;as=Table;v=v1;g=meta.k8s.io;q=0.9"),
  list("a table", "", TABLE),
  list("a table with objects", "includeObject=Object", TABLE),
  list("a table without objects", "includeObject=None", TABLE),
  list("a table with what there is not", "includeObject=foo", TABLE),
  list("metadata of a list", "", METADATA_LIST),
  list("metadata of an object, of a list", "", METADATA),
  get("a table of one", `${SECRETS}/a`, TABLE),
  get("metadata of one", `${SECRETS}/a`, METADATA),
  get("metadata of a list, of one", `${SECRETS}/a`, METADATA_LIST),
  get("a table of what is not there", `${SECRETS}/nope`, TABLE),
  get("an empty table", "/api/v1/namespaces/{ns}/pods", TABLE),
  get("an empty table of a kind without columns", "/api/v1/namespaces/{ns}/limitranges", TABLE),
  ...[
    "/apis/apps/v1/namespaces/{ns}/deployments",
    "/apis/apps/v1/namespaces/{ns}/statefulsets",
    "/apis/apps/v1/namespaces/{ns}/daemonsets",
    "/apis/batch/v1/namespaces/{ns}/jobs",
    "/apis/batch/v1/namespaces/{ns}/cronjobs",
    "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses",
    "/apis/networking.k8s.io/v1/namespaces/{ns}/networkpolicies",
    "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
    "/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets",
    "/apis/discovery.k8s.io/v1/namespaces/{ns}/endpointslices",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings",
    "/apis/events.k8s.io/v1/namespaces/{ns}/events",
    "/api/v1/namespaces/{ns}/persistentvolumeclaims",
    "/api/v1/namespaces/{ns}/services",
    "/api/v1/namespaces/{ns}/resourcequotas",
    "/api/v1/namespaces/{ns}/events",
  ].map((path) => get(`columns of ${path.split("/").at(-1)} in ${path.split("/")[2]}`, path, TABLE)),
];

const lists: Row[] = [
  list("all", ""),
  list("none of a kind", "labelSelector=nope"),
  list("one by name", "fieldSelector=metadata.name%3Db"),
  list("all but one", "fieldSelector=metadata.name!%3Db"),
  list("by name and namespace", "fieldSelector=metadata.name%3D%3Db,metadata.namespace%3D{ns}"),
  list("in another namespace", "fieldSelector=metadata.namespace%3Dother"),
  list("by label", "labelSelector=app%3Dx"),
  list("by label that is not", "labelSelector=app!%3Dx"),
  list("by labels in a set", "labelSelector=app%20in%20(x,y),only-c"),
  list("by labels not in a set", "labelSelector=app%20notin%20(x)"),
  list("by label that is not there", "labelSelector=!only-a"),
  list("by comparison", "labelSelector=only-a%3E0"),
  list("a selector with two values", "labelSelector=a%3Db%3Dc"),
  list("a selector with an unknown operator", "labelSelector=a%20foo%20(b)"),
  list("a selector without a key", "labelSelector=%3Db"),
  list("a selector with a bad key", "labelSelector=a%2Fb%2Fc"),
  list("a selector with a bad value", "labelSelector=a%3D-b"),
  list("a selector with an open set", "labelSelector=a%20in%20(b"),
  list("an unknown field", "fieldSelector=spec.x%3D1"),
  list("a field without a value", "fieldSelector=abc"),
  get("an unknown field of pods", "/api/v1/namespaces/{ns}/pods?fieldSelector=spec.foo%3D1"),
  get("a field of pods", "/api/v1/namespaces/{ns}/pods?fieldSelector=status.phase%3DRunning"),
  get("an unknown field of secrets", "/api/v1/namespaces/{ns}/secrets?fieldSelector=foo%3D1"),
  get("a field of secrets", "/api/v1/namespaces/{ns}/secrets?fieldSelector=type%3Dexample.com/t"),
  get("an unknown field of jobs", "/apis/batch/v1/namespaces/{ns}/jobs?fieldSelector=foo%3D1"),
  get("an unknown field of deployments", "/apis/apps/v1/namespaces/{ns}/deployments?fieldSelector=foo%3D1"),
  get("an unknown field of namespaces", "/api/v1/namespaces?fieldSelector=foo%3D1"),
  get("a field of namespaces", "/api/v1/namespaces?fieldSelector=metadata.name%3D{ns}"),
  list("two of them", "limit=2"),
  list("a part of a table", "limit=1", TABLE),
  list("a part of what a selector finds", "limit=1&labelSelector=app%3Dx"),
  list("a limit below zero", "limit=-1"),
  list("a limit that is no number", "limit=abc"),
  list("a token that is none", "continue=abc"),
  list(
    "a token of another version",
    `continue=${Buffer.from('{"v":"v9","rv":1,"start":"a"}').toString("base64url")}`,
  ),
  list(
    "a token without a revision",
    `continue=${Buffer.from('{"v":"meta.k8s.io/v1","start":"a"}').toString("base64url")}`,
  ),
  list(
    "a token without a key",
    `continue=${Buffer.from('{"v":"meta.k8s.io/v1","rv":1}').toString("base64url")}`,
  ),
  list("any revision", "resourceVersion=0"),
  list("a revision that is none", "resourceVersion=abc"),
  list("a revision of the future", "resourceVersion=99999999"),
  list("exactly no revision", "resourceVersionMatch=Exact"),
  list("exactly any revision", "resourceVersionMatch=Exact&resourceVersion=0"),
  list("an unknown match", "resourceVersionMatch=Foo&resourceVersion=1"),
  list("a match and a token", "resourceVersionMatch=Exact&resourceVersion=1&continue=abc"),
  list("initial events", "sendInitialEvents=true"),
  list("not watched", "watch=false"),
  list("pretty", "pretty=true&limit=1"),
];

const watches: Row[] = [
  list("from the beginning", "watch=1&timeoutSeconds=1"),
  list("by label", "watch=true&timeoutSeconds=1&labelSelector=app%3Dx"),
  list("by name", "watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dc"),
  list("as a table", "watch=1&timeoutSeconds=1", TABLE),
  list("metadata", "watch=1&timeoutSeconds=1", METADATA),
  list(
    "with initial events and a bookmark",
    "watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
  ),
  list(
    "metadata with initial events and a bookmark",
    "watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
    METADATA,
  ),
  list("initial events without a match", "watch=1&sendInitialEvents=true"),
  list("a match without initial events", "watch=1&resourceVersion=1&resourceVersionMatch=NotOlderThan"),
  list("initial events with another match", "watch=1&sendInitialEvents=true&resourceVersionMatch=Exact"),
  list("a revision that is none", "watch=1&resourceVersion=abc"),
  get("the old form", "/api/v1/watch/namespaces/{ns}/secrets?timeoutSeconds=1"),
  get("the old form of one", "/api/v1/watch/namespaces/{ns}/secrets/a?timeoutSeconds=1"),
  get("one object with watch in its query", `${SECRETS}/a?watch=1`),
].map((row) => ({ ...row, title: `watch: ${row.title}` }));

export const reading: readonly Row[] = [
  ...paths,
  ...resources,
  ...methods,
  ...objects,
  ...negotiation,
  ...lists,
  ...watches,
];
