/** Requests that write: bodies, options, patches, deletions, subresources. */

import type { Row } from "../exchange.ts";

const CM = "/api/v1/namespaces/{ns}/configmaps";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/{ns}/deployments";
const YAML = { "content-type": "application/yaml" };
const PROTOBUF = { "content-type": "application/vnd.kubernetes.protobuf" };
const APPLY = { "content-type": "application/apply-patch+yaml" };
const MERGE = { "content-type": "application/merge-patch+json" };
const JSON_PATCH = { "content-type": "application/json-patch+json" };
const STRATEGIC = { "content-type": "application/strategic-merge-patch+json" };

const DRY = `${CM}?dryRun=All`;

function post(title: string, body: unknown, { path = CM, headers }: Partial<Row> = {}): Row {
  return {
    title: `POST ${title}`,
    method: "POST",
    path,
    body,
    ...(headers === undefined ? {} : { headers }),
  };
}

function named(name: string, rest: object = {}): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, ...rest };
}

const garbage: Row[] = [
  post("nothing", ""),
  post("half an object", "{"),
  post("an array", "[]"),
  post("a string", '"x"'),
  post("a number", "1"),
  post("null", "null"),
  post("an object without a name", {}),
  post("no JSON", "hello"),
  post("a comma too many", '{"a":1,}'),
  post("no colon", '{"a" 1}'),
  post("no comma", '{"a":1 "b":2}'),
  post("two objects", "{}{}"),
  post("a broken literal", '{"a":tru}'),
  post("an open string", '{"a":"b'),
  post("a control character", '{"a":"b\u0001"}'),
  post("a bad escape", String.raw`{"a":"\x"}`),
  post("a bad number", '{"a":-}'),
  post("a long text that is no JSON", `{${"x".repeat(100)}`),
  post("brackets without end", "[".repeat(200_000)),
  post(
    "invalid UTF-8",
    Uint8Array.from([
      ...Buffer.from('{"metadata":{"name":"u"},"data":{"a":"'),
      0xff,
      0xfe,
      ...Buffer.from('"}}'),
    ]),
    { path: DRY },
  ),
  post("text", "{}", { headers: { "content-type": "text/plain" } }),
  post("a form", "a=b", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
  post("JSON with a charset", named("u"), {
    path: DRY,
    headers: { "content-type": "application/json; charset=utf-8" },
  }),
  post("YAML", "metadata: {name: u}\ndata:\n  a: b\n", { path: DRY, headers: YAML }),
  post("YAML with old booleans", "metadata: {name: u}\nimmutable: yes\n", { path: DRY, headers: YAML }),
  post("empty YAML", "", { path: DRY, headers: YAML }),
  post("YAML of a list", "- a", { path: DRY, headers: YAML }),
  {
    ...post("broken YAML", "{a: [}", { path: DRY, headers: YAML }),
    differs: "the parsers of YAML have words of their own",
  },
  post("no protobuf", "garbage", { path: DRY, headers: PROTOBUF }),
  post("half a protobuf", Uint8Array.from([0x6b, 0x38, 0x73, 0x00, 0x0a, 0x20]), {
    path: DRY,
    headers: PROTOBUF,
  }),
  post("garbage with the protobuf magic", "k8s\u0000garbage", { path: DRY, headers: PROTOBUF }),
  post("protobuf of another kind of wire", Uint8Array.from([0x6b, 0x38, 0x73, 0x00, 0x0c]), {
    path: DRY,
    headers: PROTOBUF,
  }),
  post("more than three megabytes", `{"a":"${"x".repeat(3 * 1024 * 1024)}"}`),
];

const bodies: Row[] = [
  post("another kind", { kind: "Secret", apiVersion: "v1" }),
  post("a kind of another group", { kind: "Deployment", apiVersion: "apps/v1" }),
  post("an unknown kind", { kind: "Foo", apiVersion: "v1" }),
  post("an unknown group", { kind: "ConfigMap", apiVersion: "nope/v1" }),
  post(
    "another version of a group",
    { kind: "HorizontalPodAutoscaler", apiVersion: "autoscaling/v1", metadata: { name: "h" } },
    { path: "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers" },
  ),
  post("another namespace", { metadata: { name: "a", namespace: "other" } }),
  post("metadata that is none", { metadata: "a" }),
  post("a name that is no string", { metadata: { name: 1 } }),
  post("a bad name", { metadata: { name: "A_b" } }),
  post("a wrong type", named("w", { data: { a: 1 } })),
  post(
    "a name to be made up",
    { metadata: { generateName: "g-" } },
    { path: `${CM}?dryRun=All&fieldManager=m` },
  ),
  post("to a namespace that is not there", named("a"), { path: "/api/v1/namespaces/nope/configmaps" }),
  post("duplicates, strictly", '{"metadata":{"name":"a","name":"b"},"data":{"a":"b","a":"c"}}', {
    path: `${DRY}&fieldValidation=Strict`,
  }),
  post("duplicates, with a warning", '{"metadata":{"name":"a","name":"b"},"data":{"a":"b","a":"c"}}', {
    path: DRY,
  }),
  post("duplicates, ignored", '{"metadata":{"name":"a","name":"b"},"data":{"a":"b","a":"c"}}', {
    path: `${DRY}&fieldValidation=Ignore`,
  }),
  post("an unknown field, strictly", named("u", { foo: 1 }), { path: `${DRY}&fieldValidation=Strict` }),
  post("an unknown field, with a warning", named("u", { foo: 1 }), { path: DRY }),
  post("an unknown field, ignored", named("u", { foo: 1 }), { path: `${DRY}&fieldValidation=Ignore` }),
  post("duplicate keys of YAML, strictly", "metadata: {name: b}\nmetadata: {name: c}\n", {
    path: `${DRY}&fieldValidation=Strict`,
    headers: YAML,
  }),
  post(
    "an unknown field in an array, strictly",
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "u" },
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: {
          metadata: { labels: { a: "b" } },
          spec: { containers: [{ name: "a", image: "b", foo: 1 }] },
        },
      },
    },
    { path: `${DEPLOYMENTS}?dryRun=All&fieldValidation=Strict` },
  ),
];

