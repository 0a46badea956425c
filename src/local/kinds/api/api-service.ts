/** Rules of APIServices. */

import type { V1APIService } from "@kubernetes/client-node";
import { addInvalid, invalid, required, type Causes } from "../cause.ts";
import { as, fallback, isBlank, isSet, within } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel1035, dnsSubdomain, pathSegment, portNumber } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

const HTTPS = 443;

export const apiServiceRules: KindRules = {
  defaults: (object) => {
    const service = as<V1APIService>(object).spec?.service;
    if (isSet(service)) fallback(service, "port", HTTPS);
  },
  prepare: (object, previous, { clock }) => {
    if (previous !== undefined || isSet(as<V1APIService>(object).spec?.service)) return;
    // Groups that the API server serves itself are there at once.
    within(as<V1APIService>(object), "status").conditions = [
      {
        type: "Available",
        status: "True",
        lastTransitionTime: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
        reason: "Local",
        message: "Local APIServices are always available",
      },
    ];
  },
  validate: (object) => {
    const causes: Causes = [];
    addService(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addService(causes, object);
    return causes;
  },
};

function addService(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1APIService>(object);
  const { group = "", version = "", groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  const expected = `${version}.${group}`;
  const name = (text: string): readonly string[] => {
    const wrong = pathSegment(text);
    if (wrong.length > 0 || text === expected) return wrong;
    return [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(expected)}`];
  };
  addMetadata(to, metadata, { name, namespaced: false });
  if (group === "") {
    if (version !== "v1")
      to.push(required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
  } else addInvalid(to, "spec.group", { value: group, wrong: dnsSubdomain(group) });
  addInvalid(to, "spec.version", { value: version, wrong: dnsLabel1035(version) });
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000)
    to.push(
      invalid("spec.groupPriorityMinimum", groupPriorityMinimum, "must be positive and less than 20000"),
    );
  if (versionPriority <= 0 || versionPriority > 1000)
    to.push(invalid("spec.versionPriority", versionPriority, "must be positive and less than 1000"));
  addBackend(to, object);
}

function addBackend(to: Causes, object: object): void {
  const { service, caBundle, insecureSkipTLSVerify } = as<V1APIService>(object).spec ?? {};
  if (!isSet(service)) {
    if (!isBlank(caBundle)) {
      const bytes = Buffer.from(caBundle ?? "", "base64").length;
      to.push(invalid("spec.caBundle", `${bytes} bytes`, "local APIServices may not have a caBundle"));
    }
    if (insecureSkipTLSVerify === true)
      to.push(
        invalid("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify"),
      );
    return;
  }
  if (isBlank(service.namespace)) to.push(required("spec.service.namespace"));
  if (isBlank(service.name)) to.push(required("spec.service.name"));
  const wrong = portNumber(service.port ?? 0);
  if (wrong.length > 0)
    to.push(invalid("spec.service.port", service.port ?? 0, `port is not valid: ${wrong.join(", ")}`));
  if (insecureSkipTLSVerify === true && !isBlank(caBundle))
    to.push(invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present"));
}
