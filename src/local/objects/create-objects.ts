/**
 * Reads and writes of objects, as kube-apiserver does them behind its HTTP handlers: decoding, managedFields, admission to
 * namespaces, preparation, validation, generation, preconditions, finalizers. Imports kinds, apply, patch, validation and
 * store. Invariant: what is in the store is never changed, and a refused write leaves no trace.
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/registry/generic/registry/store.go
 */

import type { ServedKind } from "../kinds/served-kind.ts";
import { StatusError } from "../status.ts";
import { apply } from "./applying.ts";
import { remove } from "./deleting.ts";
import { fromStorage, stored, type Environment } from "./environment.ts";
import type { DeleteOptions, ListOptions, Objects } from "./objects.ts";
import { list } from "./reading.ts";
import { createTrusted, replaceTrusted } from "./trusted.ts";
import { create, patch, update } from "./updating.ts";

/** @param environment where objects are kept, and what is known of their kinds */
export function createObjects(environment: Environment): Objects {
  return {
    get(kind, namespace, name) {
      const found = stored(environment, kind, namespace === undefined ? { name } : { namespace, name });
      return found === undefined ? undefined : fromStorage(kind, found);
    },
    list: (kind, options = {}) => list(environment, kind, options),
    create(kind, manifest, options) {
      const write = options.trusted === true ? createTrusted : create;
      return write(environment, kind, { manifest, options });
    },
    update(kind, manifest, options) {
      const trusted = options.trusted === true && options.subresource !== "scale";
      return (trusted ? replaceTrusted : update)(environment, kind, { manifest, options });
    },
    apply: (kind, applied, options) => apply(environment, kind, { applied, options }),
    patch: (kind, target, options) => patch(environment, kind, { target, options }),
    delete: (kind, target, options = {}) => remove(environment, kind, { target, options }),
    deleteCollection: (kind, which, options = {}) => removeAll(environment, kind, { which, options }),
  };
}

function removeAll(
  environment: Environment,
  kind: ServedKind,
  { which, options }: { which: ListOptions; options: DeleteOptions },
): ReturnType<Objects["deleteCollection"]> {
  const found = list(environment, kind, which);
  for (const { metadata } of found) {
    const { name, namespace } = metadata;
    try {
      remove(environment, kind, {
        target: namespace === undefined ? { name } : { namespace, name },
        options,
      });
    } catch (error) {
      // Removing one object may have removed another.
      if (!(error instanceof StatusError) || error.status.code !== 404) throw error;
    }
  }
  return found;
}
