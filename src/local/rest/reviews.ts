/** Reviews: who somebody is and what they may do. There is one user, and it may do everything. */

import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { apiVersionOf } from "../../model/kind.ts";
import { timestamp } from "../clock.ts";
import { encoded } from "./answer.ts";
import type { Api, Exchange } from "./api.ts";
import { readBody } from "./body.ts";
import { methodNotAllowed } from "./refusals.ts";
import type { ReviewRoute } from "./route.ts";

/** Who every client with the token is. */
export const USER = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
} as const;

const EVERYTHING = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };

/** What a review finds out. */
interface Reviewing {
  api: Api;
  spec: JsonObject;
  /** Of this cluster; absent when it asks for none. */
  token?: string;
}

const STATUS: Readonly<Record<string, (reviewing: Reviewing) => object>> = {
  SelfSubjectAccessReview: () => ({ allowed: true }),
  SubjectAccessReview: () => ({ allowed: true }),
  LocalSubjectAccessReview: () => ({ allowed: true }),
  SelfSubjectRulesReview: () => ({
    resourceRules: [EVERYTHING],
    nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
    incomplete: false,
  }),
  SelfSubjectReview: () => ({ userInfo: USER }),
  TokenReview: ({ spec, token }) =>
    token === undefined || spec["token"] === token
      ? { authenticated: true, user: USER, audiences: ["https://kubernetes.default.svc.cluster.local"] }
      : { user: {}, error: "invalid bearer token" },
};

/** POST of a review. @throws {StatusError} 405 for anything but a creation */
export async function review(
  exchange: Pick<Exchange, "api" | "request" | "accepted" | "warnings">,
  { kind, name, namespace }: ReviewRoute,
  token: string | undefined,
): Promise<Response> {
  const { api, request } = exchange;
  if (request.method !== "POST" || name !== undefined) throw methodNotAllowed();
  const { value } = await readBody(request, kind.kind);
  const spec = isJsonObject(value["spec"]) ? value["spec"] : {};
  const answer = {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    metadata: {
      ...(kind.kind === "SelfSubjectReview" ? { creationTimestamp: timestamp(api.clock.now()) } : {}),
      ...(namespace === undefined ? {} : { namespace }),
    },
    // Who asks about itself has nothing to say first.
    ...(kind.kind === "SelfSubjectReview"
      ? {}
      : { spec: kind.kind === "SelfSubjectRulesReview" ? {} : spec }),
    status: STATUS[kind.kind]?.({ api, spec, ...(token === undefined ? {} : { token }) }),
  };
  return encoded(exchange, JSON.stringify(answer), 201);
}
