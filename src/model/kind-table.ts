/** What has to be known of the kinds that Kubernetes itself serves, without asking a server. Pure. */

import { apiVersionOf, type Kind } from "./kind.ts";
import { kindRows, type KindRow } from "./kind-table.generated.ts";

/** A kind that every recent cluster serves in a stable version. */
export interface BuiltinKind extends Kind {
  /** Whether its objects have a `status`: without one there is nothing to wait for. */
  hasStatus: boolean;
  /** Path of the template of its pods, for kinds that start pods. */
  podTemplate?: readonly string[];
}

// Made on first use.
let byName: Map<string, BuiltinKind> | undefined;

function index(): Map<string, BuiltinKind> {
  byName ??= new Map(
    kindRows
      .flatMap((row) => row[4].map((version) => fromRow(row, version)))
      .map((kind) => [`${apiVersionOf(kind)}/${kind.kind}`, kind]),
  );
  return byName;
}

function fromRow(
  [group, kind, plural, namespaced, , hasStatus, podTemplate]: KindRow,
  version: string,
): BuiltinKind {
  const builtin: BuiltinKind = { group, version, kind, plural, namespaced, hasStatus };
  if (podTemplate !== undefined) builtin.podTemplate = podTemplate.split(".");
  return builtin;
}

/**
 * A built-in kind in any of its stable versions.
 * @param apiVersion for example `apps/v1`
 * @param kind for example `Deployment`
 * @returns `undefined` for custom resources, unstable versions and what cannot be kept (a TokenReview)
 */
export function builtinKind(apiVersion: string, kind: string): BuiltinKind | undefined {
  return index().get(`${apiVersion}/${kind}`);
}

/**
 * A kind that is known to be built in.
 * @throws TypeError when the table does not have it
 */
export function builtin(apiVersion: string, kind: string): Kind {
  const found = builtinKind(apiVersion, kind);
  if (found === undefined) throw new TypeError(`there is no ${apiVersion} ${kind}`);
  return found;
}

/** All built-in kinds, each in its preferred version, sorted by group and kind. */
export function builtinKinds(): readonly BuiltinKind[] {
  return kindRows.map((row) => fromRow(row, row[4][0] ?? ""));
}

/** Whether Kubernetes itself serves the kind, rather than a custom resource definition or an aggregated API server. */
export function isBuiltIn(kind: Kind): boolean {
  return builtinKind(apiVersionOf(kind), kind.kind) !== undefined;
}
