/** What namespaces demand of everything in them, and of themselves. @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle */

import { valueAt } from "../../model/json.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { forbidden, notFound, StatusError } from "../status.ts";
import type { Store } from "../store/store.ts";
import { refused, type Target } from "./environment.ts";

/** Namespaces by their storage name. */
export const NAMESPACES = "/namespaces";

/** Namespaces that may not be deleted. */
export const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/**
 * Refuses to create something in a namespace that is not there, or not for long.
 * @throws {StatusError} 404 and 403
 */
export function admitToNamespace(store: Store, kind: ServedKind, { namespace, name }: Target): void {
  if (!kind.namespaced || namespace === undefined) return;
  const found = store.get(NAMESPACES, undefined, namespace);
  if (found === undefined) throw notFound({ group: "", plural: "namespaces", name: namespace });
  if (valueAt(found, ["status", "phase"]) !== "Terminating") return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(refused(kind, name), why);
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  throw new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}
