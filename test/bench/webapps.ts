/** Instances of kro's webapp example: a Deployment, a Service and an Ingress each. */

import type { JsonObject } from "../../src/model/json.ts";

/** Their specs; each has its instance's name. */
export function webapps(namespace: string, count: number): (JsonObject & { name: string })[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `web-${index}`,
    namespace,
    service: {},
    ingress: { enabled: true },
  }));
}