const options: Row[] = [
  post("an unknown validation", named("a"), { path: `${CM}?fieldValidation=Foo` }),
  post("an unknown dry run", named("a"), { path: `${CM}?dryRun=Foo` }),
  post("two unknown options", named("a"), { path: `${CM}?dryRun=Foo&fieldValidation=Bar` }),
  post("a manager that is too long", named("a"), { path: `${CM}?fieldManager=${"m".repeat(129)}` }),
  post("a manager that cannot be printed", named("a"), { path: `${CM}?fieldManager=a%07b` }),
  post("with the manager of the user agent", named("u"), {
    path: DRY,
    headers: { "user-agent": "one two/three four" },
  }),
  post("as a table", named("u"), {
    path: DRY,
    headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io", "content-type": "application/json" },
  }),
];

const objects: Row[] = [
  post("an object", named("w1", { data: { a: "1" } })),
  post("it again", named("w1", { data: { a: "1" } })),
  { title: "PUT another name", method: "PUT", path: `${CM}/w1`, body: named("w2") },
  {
    title: "PUT another namespace",
    method: "PUT",
    path: `${CM}/w1`,
    body: { metadata: { name: "w1", namespace: "other" } },
  },
  { title: "PUT without a name", method: "PUT", path: `${CM}/w1`, body: {} },
  { title: "PUT what is not there", method: "PUT", path: `${CM}/nope`, body: named("nope") },
  { title: "PUT", method: "PUT", path: `${CM}/w1`, body: named("w1", { data: { a: "2" } }) },
  { title: "PUT the same", method: "PUT", path: `${CM}/w1`, body: named("w1", { data: { a: "2" } }) },
  {
    title: "PUT an old revision",
    method: "PUT",
    path: `${CM}/w1`,
    body: { metadata: { name: "w1", resourceVersion: "1" } },
  },
  { title: "PUT another uid", method: "PUT", path: `${CM}/w1`, body: { metadata: { name: "w1", uid: "x" } } },
  {
    title: "PUT, dry run",
    method: "PUT",
    path: `${CM}/w1?dryRun=All`,
    body: named("w1", { data: { a: "9" } }),
  },
  { title: "PUT a bad option", method: "PUT", path: `${CM}/w1?dryRun=Foo`, body: named("w1") },
  { title: "PUT half an object", method: "PUT", path: `${CM}/w1`, body: "{" },
];

