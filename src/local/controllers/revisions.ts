/**
 * The history of a StatefulSet or DaemonSet: one ControllerRevision for each template that it had.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/history/controller_history.go
 */

import { sameJson } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { StatusError } from "../status.ts";
import type { ControllerContext } from "./controller.ts";
import { hashOf } from "./hash.ts";
import { read, RESOURCE, type ControllerRevision, type PodTemplate } from "./kinds.ts";
import { controlledBy, controllerReference } from "./owners.ts";
import { create, remove, update } from "./write.ts";

/** The label by which pods name their revision. */
export const REVISION_HASH = "controller-revision-hash";

/** How one kind keeps its history. */
export interface HistoryStyle {
  /** Label with the revision's hash. */
  label: string;
  /** Whether the number of collisions is part of the hash even when there were none. */
  hashesCollisions: boolean;
}

/** What a revision keeps: a patch that restores the template. */
function snapshot(template: PodTemplate): Record<string, unknown> {
  return { spec: { template: { ...template, $patch: "replace" } } };
}

/** The revisions of an object, oldest first. */
export function revisionsOf(context: ControllerContext, owner: LiveObject): ControllerRevision[] {
  return controlledBy(context, owner, RESOURCE.controllerRevisions).toSorted(
    (a, b) => a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1),
  );
}

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplate {
  const { spec } = data as unknown as { spec: { template: PodTemplate & { $patch?: string } } };
  const { $patch: _patch, ...template } = spec.template;
  return template;
}

/**
 * The revision of the owner's template as it is now: a new one, or an old one that becomes the newest again.
 * @param revisions all, oldest first
 */
export function currentRevision(
  context: ControllerContext,
  {
    owner,
    template,
    revisions,
    style,
  }: {
    owner: LiveObject;
    template: PodTemplate;
    revisions: readonly ControllerRevision[];
    style: HistoryStyle;
  },
): ControllerRevision {
  const data = snapshot(template);
  const newest = revisions.at(-1);
  if (newest !== undefined && sameJson(newest.data, data)) return newest;
  const next = (newest?.revision ?? 0) + 1;
  const known = revisions.findLast((revision) => sameJson(revision.data, data));
  if (known !== undefined) return update(context, RESOURCE.controllerRevisions, { ...known, revision: next });
  return createRevision(context, { owner, template, data, next, style });
}

function createRevision(
  context: ControllerContext,
  {
    owner,
    template,
    data,
    next,
    style,
  }: {
    owner: LiveObject;
    template: PodTemplate;
    data: Record<string, unknown>;
    next: number;
    style: HistoryStyle;
  },
): ControllerRevision {
  const { namespace, name, annotations } = owner.metadata;
  for (let collisions = 0; ; collisions++) {
    const hash = hashOf(data, collisions === 0 && !style.hashesCollisions ? undefined : collisions);
    const manifest: Manifest = {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name: `${name.slice(0, 223)}-${hash}`,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...template.metadata?.labels, [style.label]: hash },
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [controllerReference(owner)],
      },
      data,
      revision: next,
    };
    try {
      return create(context, RESOURCE.controllerRevisions, manifest);
    } catch (error) {
      const taken = error instanceof StatusError && error.status.reason === "AlreadyExists";
      if (!taken) throw error;
      const existing = read(context, RESOURCE.controllerRevisions, manifest.metadata);
      if (existing !== undefined && sameJson(existing.data, data)) return existing;
    }
  }
}

/**
 * Deletes the oldest revisions that nothing uses, until no more of them are left than the limit.
 * @param live names of those in use
 */
export function truncateHistory(
  context: ControllerContext,
  revisions: readonly ControllerRevision[],
  { live, limit }: { live: ReadonlySet<string>; limit: number },
): void {
  const unused = revisions.filter(({ metadata }) => !live.has(metadata.name));
  for (const revision of unused.slice(0, Math.max(0, unused.length - limit)))
    remove(context, RESOURCE.controllerRevisions, revision);
}
