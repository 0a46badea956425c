/** Rules of Nodes. */

import type { V1Node, V1Taint } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { addRange } from "../addresses.ts";
import {
  addInvalid,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { as, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, labelValue, qualifiedName } from "../names.ts";
import { TAINT_EFFECTS } from "../pod/node-selector.ts";
import { addQuantity, milliResources } from "../resources.ts";
import type { KindRules } from "../served-kind.ts";

const NOT_READY = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

export const nodeRules: KindRules = {
  defaults: (object) => {
    const { status } = as<V1Node>(object);
    if (!isSet(status)) return;
    if (!isSet(status.allocatable) && isSet(status.capacity)) status.allocatable = { ...status.capacity };
    milliResources(status.capacity);
    milliResources(status.allocatable);
  },
  prepare: (object, previous) => {
    const spec = within(as<V1Node>(object), "spec");
    if (!isBlank(spec.podCIDR) && !isSet(spec.podCIDRs)) spec.podCIDRs = [spec.podCIDR ?? ""];
    // Admission: nothing runs on a new node until it says that it is ready.
    if (previous === undefined && !(spec.taints ?? []).some(({ key }) => key === NOT_READY.key))
      spec.taints = [...(spec.taints ?? []), { ...NOT_READY }];
  },
  validate: (object) => {
    const causes: Causes = [];
    addNode(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addNode(causes, object);
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addCapacities(causes, object);
    const [spec, before] = [as<V1Node>(object).spec, as<V1Node>(previous).spec];
    if (isSet(before?.podCIDRs) && !sameJson(before.podCIDRs, spec?.podCIDRs))
      causes.push(
        forbiddenCause("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid'),
      );
    if (!isBlank(before?.providerID) && before?.providerID !== spec?.providerID)
      causes.push(
        forbiddenCause("spec.providerID", 'node updates may not change providerID except from "" to valid'),
      );
    addTaints(causes, "metadata.taints", spec?.taints ?? []);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addCapacities(causes, object);
    return causes;
  },
};

function addNode(to: Causes, object: object): void {
  const { metadata, spec } = as<V1Node>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  addTaints(to, "metadata.taints", spec?.taints ?? []);
  addCapacities(to, object);
  for (const [index, range] of (spec?.podCIDRs ?? []).entries())
    addRange(to, `spec.podCIDRs[${index}]`, { value: range });
}

function addCapacities(to: Causes, object: object): void {
  const { status } = as<V1Node>(object);
  for (const name in status?.capacity)
    addQuantity(to, `status.capacity.${name}`, { name, value: status.capacity[name] });
  for (const name in status?.allocatable)
    addQuantity(to, `status.allocatable.${name}`, { name, value: status.allocatable[name] });
}

function addTaints(to: Causes, field: string, taints: readonly Fields<V1Taint>[]): void {
  const seen = new Set<string>();
  for (const [index, { key = "", value = "", effect = "" }] of taints.entries()) {
    const at = `${field}[${index}]`;
    addInvalid(to, `${at}.key`, { value: key, wrong: qualifiedName(key) });
    const wrong = labelValue(value);
    if (wrong.length > 0) to.push(invalid(`${at}.value`, value, wrong.join(";")));
    if (effect === "") to.push(required(`${at}.effect`));
    else if (!TAINT_EFFECTS.includes(effect)) to.push(notSupported(`${at}.effect`, effect, TAINT_EFFECTS));
    if (seen.has(`${effect}/${key}`))
      to.push(
        duplicate(
          at,
          { Key: key, Value: value, Effect: effect, TimeAdded: null },
          "taints must be unique by key and effect pair",
        ),
      );
    seen.add(`${effect}/${key}`);
  }
}
