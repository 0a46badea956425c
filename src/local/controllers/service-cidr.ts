/** ServiceCIDRs: ready at once, as every range may be used here. */

import { timestamp } from "../clock.ts";
import type { Controller } from "./controller.ts";
import { keyOf, read, RESOURCE } from "./kinds.ts";
import { updateMetadata, writeStatus } from "./write.ts";

const FINALIZER = "networking.k8s.io/service-cidr-finalizer";

export const serviceCidrs: Controller = {
  name: "service-cidr",
  watches: {
    [RESOURCE.serviceCidrs]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.serviceCidrs, object)],
  },
  reconcile: (key, context) => {
    const found = read(context, RESOURCE.serviceCidrs, key);
    if (found === undefined) return;
    const finalizers = found.metadata.finalizers ?? [];
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    if (found.metadata.deletionTimestamp !== undefined) {
      if (others.length < finalizers.length)
        updateMetadata(context, RESOURCE.serviceCidrs, { object: found, change: { finalizers: others } });
      return;
    }
    const object =
      others.length < finalizers.length
        ? found
        : updateMetadata(context, RESOURCE.serviceCidrs, {
            object: found,
            change: { finalizers: [...finalizers, FINALIZER] },
          });
    if (object.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true)
      return;
    const ready = {
      type: "Ready",
      status: "True",
      reason: "",
      message: "Kubernetes Service CIDR is ready",
      lastTransitionTime: timestamp(context.clock.now()),
    };
    writeStatus(context, RESOURCE.serviceCidrs, {
      object,
      status: { ...object.status, conditions: [ready] },
    });
  },
};
