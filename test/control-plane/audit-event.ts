/** What the API server's audit log says of a request, at the level Metadata and as far as the tests read it. */

interface AuditedRequest {
  stage: "ResponseComplete" | "ResponseStarted";
  verb: string;
  requestURI: string;
  userAgent: string;
  user: { username: string };
  responseStatus: { code: number };
  objectRef?: {
    resource: string;
    namespace?: string;
    name?: string;
    apiVersion: string;
    apiGroup?: string;
    subresource?: string;
  };
}

const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
  GET: "get",
  HEAD: "get",
};

const OBJECT =
  /^\/(?:api\/(?<core>v1)|apis\/(?<group>[^/]+)\/(?<version>[^/]+))(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<subresource>[^/]+))?)?$/;
const NAMESPACE = /^\/api\/v1\/namespaces(?:\/(?<name>[^/]+)(?:\/(?<subresource>status|finalize))?)?$/;

/**
 * @param code HTTP status of the answer
 * @param created name of the object in the body of a create
 */
export function auditEvents(
  { method, url, headers }: Request,
  code: number,
  created: string | undefined,
): AuditedRequest[] {
  const { pathname, search, searchParams } = new URL(url);
  const requestURI = pathname + search;
  const found = NAMESPACE.exec(pathname)?.groups ?? OBJECT.exec(pathname)?.groups;
  const event: AuditedRequest = {
    stage: "ResponseComplete",
    verb: verbOf(method, found, searchParams),
    requestURI,
    userAgent: headers.get("user-agent") ?? "",
    user: { username: "admin" },
    responseStatus: { code },
  };
  if (found !== undefined) {
    const { namespace, resource = "namespaces", name = created, subresource, group, version = "v1" } = found;
    event.objectRef = {
      resource,
      apiVersion: version,
      ...(group !== undefined && { apiGroup: group }),
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
      ...(subresource !== undefined && { subresource }),
    };
  }
  return [event.verb === "watch" ? { ...event, stage: "ResponseStarted" } : event];
}

function verbOf(
  method: string,
  object: Record<string, string | undefined> | undefined,
  query: URLSearchParams,
): string {
  if (object === undefined) return method.toLowerCase();
  const collection = object["name"] === undefined;
  if (method === "GET" && ["1", "true"].includes(query.get("watch") ?? "")) return "watch";
  if (method === "GET" && collection) return "list";
  if (method === "DELETE" && collection) return "deletecollection";
  return VERBS[method] ?? method.toLowerCase();
}
