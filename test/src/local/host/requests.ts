/** Requests that nobody should send, with what a running embedded cluster answers. */

/** One bad request. */
export interface BadRequest {
  name: string;
  method?: string;
  /** @default the ConfigMaps of the namespace default */
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | (() => ReadableStream<Uint8Array>);
  /** HTTP status, and the reason of the Status, or the S3 error code. */
  status: number;
  reason?: string;
}

export const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
const JSON_TYPE = { "content-type": "application/json" };
const APPLY = { "content-type": "application/apply-patch+yaml" };

function endless(): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode("x".repeat(100_000));
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
}

function post(name: string, body: BadRequest["body"], rest: Partial<BadRequest> = {}): BadRequest {
  const standard = { method: "POST", headers: JSON_TYPE, status: 400, reason: "BadRequest" };
  return { name, body: body ?? "", ...standard, ...rest };
}

function get(name: string, path: string, status: number, reason?: string): BadRequest {
  return { name, path, status, ...(reason !== undefined && { reason }) };
}

const metadata = (name: string): string => JSON.stringify({ metadata: { name } });

/** Sent to the API server, with its token. */
export const BAD_REQUESTS: readonly BadRequest[] = [
  post("no body", ""),
  post("truncated JSON", '{"metadata":{"name":"a"'),
  post("no JSON", "\u0000\u0001 garbage"),
  post("bytes that are no text", new Uint8Array([0xff, 0xfe, 0x80, 0x7b])),
  post("a list for an object", "[]"),
  post("another kind", '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}'),
  post("arrays nested 100,000 deep", `{"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
  post("objects nested 100,000 deep", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
  post("3 MB of one object", JSON.stringify({ metadata: { name: "a" }, data: { a: "x".repeat(4e6) } }), {
    status: 413,
    reason: "RequestEntityTooLarge",
  }),
  post("a body without end", endless, { status: 413, reason: "RequestEntityTooLarge" }),
  post(
    "more than a megabyte of data",
    JSON.stringify({ metadata: { name: "a" }, data: { a: "x".repeat(2e6) } }),
    {
      status: 422,
      reason: "Invalid",
    },
  ),
  post("no YAML", "a: [", { headers: { "content-type": "application/yaml" } }),
  post(
    "YAML that stands for a thousand times its size",
    [
      "a: &a [x,x,x,x,x,x,x,x,x,x]",
      ..."bcdefghi".split("").map((key, index) => {
        const before = "abcdefghi"[index] ?? "a";
        return `${key}: &${key} [${`*${before},`.repeat(9)}*${before}]`;
      }),
    ].join("\n"),
    { headers: { "content-type": "application/yaml" } },
  ),
  post("no protobuf", new Uint8Array([1, 2, 3, 4, 5]), {
    headers: { "content-type": "application/vnd.kubernetes.protobuf" },
  }),
  post(
    "protobuf that promises more than it has",
    new Uint8Array([0x6b, 0x38, 0x73, 0, 0x12, 0xff, 0xff, 0xff, 0x7f]),
    {
      headers: { "content-type": "application/vnd.kubernetes.protobuf" },
    },
  ),
  post("a form", "a=b", {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    status: 415,
    reason: "UnsupportedMediaType",
  }),
  post("a picture", "a", {
    headers: { "content-type": "image/png" },
    status: 415,
    reason: "UnsupportedMediaType",
  }),
  post("a patch of no known sort", "{}", {
    method: "PATCH",
    path: `${CONFIG_MAPS}/a`,
    status: 415,
    reason: "UnsupportedMediaType",
  }),
  post("a name that leads elsewhere", metadata("../../etc/passwd"), { status: 422, reason: "Invalid" }),
  post("a name of dots", metadata(".."), { status: 422, reason: "Invalid" }),
  post("a name with a zero byte", metadata("a\u0000b"), { status: 422, reason: "Invalid" }),
  post("a name of a thousand letters", metadata("a".repeat(1000)), { status: 422, reason: "Invalid" }),
  post("a name that is a prototype", metadata("__proto__"), { status: 422, reason: "Invalid" }),
  post("an object applied under a name that leads elsewhere", '{"apiVersion":"v1","kind":"ConfigMap"}', {
    method: "PATCH",
    headers: APPLY,
    path: `${CONFIG_MAPS}/..%2f..%2fetc%2fpasswd?fieldManager=a`,
    status: 404,
    reason: "NotFound",
  }),
  get("a path that leads elsewhere", `${CONFIG_MAPS}/%2e%2e%2f%2e%2e%2fetc%2fpasswd`, 404, "NotFound"),
  get("a file of this machine", "/../../../etc/passwd", 404),
  get("no API", "/apis/nobody.example.com/v1/things", 404),
  get("no resource", "/api/v1/things", 404, "NotFound"),
  get("no subresource", `${CONFIG_MAPS}/a/b/c/d`, 404, "NotFound"),
  get("escapes that are none", "/api/v1/namespaces/%zz/configmaps", 400, "BadRequest"),
  get("a path of 10,000 steps", `/api${"/a".repeat(10_000)}`, 431),
  get("a limit that is no number", `${CONFIG_MAPS}?limit=many`, 400, "BadRequest"),
  get("a revision that is none", `${CONFIG_MAPS}?resourceVersion=-1`, 400),
  get(
    "a revision of the future",
    `${CONFIG_MAPS}?resourceVersion=99999999999&resourceVersionMatch=NotOlderThan`,
    504,
  ),
  get("a token of no list", `${CONFIG_MAPS}?limit=1&continue=garbage`, 400, "BadRequest"),
  get("a selector that is none", `${CONFIG_MAPS}?labelSelector=a+in+(`, 400, "BadRequest"),
  get("a field that nobody selects by", `${CONFIG_MAPS}?fieldSelector=data.a=b`, 400, "BadRequest"),
  {
    name: "a web page",
    path: CONFIG_MAPS,
    headers: { accept: "text/html" },
    status: 406,
    reason: "NotAcceptable",
  },
  { name: "a method that it does not have", method: "PUT", status: 405, reason: "MethodNotAllowed" },
];
