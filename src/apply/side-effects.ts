/** What a replacement changed that nobody asked for: told after it, since it is known only then. Pure. */

import { itemsAt, sameJson, textAt, valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";

/** Says what became different or stayed as it was, beside the manifest. */
export function sideEffects(before: LiveObject, after: LiveObject): string[] {
  return effects[`${groupOf(before.apiVersion)}/${before.kind}`]?.(before, after) ?? [];
}

type Effects = (before: LiveObject, after: LiveObject) => string[];

const effects: Readonly<Record<string, Effects | undefined>> = {
  "/Service": (before, after) => [...nodePorts(before, after), ...balancer(before)],
  "apps/StatefulSet": (before, after) => {
    const differs = (field: string): boolean =>
      !sameJson(valueAt(before, ["spec", field]), valueAt(after, ["spec", field]));
    if (differs("selector")) return [];
    return [
      ...(differs("volumeClaimTemplates")
        ? ["claims that exist keep their size and class: the templates are for new ones"]
        : []),
      ...(differs("serviceName")
        ? [
            "pods keep their names below the former service until they are restarted (kubectl rollout restart)",
          ]
        : []),
    ];
  },
};

function nodePorts(before: LiveObject, after: LiveObject): string[] {
  const later = portsOf(after);
  const moved = [...portsOf(before)].filter(
    ([port, nodePort]) => later.has(port) && later.get(port) !== nodePort,
  );
  if (moved.length === 0) return [];
  const pairs = moved.map(([port, nodePort]) => `${port}: ${nodePort} is now ${later.get(port)}`);
  return [`its node ports are others (${pairs.join(", ")}): set nodePort to keep them`];
}

function portsOf(service: LiveObject): Map<string, string> {
  const pairs = itemsAt(service, ["spec", "ports"]).map((port): [string, string] => [
    `${textAt(port, ["protocol"], "TCP")} ${textAt(port, ["port"], "")}`,
    textAt(port, ["nodePort"], ""),
  ]);
  return new Map(pairs.filter(([, nodePort]) => nodePort !== ""));
}

function balancer(before: LiveObject): string[] {
  const addresses = itemsAt(before, ["status", "loadBalancer", "ingress"]).map((one) =>
    textAt(one, ["ip"], textAt(one, ["hostname"], "")),
  );
  if (addresses.length === 0) return [];
  return [`its load balancer had the address ${addresses.join(", ")} and may get another one`];
}
