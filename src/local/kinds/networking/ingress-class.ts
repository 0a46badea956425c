/** Rules of IngressClasses. */

import type { V1IngressClass } from "@kubernetes/client-node";
import { addPrefixedPath } from "../batch/job-spec.ts";
import { addInvalid, forbiddenCause, notSupported, required, tooLong, type Causes } from "../cause.ts";
import { as, fallback, isSet } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";
import { addReference } from "./ingress.ts";

const CONTROLLER_LIMIT = 250;

export const ingressClassRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const parameters = as<V1IngressClass>(object).spec?.parameters;
    if (isSet(parameters)) fallback(parameters, "scope", "Cluster");
  },
  validate: (object) => {
    const causes: Causes = [];
    addClass(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addImmutable(causes, "spec.controller", {
      value: as<V1IngressClass>(object).spec?.controller,
      before: as<V1IngressClass>(previous).spec?.controller,
    });
    addClass(causes, object);
    return causes;
  },
};

function addClass(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1IngressClass>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  const { controller = "", parameters } = spec;
  if (controller.length > CONTROLLER_LIMIT) to.push(tooLong("spec.controller", CONTROLLER_LIMIT));
  addPrefixedPath(to, "spec.controller", controller);
  if (!isSet(parameters)) return;
  addReference(to, "spec.parameters", parameters);
  const { scope = "", namespace } = parameters;
  if (scope !== "Cluster" && scope !== "Namespace")
    to.push(notSupported("spec.parameters.scope", scope, ["Cluster", "Namespace"]));
  else if (scope === "Namespace") {
    if (!isSet(namespace))
      to.push(required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'"));
    else addInvalid(to, "spec.parameters.namespace", { value: namespace, wrong: dnsLabel(namespace) });
  } else if (isSet(namespace))
    to.push(forbiddenCause("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'"));
}
