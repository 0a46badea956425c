/** How kro's controllers write: as the manager `kro`, by merge patches of what changed, and not at all when nothing would. */

import { type JsonObject, sameJson } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { ControllerContext } from "../controllers/controller.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { StatusError } from "../status.ts";
import { FINALIZER, MANAGERS } from "./names.ts";

const OPTIONS = { manager: MANAGERS.controller };

/** Writes through the API of one cluster. */
export class Writer {
  readonly context: ControllerContext;

  constructor(context: ControllerContext) {
    this.context = context;
  }

  /** @throws Error when the resource is not served: a mistake of whoever started the controllers */
  kind(resource: string): ServedKind {
    const kind = this.context.kinds.byResource(resource);
    if (kind === undefined) throw new Error(`${resource} is not served, but kro needs it`);
    return kind;
  }

  create(resource: string, manifest: Manifest): LiveObject {
    return this.context.objects.create(this.kind(resource), manifest, OPTIONS).object;
  }

  update(resource: string, object: LiveObject): LiveObject {
    return this.context.objects.update(this.kind(resource), object, OPTIONS).object;
  }

  /** Changes fields of an object, as a merge patch. */
  patch(resource: string, { metadata: { name, namespace } }: LiveObject, patch: JsonObject): LiveObject {
    const target = { name, ...(namespace !== undefined && { namespace }), type: "merge" as const, patch };
    return this.context.objects.patch(this.kind(resource), target, OPTIONS).object;
  }

  /** Adds kro's finalizer, or takes it away. @returns the object as it is now */
  setFinalizer(resource: string, object: LiveObject, wanted: boolean): LiveObject {
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes(FINALIZER) === wanted) return object;
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    const now = wanted ? [...others, FINALIZER] : others;
    return this.patch(resource, object, { metadata: { finalizers: now.length === 0 ? null : now } });
  }

  /** Replaces a status. @returns whether it was another one before */
  patchStatus(resource: string, { metadata: { name, namespace } }: LiveObject, status: JsonObject): boolean {
    const kind = this.kind(resource);
    const live = this.context.objects.get(kind, namespace, name);
    const before = (live?.["status"] ?? {}) as JsonObject;
    if (live === undefined || sameJson(before, status)) return false;
    const gone = Object.fromEntries(
      Object.keys(before)
        .filter((key) => status[key] === undefined)
        .map((key) => [key, null]),
    );
    const target = { name, ...(namespace !== undefined && { namespace }), type: "merge" as const };
    this.context.objects.patch(
      kind,
      { ...target, patch: { status: { ...status, ...gone } } },
      { ...OPTIONS, subresource: "status" },
    );
    return true;
  }

  /** Deletes exactly this object, or what is left of it. */
  delete(resource: string, { metadata: { name, namespace, uid } }: LiveObject): void {
    const target = { name, ...(namespace !== undefined && { namespace }) };
    try {
      this.context.objects.delete(this.kind(resource), target, { preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof StatusError) || error.status.reason !== "NotFound") throw error;
    }
  }
}
