/** Where the next part of a list begins. Pure. */

import { isJsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { badRequest } from "../status.ts";
import { scanJson } from "./json-scan.ts";

/** What a token says. */
export interface Position {
  /** The revision of the whole list; -1 for that of the moment. */
  revision: number;
  /** Everything up to this key has been sent: `<namespace>/<name>`. */
  after: string;
}

/** The order of lists: by namespace, then by name. */
export function keyOf({ metadata }: LiveObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** @see https://github.com/kubernetes/apiserver/blob/master/pkg/storage/continue.go */
export function encodeContinue({ revision, after }: Position): string {
  const token = {
    v: "meta.k8s.io/v1",
    rv: revision,
    start: `${after.startsWith("/") ? "" : "/"}${after}\u0000`,
  };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function invalidKey(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

/** @throws {StatusError} 400 */
export function decodeContinue(token: string, namespaced: boolean): Position {
  const text = Buffer.from(token, "base64url").toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidKey(scanJson(text).error ?? String(error));
  }
  if (!isJsonObject(value))
    throw invalidKey("json: cannot unmarshal into Go value of type storage.continueToken");
  const { v, rv, start } = value;
  if (v !== "meta.k8s.io/v1")
    throw invalidKey(`server does not recognize this encoded version ${typeof v === "string" ? v : ""}`);
  if (typeof rv !== "number" || rv === 0)
    throw invalidKey("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  if (typeof start !== "string" || start === "")
    throw invalidKey("encoded start key empty (version meta.k8s.io/v1)");
  if (start.split("/").some((step) => step === "..")) throw invalidKey(start);
  const key = start.replaceAll("\u0000", "").replace(/^\//, "");
  return { revision: rv, after: namespaced ? key : `/${key}` };
}
