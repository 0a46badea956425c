/** Rules of kinds of which only the metadata is checked. */

import type { Causes } from "../cause.ts";
import { addMetadata, addStrictUpdate, type MetadataRules } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

/** Rules of a kind whose own fields are not checked. @param metadata how its metadata is */
export function metadataOnly(metadata: MetadataRules): KindRules {
  return {
    validate: (object) => {
      const causes: Causes = [];
      addMetadata(causes, object.metadata, metadata);
      return causes;
    },
    validateUpdate: (object, previous) => {
      const causes: Causes = [];
      addStrictUpdate(causes, object.metadata, previous.metadata);
      addMetadata(causes, object.metadata, metadata);
      return causes;
    },
  };
}

export const serviceAccountRules: KindRules = metadataOnly({ name: dnsSubdomain, namespaced: true });
