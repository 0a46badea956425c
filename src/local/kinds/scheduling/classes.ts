/** Rules of PriorityClasses and RuntimeClasses. */

import type { V1PriorityClass, V1RuntimeClass } from "@kubernetes/client-node";
import { forbidden } from "../../status.ts";
import { defaultPriority } from "../admission/scheduling.ts";
import { addInvalid, addUnsupported, duplicate, forbiddenCause, required, type Causes } from "../cause.ts";
import { as, fallback, isSet } from "../fields.ts";
import { addImmutable, addLabels, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import { addTolerations } from "../pod/node-selector.ts";
import { addRequirements } from "../pod/requirements.ts";
import { milliResources } from "../resources.ts";
import type { KindRules, RuleContext } from "../served-kind.ts";

const SYSTEM: Readonly<Record<string, number | undefined>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};
const HIGHEST = 1_000_000_000;

export const priorityClassRules: KindRules = {
  // It has no spec: this is the first generation for good.
  generation: "spec",
  defaults: (object) => {
    fallback(as<V1PriorityClass>(object), "preemptionPolicy", "PreemptLowerPriority");
  },
  validate: (object, context) => {
    const causes: Causes = [];
    const { metadata, value = 0, preemptionPolicy } = as<V1PriorityClass>(object);
    addMetadata(causes, metadata, { name: dnsSubdomain, namespaced: false });
    const { name = "" } = metadata ?? {};
    if (name.startsWith("system-")) {
      const wrong = systemMistake(object);
      if (wrong !== undefined)
        causes.push(
          forbiddenCause(
            "metadata.name",
            `priority class names with 'system-' prefix are reserved for system use only. error: ${wrong}`,
          ),
        );
    } else if (value > HIGHEST)
      causes.push(forbiddenCause("value", `maximum allowed value of a user defined priority is ${HIGHEST}`));
    if (isSet(preemptionPolicy))
      addUnsupported(causes, "preemptionPolicy", {
        value: preemptionPolicy,
        supported: ["PreemptLowerPriority", "Never"],
      });
    if (causes.length === 0) refuseSecondDefault(object, { context, isNew: true });
    return causes;
  },
  validateUpdate: (object, previous, context) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [now, before] = [as<V1PriorityClass>(object), as<V1PriorityClass>(previous)];
    if (now.value !== before.value) causes.push(forbiddenCause("value", "may not be changed in an update."));
    addImmutable(causes, "preemptionPolicy", {
      value: now.preemptionPolicy,
      before: before.preemptionPolicy,
    });
    if (causes.length === 0) refuseSecondDefault(object, { context, isNew: false });
    return causes;
  },
};

function systemMistake(object: object): string | undefined {
  const { metadata, value, globalDefault } = as<V1PriorityClass>(object);
  const { name = "" } = metadata ?? {};
  const expected = SYSTEM[name];
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return globalDefault === true ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function refuseSecondDefault(
  object: object,
  { context, isNew }: { context: RuleContext; isNew: boolean },
): void {
  const { metadata, globalDefault } = as<V1PriorityClass>(object);
  if (globalDefault !== true) return;
  const usual = defaultPriority(context.store)?.metadata?.name;
  if (usual === undefined || (!isNew && usual === metadata?.name)) return;
  throw forbidden(
    { group: "scheduling.k8s.io", plural: "priorityclasses", name: metadata?.name ?? "" },
    `PriorityClass ${usual} is already marked as default. Only one default can exist`,
  );
}

export const runtimeClassRules: KindRules = {
  defaults: (object) => {
    milliResources(as<V1RuntimeClass>(object).overhead?.podFixed);
  },
  validate: (object) => {
    const causes: Causes = [];
    const { metadata, handler = "", overhead, scheduling } = as<V1RuntimeClass>(object);
    addMetadata(causes, metadata, { name: dnsSubdomain, namespaced: false });
    if (handler === "") causes.push(required("handler"));
    else addInvalid(causes, "handler", { value: handler, wrong: dnsLabel(handler) });
    if (isSet(overhead))
      addRequirements(causes, "overhead", { resources: { limits: overhead.podFixed ?? {} }, claims: [] });
    if (!isSet(scheduling)) return causes;
    addLabels(causes, "scheduling.nodeSelector", scheduling.nodeSelector);
    const { tolerations = [] } = scheduling;
    addTolerations(causes, "scheduling.tolerations", tolerations);
    const seen = new Set<string>();
    for (const [
      index,
      { key = "", operator = "", value = "", effect = "", tolerationSeconds },
    ] of tolerations.entries()) {
      const id = JSON.stringify([key, operator, value, effect]);
      const shown = {
        Key: key,
        Operator: operator,
        Value: value,
        Effect: effect,
        TolerationSeconds: tolerationSeconds ?? null,
      };
      if (seen.has(id)) causes.push(duplicate(`scheduling.tolerations[${index}]`, shown));
      seen.add(id);
    }
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addImmutable(causes, "handler", { value: object["handler"], before: previous["handler"] });
    return causes;
  },
};