function patch(title: string, body: unknown, { path = `${CM}/w1`, headers = MERGE }: Partial<Row> = {}): Row {
  return { title: `PATCH ${title}`, method: "PATCH", path, body, headers };
}

const patches: Row[] = [
  patch("by nothing known", "{}", { headers: { "content-type": "application/json" } }),
  patch("what is not there", {}, { path: `${CM}/nope` }),
  patch("by half a merge patch", "{"),
  patch("by an array", "[]"),
  patch("by a merge patch", { data: { b: "2" } }),
  patch("by nothing", {}),
  patch("by a merge patch that removes", { data: { b: null } }),
  patch("with force", {}, { path: `${CM}/w1?force=true` }),
  patch("by duplicates", '{"data":{"a":"1","a":"2"}}', { path: `${CM}/w1?dryRun=All` }),
  patch("the name", { metadata: { name: "w2" } }),
  {
    ...patch("a wrong type", { data: { a: 1 } }),
    differs: "the message quotes the whole object, in another order of its fields",
  },
  patch("by a JSON patch", [{ op: "add", path: "/data/c", value: "3" }], { headers: JSON_PATCH }),
  patch("by a JSON patch that is an object", "{}", { headers: JSON_PATCH }),
  patch("by a JSON patch that tests in vain", [{ op: "test", path: "/data/c", value: "x" }], {
    headers: JSON_PATCH,
  }),
  patch("by a JSON patch of what is not there", [{ op: "remove", path: "/data/zz" }], {
    headers: JSON_PATCH,
  }),
  patch("by a JSON patch with an unknown operation", [{ op: "foo", path: "/data" }], { headers: JSON_PATCH }),
  patch("strategically", { data: { d: "4" } }, { headers: STRATEGIC }),
  patch("by half a strategic patch", "{", { headers: STRATEGIC }),
];

function apply(title: string, body: unknown, path = `${CM}/p?fieldManager=m`): Row {
  return { title: `apply ${title}`, method: "PATCH", path, body, headers: APPLY };
}

const applies: Row[] = [
  apply("without a manager", named("p"), `${CM}/p`),
  apply("another name", named("q")),
  apply("without a name", { apiVersion: "v1", kind: "ConfigMap" }),
  apply("another namespace", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "p", namespace: "other" },
  }),
  apply("without a kind", { apiVersion: "v1", metadata: { name: "p" } }),
  apply("without a version", { kind: "ConfigMap", metadata: { name: "p" } }),
  apply("another kind", { apiVersion: "v1", kind: "Secret", metadata: { name: "p" } }),
  apply("another version", { apiVersion: "v2", kind: "ConfigMap", metadata: { name: "p" } }),
  apply("managedFields", { ...named("p"), metadata: { name: "p", managedFields: [] } }),
  { ...apply("half a YAML", "{"), differs: "the parsers of YAML have words of their own" },
  apply("a list", "- a"),
  apply("an object", named("p", { data: { a: "1" } })),
  apply("it again", named("p", { data: { a: "1" } })),
  apply("it in YAML", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p}\ndata: {a: '1'}\n"),
  apply("what another owns", named("p", { data: { a: "2" } }), `${CM}/p?fieldManager=n`),
  apply("what another owns, by force", named("p", { data: { a: "2" } }), `${CM}/p?fieldManager=n&force=true`),
  apply("without force said aloud", named("p", { data: { a: "3" } }), `${CM}/p?fieldManager=m&force=false`),
  {
    ...apply("an unknown field", named("p", { foo: 1 })),
    differs: "the message names the namespace, which was not sent",
  },
  {
    ...apply("an unknown field of nothing", named("p2", { foo: 1 }), `${CM}/p2?fieldManager=m`),
    differs: "the message names the namespace, which was not sent",
  },
  apply("a dry run of nothing", named("p3", { data: { a: "1" } }), `${CM}/p3?fieldManager=m&dryRun=All`),
  apply(
    "with a uid, of nothing",
    { ...named("p4"), metadata: { name: "p4", uid: "x" } },
    `${CM}/p4?fieldManager=m`,
  ),
  apply(
    "duplicate keys, strictly",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p}\ndata:\n  a: '1'\n  a: '2'\n",
    `${CM}/p?fieldManager=m&fieldValidation=Strict&force=true`,
  ),
  apply("to a collection", named("p"), `${CM}?fieldManager=m`),
];

