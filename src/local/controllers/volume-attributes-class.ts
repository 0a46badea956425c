/** VolumeAttributesClasses: one that is deleted goes when no volume and no claim names it any more. */

import type { Controller, ControllerContext } from "./controller.ts";
import { keyOf, read, readAll, RESOURCE } from "./kinds.ts";
import { updateMetadata } from "./write.ts";

const FINALIZER = "kubernetes.io/vac-protection";

export const volumeAttributesClasses: Controller = {
  name: "volume-attributes-class",
  watches: {
    [RESOURCE.volumeAttributesClasses]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.volumeAttributesClasses, object)],
    [RESOURCE.persistentVolumeClaims]: (_change, context) => going(context),
    [RESOURCE.persistentVolumes]: (_change, context) => going(context),
  },
  reconcile: (key, context) => {
    const found = read(context, RESOURCE.volumeAttributesClasses, key);
    if (found?.metadata.deletionTimestamp === undefined || isUsed(context, key.name)) return;
    const finalizers = found.metadata.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) return;
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    updateMetadata(context, RESOURCE.volumeAttributesClasses, {
      object: found,
      change: { finalizers: others },
    });
  },
};

function going(context: ControllerContext): ReturnType<typeof keyOf>[] {
  return readAll(context, RESOURCE.volumeAttributesClasses)
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map((object) => keyOf(RESOURCE.volumeAttributesClasses, object));
}

function isUsed(context: ControllerContext, name: string): boolean {
  const users = [
    ...readAll(context, RESOURCE.persistentVolumeClaims),
    ...readAll(context, RESOURCE.persistentVolumes),
  ];
  return users.some(({ spec }) => spec.volumeAttributesClassName === name);
}
