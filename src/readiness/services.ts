/** Rules of the kinds that reach the network. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { progressing, READY, type Rule } from "./verdict.ts";

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
  const reason = `ingress class ${textAt(ingressClass, ["metadata", "name"], "")} gave it no address`;
  return progressing(reason, { acceptAfter: INGRESS_PATIENCE });
};
