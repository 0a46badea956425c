/**
 * Addresses from outside: of Services of type LoadBalancer and of Ingresses. They get the node's, as with k3s; nothing listens there.
 * May import the other files of this folder, the contracts of src/local and src/model.
 */

import type { Controller } from "./controller.ts";
import { FAULT } from "./faults.ts";
import { keyOf, read, RESOURCE, type Ingress, type Service } from "./kinds.ts";
import { NODE_ADDRESS } from "./node.ts";
import { writeStatus } from "./write.ts";

const COMPONENT = "service-controller";

/** Value of the fault annotation of a Service or Ingress that is to get no address. */
export const NO_ADDRESS = "no-address";

function isPending({ metadata }: Service | Ingress): boolean {
  return metadata.annotations?.[FAULT] === NO_ADDRESS;
}

export const loadBalancers: Controller = {
  name: "load-balancer",
  watches: {
    [RESOURCE.services]: ({ type, object }) => {
      const { spec, status } = object as Service;
      const concerned = spec.type === "LoadBalancer" || status?.loadBalancer?.ingress !== undefined;
      return type === "DELETED" || !concerned ? [] : [keyOf(RESOURCE.services, object)];
    },
  },
  reconcile: (key, context) => {
    const service = read(context, RESOURCE.services, key);
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
    const { type, loadBalancerClass } = service.spec;
    const has = service.status?.loadBalancer?.ingress !== undefined;
    if (type !== "LoadBalancer") {
      writeStatus(context, RESOURCE.services, {
        object: service,
        status: { ...service.status, loadBalancer: {} },
      });
      return;
    }
    // Another class is another controller's.
    if (has || loadBalancerClass !== undefined || isPending(service)) return;
    const tell = (reason: string, message: string): void =>
      context.event(service, { type: "Normal", reason, message, component: COMPONENT });
    tell("EnsuringLoadBalancer", "Ensuring load balancer");
    const loadBalancer = { ingress: [{ ip: NODE_ADDRESS, ipMode: "VIP" }] };
    writeStatus(context, RESOURCE.services, { object: service, status: { ...service.status, loadBalancer } });
    tell("EnsuredLoadBalancer", "Ensured load balancer");
  },
};

export const ingresses: Controller = {
  name: "ingress",
  watches: {
    [RESOURCE.ingresses]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.ingresses, object)],
  },
  reconcile: (key, context) => {
    const ingress = read(context, RESOURCE.ingresses, key);
    if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined || isPending(ingress))
      return;
    if (ingress.status?.loadBalancer?.ingress !== undefined) return;
    const status = { loadBalancer: { ingress: [{ ip: NODE_ADDRESS }] } };
    writeStatus(context, RESOURCE.ingresses, { object: ingress, status });
  },
};
