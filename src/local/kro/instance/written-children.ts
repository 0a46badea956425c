/**
 * What was applied last to the children of one instance. An apply that would change nothing is left out: the manifest is the
 * same, and whatever kro owned of the object it owns still, so nobody changed it.
 */

import { sameJson } from "../../../model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../../../model/object.ts";
import type { ControllerContext } from "../../controllers/controller.ts";
import { MANAGERS } from "../names.ts";
import type { Child } from "./children.ts";

interface Written {
  manifest: Manifest;
  /** The child after it. */
  object: LiveObject;
}

export class WrittenChildren {
  #last = new Map<string, Written>();
  #now = new Map<string, Written>();
  /** Whether it is known that the instance says itself where its children are. */
  hasInventory = false;

  /** Forgets what was not applied since it was called last. */
  turn(): void {
    this.#last = this.#now;
    this.#now = new Map();
  }

  /**
   * Applies a child, unless nothing would change.
   * @throws {StatusError}
   */
  apply({ objects }: ControllerContext, { id, kind, manifest, current }: Child): LiveObject {
    const before = this.#last.get(id);
    if (current !== undefined && before !== undefined && isUnchanged(before, current, manifest)) {
      this.#now.set(id, { manifest, object: current });
      return current;
    }
    const { object } = objects.apply(kind, manifest, { manager: MANAGERS.applySet, force: true });
    this.#now.set(id, { manifest, object });
    return object;
  }
}

function isUnchanged({ object, manifest }: Written, current: LiveObject, wanted: Manifest): boolean {
  if (object.metadata.uid !== current.metadata.uid || !sameJson(manifest, wanted)) return false;
  if (object === current || hasOnlyStatusChanged(object, current)) return true;
  const [before, now] = [ownedOf(object), ownedOf(current)];
  return before !== undefined && (now === before || sameJson(now, before));
}

/** The store shares what did not change. Looking here first: who owns what is worked out when somebody asks for it. */
function hasOnlyStatusChanged(before: LiveObject, now: LiveObject): boolean {
  const { labels, annotations } = now.metadata;
  const keys = Object.keys(now);
  return (
    keys.length >= Object.keys(before).length &&
    keys.every((key) => key === "metadata" || key === "status" || now[key] === before[key]) &&
    sameJson(labels, before.metadata.labels) &&
    sameJson(annotations, before.metadata.annotations)
  );
}

function ownedOf({ metadata: { managedFields } }: LiveObject): ManagedFieldsEntry | undefined {
  return managedFields?.find(
    ({ manager, operation, subresource = "" }) =>
      manager === MANAGERS.applySet && operation === "Apply" && subresource === "",
  );
}
