/** Rules of the kinds that reach the network and the disks. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { failed, progressing, READY, type Rule } from "./verdict.ts";

function hasAddress(object: LiveObject): boolean {
  const ingress = valueAt(object, ["status", "loadBalancer", "ingress"]);
  return Array.isArray(ingress) && ingress.length > 0;
}

/** Only a load balancer is given something after it was accepted: its address. */
export const service: Rule = (object) =>
  valueAt(object, ["spec", "type"]) !== "LoadBalancer" || hasAddress(object)
    ? READY
    : progressing("its load balancer has no address");

// A controller that publishes through its own Service (k3s Traefik) may never write an address.
const INGRESS_PATIENCE = 60_000;

/** Without an ingress class nobody will ever write an address, so none is awaited. */
export const ingress: Rule = (object, { ingressClass }) => {
  if (hasAddress(object)) return READY;
  if (ingressClass === null || ingressClass === undefined) return READY;
  const reason = `ingress class ${ingressClass.metadata.name} gave it no address`;
  return { state: "progressing", reason, acceptAfter: INGRESS_PATIENCE };
};

export const persistentVolume: Rule = (object) => {
  const phase = valueAt(object, ["status", "phase"]);
  if (phase === "Available" || phase === "Bound") return READY;
  return phase === "Failed"
    ? failed("its phase is Failed")
    : progressing(`its phase is ${textAt(object, ["status", "phase"], "unknown")}`);
};

/** A claim whose class waits for the first consumer stays Pending until a pod uses it. */
export const persistentVolumeClaim: Rule = (object, { storageClass }) => {
  const phase = valueAt(object, ["status", "phase"]);
  if (phase === "Bound") return READY;
  if (phase === "Lost") return failed("its volume is lost");
  if (valueAt(storageClass, ["volumeBindingMode"]) === "WaitForFirstConsumer") return READY;
  if (storageClass === null) return progressing("its storage class does not exist");
  return progressing(`its phase is ${textAt(object, ["status", "phase"], "Pending")}`);
};