function del(title: string, path: string, body?: unknown, headers?: Record<string, string>): Row {
  return {
    title: `DELETE ${title}`,
    method: "DELETE",
    path,
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
  };
}

const deletions: Row[] = [
  del("what is not there", `${CM}/nope`),
  del("with an unknown policy", `${CM}/w1`, {
    kind: "DeleteOptions",
    apiVersion: "v1",
    propagationPolicy: "Foo",
  }),
  del("with an unknown policy in the query", `${CM}/w1?propagationPolicy=Foo`),
  del("with two policies", `${CM}/w1`, { propagationPolicy: "Orphan", orphanDependents: true }),
  del("with an unknown dry run", `${CM}/w1?dryRun=Foo`),
  del("with a grace period that is no number", `${CM}/w1?gracePeriodSeconds=x`),
  del("with another uid", `${CM}/w1`, { preconditions: { uid: "x" } }),
  del("with another revision", `${CM}/w1`, { preconditions: { resourceVersion: "1" } }),
  del("with text", `${CM}/w1`, "x", { "content-type": "text/plain" }),
  del("with options of another kind", `${CM}/w1`, { kind: "Foo", apiVersion: "v1" }),
  del("with half of options", `${CM}/w1`, "{"),
  del("as a dry run", `${CM}/w1?dryRun=All`),
  del("an object", `${CM}/w1`, { propagationPolicy: "Background" }),
  del("it again", `${CM}/w1`),
  del("none of a collection", `${CM}?labelSelector=nope`),
  del("some of a collection", `${CM}?fieldSelector=metadata.name%3Dp`),
  del("a collection with a bad selector", `${CM}?labelSelector=a%3Db%3Dc`),
  post("with a finalizer", { metadata: { name: "f", finalizers: ["example.com/f"] } }),
  del("what has a finalizer", `${CM}/f`),
  del("what is being deleted", `${CM}/f`),
  patch("away a finalizer", { metadata: { finalizers: null } }, { path: `${CM}/f` }),
  { title: "GET what a finalizer held", method: "GET", path: `${CM}/f` },
];

/** Answered for the one user, who may do everything, and without managedFields. */
const reviews: Row[] = [
  post(
    "a review of access",
    {
      kind: "SelfSubjectAccessReview",
      apiVersion: "authorization.k8s.io/v1",
      spec: { resourceAttributes: { verb: "get", resource: "pods" } },
    },
    { path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" },
  ),
  post("a review of oneself", {}, { path: "/apis/authentication.k8s.io/v1/selfsubjectreviews" }),
  post(
    "a review of rules",
    { spec: { namespace: "{ns}" } },
    { path: "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews" },
  ),
  post(
    "a review of access in a namespace",
    { spec: { user: "x", resourceAttributes: { namespace: "{ns}", verb: "get", resource: "pods" } } },
    { path: "/apis/authorization.k8s.io/v1/namespaces/{ns}/localsubjectaccessreviews" },
  ),
  post(
    "a review of a token",
    { spec: { token: "x" } },
    { path: "/apis/authentication.k8s.io/v1/tokenreviews" },
  ),
].map((row) => ({ ...row, differs: "there is one user, and nothing is recorded" }));

const subresources: Row[] = [
  ...reviews,
  post("half a review", "{", { path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" }),
  post("a token for nobody", { spec: {} }, { path: "/api/v1/namespaces/{ns}/serviceaccounts/nope/token" }),
  post(
    "an eviction of nobody",
    { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "nope" } },
    { path: "/api/v1/namespaces/{ns}/pods/nope/eviction" },
  ),
  post(
    "an eviction of another",
    { metadata: { name: "b" } },
    { path: "/api/v1/namespaces/{ns}/pods/a/eviction" },
  ),
];

export const writing: readonly Row[] = [
  ...garbage,
  ...bodies,
  ...options,
  ...objects,
  ...patches,
  ...applies,
  ...deletions,
  ...subresources,
];
