/** The kinds that are served: the built-in ones, and those that come and go with CustomResourceDefinitions. */

import { apiVersionOf } from "../model/kind.ts";
import type { Kinds, ServedKind } from "./kinds/served-kind.ts";

/** Kinds that change while the cluster runs. */
export interface KindRegistry extends Kinds {
  /** Serves all versions of a kind; takes the place of those of the same storage name. */
  add(kinds: readonly ServedKind[]): void;
  /** @param resource storage name, `<group>/<plural>` */
  remove(resource: string): void;
}

interface Indexes {
  byPath: Map<string, ServedKind>;
  byKind: Map<string, ServedKind>;
  byResource: Map<string, ServedKind>;
}

/** @param builtIn all versions, in the order of discovery */
export function kindRegistry(builtIn: readonly ServedKind[]): KindRegistry {
  let all: readonly ServedKind[] = builtIn;
  let indexes = indexesOf(all);
  const serve = (kinds: readonly ServedKind[]): void => {
    all = kinds;
    indexes = indexesOf(kinds);
  };
  const without = (resource: string): ServedKind[] => all.filter((kind) => kind.resource !== resource);
  return {
    byPath: (group, version, plural) => indexes.byPath.get(`${group}/${version}/${plural}`),
    byKind: (apiVersion, kind) => indexes.byKind.get(`${apiVersion}/${kind}`),
    byResource: (resource) => indexes.byResource.get(resource),
    all: () => all,
    add(kinds) {
      const [first] = kinds;
      if (first !== undefined) serve(grouped([...without(first.resource), ...kinds]));
    },
    remove(resource) {
      if (indexes.byResource.has(resource)) serve(without(resource));
    },
  };
}

/** Versions of a group side by side, groups in the order in which they came. */
function grouped(kinds: readonly ServedKind[]): ServedKind[] {
  const groups = new Map<string, Map<string, ServedKind[]>>();
  for (const kind of kinds) {
    const versions = groups.get(kind.group) ?? new Map<string, ServedKind[]>();
    groups.set(kind.group, versions);
    versions.set(kind.version, [...(versions.get(kind.version) ?? []), kind]);
  }
  return [...groups.values()].flatMap((versions) => [...versions.values()].flat());
}

function indexesOf(kinds: readonly ServedKind[]): Indexes {
  const indexes: Indexes = { byPath: new Map(), byKind: new Map(), byResource: new Map() };
  for (const kind of kinds) {
    indexes.byPath.set(`${kind.group}/${kind.version}/${kind.plural}`, kind);
    indexes.byKind.set(`${apiVersionOf(kind)}/${kind.kind}`, kind);
    const own = kind.resource === `${kind.group}/${kind.plural}`;
    if (own && kind.version === kind.storageVersion) indexes.byResource.set(kind.resource, kind);
  }
  return indexes;
}
