/** Rules of ControllerRevisions. */

import type { V1ControllerRevision } from "@kubernetes/client-node";
import { isJsonObject } from "../../../model/json.ts";
import { addNegative, required, type Causes } from "../cause.ts";
import { as, isSet } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

export const controllerRevisionRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    const { revision, data } = as<V1ControllerRevision>(object);
    addNegative(causes, "revision", revision);
    if (!isSet(data)) causes.push(required("data", "data is mandatory"));
    else if (!isJsonObject(data)) causes.push(required("data", "data must be a valid JSON object"));
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    const { revision, data } = as<V1ControllerRevision>(object);
    addNegative(causes, "revision", revision);
    addImmutable(causes, "data", { value: data, before: as<V1ControllerRevision>(previous).data });
    return causes;
  },
};
