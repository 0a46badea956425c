/** POST of a token for a service account. The token is well formed and good for nothing: nobody checks rights here. */

import { isJsonObject } from "../../model/json.ts";
import { timestamp } from "../clock.ts";
import { encoded } from "./answer.ts";
import type { Exchange } from "./api.ts";
import { readBody } from "./body.ts";
import { existing } from "./pod-subresources.ts";
import { writeOptions } from "./write-options.ts";

const DEFAULT_EXPIRATION = 3600;
const ISSUER = "https://kubernetes.default.svc.cluster.local";

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/ */
export async function requestToken(exchange: Exchange): Promise<Response> {
  const { api, route, request } = exchange;
  const { namespace = "", name = "" } = route;
  writeOptions(exchange, "CreateOptions");
  const { value } = await readBody(request, "TokenRequest");
  const account = existing(exchange);
  const spec = isJsonObject(value["spec"]) ? value["spec"] : {};
  const { expirationSeconds: wanted, audiences: asked } = spec;
  const expirationSeconds = typeof wanted === "number" ? wanted : DEFAULT_EXPIRATION;
  const audiences = Array.isArray(asked) && asked.length > 0 ? asked : [ISSUER];
  const issued = Math.floor(api.clock.now() / 1000);
  const token = [
    part({ alg: "none", kid: "local" }),
    part({
      aud: audiences,
      exp: issued + expirationSeconds,
      iat: issued,
      iss: ISSUER,
      "kubernetes.io": { namespace, serviceaccount: { name, uid: account.metadata.uid } },
      nbf: issued,
      sub: `system:serviceaccount:${namespace}:${name}`,
    }),
    part({ local: true }),
  ].join(".");
  const answer = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: timestamp(issued * 1000) },
    spec: { ...spec, audiences, expirationSeconds, boundObjectRef: spec["boundObjectRef"] ?? null },
    status: { token, expirationTimestamp: timestamp((issued + expirationSeconds) * 1000) },
  };
  return encoded(exchange, JSON.stringify(answer), 201);
}
