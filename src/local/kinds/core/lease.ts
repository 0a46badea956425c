/** Rules of Leases. */

import type { V1Lease } from "@kubernetes/client-node";
import { invalid, type Causes } from "../cause.ts";
import { as, isSet } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

export const leaseRules: KindRules = {
  prepare: (object) => {
    const { spec } = as<V1Lease>(object);
    // Elections that the API server decides are not switched on.
    delete spec?.strategy;
    delete spec?.preferredHolder;
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSpec(causes, object);
    return causes;
  },
};

function addSpec(to: Causes, object: object): void {
  const { spec = {} } = as<V1Lease>(object);
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec;
  if (isSet(duration) && duration <= 0)
    to.push(invalid("spec.leaseDurationSeconds", duration, "must be greater than 0"));
  if (isSet(transitions) && transitions < 0)
    to.push(invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
}
