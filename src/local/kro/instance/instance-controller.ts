/**
 * kro's controller of instances: one for all kinds that graphs make. It hears of every change in the cluster, and looks up
 * which instances it concerns: by the marks on children, and by what instances looked at when they were reconciled last.
 */

import type { LiveObject } from "../../../model/object.ts";
import type { Controller, ControllerContext, Key } from "../../controllers/controller.ts";
import type { Change } from "../../store/store.ts";
import { ANNOTATIONS, LABELS } from "../names.ts";
import type { Registry } from "../registry.ts";
import { deleteInstance } from "./deletion.ts";
import { writeUnresolvedStatus } from "./instance-status.ts";
import { Members } from "./members.ts";
import { reconcileInstance } from "./reconcile.ts";
import { instanceConditions, RETRY, type RoundBase, startRound } from "./round.ts";
import { Fights } from "./fights.ts";
import { WatchIndex } from "./watch-index.ts";
import { WrittenChildren } from "./written-children.ts";

/** The controller, and what others may ask of it. */
export interface InstanceController extends Controller {
  /** Has all instances of a kind reconciled with the next change, since their graph is new. */
  renew(resource: string): void;
  /** Reconciles them now, when no change comes. */
  reconcileRenewed(context: ControllerContext): void;
}

export function instanceController(registry: Registry): InstanceController {
  const watches = new WatchIndex();
  const renewed = new Set<string>();
  const memories = new Map<string, Memory>();
  let members: Members | undefined;

  function reconcile(key: Key, context: ControllerContext): number | undefined {
    const serving = registry.servingOf(key.resource);
    const kind = context.kinds.byResource(key.resource);
    if (serving === undefined || kind === undefined) return undefined;
    const instance = context.objects.get(kind, key.namespace, key.name);
    if (instance === undefined) {
      watches.delete(key);
      memories.delete(textOf(key));
      return undefined;
    }
    members ??= new Members(context.store, context.kinds);
    const memory = memoryOf(memories, key);
    const base: RoundBase = { context, key, kind, serving, members, written: memory.written };
    if (instance.metadata.deletionTimestamp !== undefined) return deleteInstance(base, instance);
    const revision = registry.revisionOf(serving.graph);
    if (revision?.graph === undefined) {
      const failed = revision === undefined ? "not available" : `${revision.revision} failed`;
      refuse(base, instance, `latest issued graph revision ${failed}`);
      return RETRY;
    }
    const moment = { generation: instance.metadata.generation ?? 0, now: context.clock.now() };
    const pause = memory.fights.pause(moment);
    if (pause !== undefined) return pause;
    const round = startRound(base, revision.graph, instance);
    memory.written.turn();
    const retry = reconcileInstance(round);
    memory.fights.note({ mutated: round.mutated, ...moment });
    watches.set(key, round.watched);
    return retry;
  }

  function takeRenewed({ store }: ControllerContext): Key[] {
    const resources = [...renewed];
    renewed.clear();
    return resources.flatMap((resource) => store.list(resource).map((object) => keyOf(resource, object)));
  }

  return {
    name: "kro-instance",
    watches: {
      "*": (change, context) => {
        if (!registry.isServing) return NOTHING;
        const keys = [
          ...ownChange(registry, change),
          ...parentsOf(registry, change),
          ...watches.concerned(change),
        ];
        return renewed.size === 0 ? keys : [...keys, ...takeRenewed(context)];
      },
    },
    reconcile,
    renew: (resource) => void renewed.add(resource),
    reconcileRenewed(context) {
      for (const key of takeRenewed(context)) reconcile(key, context);
    },
  };
}

const NOTHING: Key[] = [];

/** What is kept of an instance between two rounds. */
interface Memory {
  written: WrittenChildren;
  fights: Fights;
}

function memoryOf(memories: Map<string, Memory>, key: Key): Memory {
  const text = textOf(key);
  let memory = memories.get(text);
  if (memory === undefined)
    memories.set(text, (memory = { written: new WrittenChildren(), fights: new Fights() }));
  return memory;
}

function refuse(base: RoundBase, instance: LiveObject, message: string): void {
  const conditions = instanceConditions(base.context, instance);
  conditions.mark("GraphResolved", { status: "False", reason: "ResolutionFailed", message });
  writeUnresolvedStatus(base, instance, conditions);
}

function textOf({ resource, namespace = "", name }: Key): string {
  return `${resource}/${namespace}/${name}`;
}

function keyOf(resource: string, { metadata: { namespace, name } }: LiveObject): Key {
  return { resource, name, ...(namespace !== undefined && { namespace }) };
}

/** An instance that changed itself: kro looks again when its generation or its suspension is another one. */
function ownChange(registry: Registry, { type, resource, object, previous }: Change): Key[] {
  if (registry.servingOf(resource) === undefined) return [];
  const same =
    type === "MODIFIED" &&
    previous !== undefined &&
    object.metadata.generation === previous.metadata.generation &&
    object.metadata.annotations?.[ANNOTATIONS.reconcile] ===
      previous.metadata.annotations?.[ANNOTATIONS.reconcile];
  return same ? [] : [keyOf(resource, object)];
}

/** The instances whose marks an object carries, or carried. */
function parentsOf(registry: Registry, { object, previous }: Change): Key[] {
  const now = parentOf(registry, object);
  const before = previous && parentOf(registry, previous);
  if (
    before === undefined ||
    (before.name === now?.name && before.namespace === now.namespace && before.resource === now.resource)
  )
    return now === undefined ? [] : [now];
  return now === undefined ? [before] : [now, before];
}

function parentOf(registry: Registry, { metadata: { labels } }: LiveObject): Key | undefined {
  const name = labels?.[LABELS.instanceName];
  if (labels === undefined || name === undefined) return undefined;
  const serving = registry.servingOfKind(
    labels[LABELS.instanceGroup] ?? "",
    labels[LABELS.instanceKind] ?? "",
  );
  if (serving === undefined) return undefined;
  const namespace = labels[LABELS.instanceNamespace];
  return { resource: serving.resource, name, ...(namespace !== undefined && { namespace }) };
}
