/** Other tools, as the API server sees them: by their requests and field managers. */

import type { Target } from "../../../src/apply/target.ts";
import { ensure, type Ensured, type EnsureOptions } from "../../../src/apply/ensure.ts";
import { objectPath } from "../../../src/model/kind.ts";
import { builtinKind } from "../../../src/model/kind-table.ts";
import type { Kind } from "../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { adminAccess } from "../../support/control-plane.ts";

/** Changes that a writer sends: a merge patch, which is an `Update` of its manager. */
export interface Edit {
  manager: string;
  subresource?: string;
}

/** Creates an object by POST: an `Update` of the manager. */
export async function post(target: Target, manifest: Manifest, manager: string): Promise<LiveObject> {
  const collection = objectPath(target.kind, target).replace(/\/[^/]+$/, "");
  return send("POST", `${collection}?fieldManager=${manager}`, manifest);
}

/** Applies an object: an `Apply` of the manager. */
export function applyAs(target: Target, manifest: Manifest, manager: string): Promise<LiveObject> {
  const path = `${objectPath(target.kind, target)}?fieldManager=${manager}&force=true`;
  return send("PATCH", path, manifest, "application/apply-patch+yaml");
}

/** Changes an object by a merge patch. */
export function edit(target: Target, patch: unknown, { manager, subresource }: Edit): Promise<LiveObject> {
  const below = subresource === undefined ? "" : `/${subresource}`;
  const path = `${objectPath(target.kind, target)}${below}?fieldManager=${encodeURIComponent(manager)}`;
  return send("PATCH", path, patch, "application/merge-patch+json");
}

/** Changes an object by a JSON patch. */
export function patchAs(target: Target, operations: unknown, manager: string): Promise<LiveObject> {
  const path = `${objectPath(target.kind, target)}?fieldManager=${manager}`;
  return send("PATCH", path, operations, "application/json-patch+json");
}

async function send(
  method: string,
  path: string,
  body: unknown,
  contentType = "application/json",
): Promise<LiveObject> {
  const { server, ca, token } = adminAccess();
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": contentType,
    "User-Agent": "somebody/1",
  };
  const answer = await fetch(server + path, { method, headers, body: JSON.stringify(body), tls: { ca } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as LiveObject;
}

/** A kind by name. */
export function kindOf(apiVersion: string, kind: string): Kind {
  const found = builtinKind(apiVersion, kind);
  if (found === undefined) throw new Error(`${apiVersion} ${kind} is no built-in kind`);
  return found;
}

/** Our field manager in these tests. */
export const OURS = "alchemy-0b1e";

/** What a resource asks for, with the least that it may say. */
export function wish(manifest: Manifest, more: Partial<EnsureOptions> = {}): EnsureOptions {
  return {
    manifest,
    ownership: { id: "0b1e", fqn: "shop/test/thing", app: "shop", stage: "test" },
    expect: "absent",
    adopt: false,
    conflicts: "fail",
    allowDataLoss: false,
    secrets: [],
    timeout: 20_000,
    report: () => undefined,
    ...more,
  };
}

/** Creates or updates an object of ours. */
export function ensured(
  target: Target,
  manifest: Manifest,
  more: Partial<EnsureOptions> = {},
): Promise<Ensured> {
  return ensure(target, wish(manifest, more));
}

/** Updates an object of ours whose last manifest is known, as a run does. */
export function updated(
  target: Target,
  from: Manifest,
  to: Manifest,
  more: Partial<EnsureOptions> = {},
): Promise<Ensured> {
  return ensured(target, to, { expect: "present", applied: from, ...more });
}
