/** What the API server warns of in Services. @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/api/service/warnings.go */

import type { Service, ServiceSpec } from "./service.ts";

type Warned = ServiceSpec & { metadata: Service["metadata"] };

const HINTS = "service.kubernetes.io/topology-aware-hints";
const MODE = "service.kubernetes.io/topology-mode";

const isHeadless = ({ type, clusterIP }: ServiceSpec): boolean =>
  type === "ClusterIP" && clusterIP === "None";
const isElsewhere = ({ type }: ServiceSpec): boolean => type === "ExternalName";
const hasAddresses = ({ externalIPs }: ServiceSpec): boolean => (externalIPs ?? []).length > 0;

const WARNINGS: readonly [text: string, holds: (service: Warned) => boolean][] = [
  [
    `annotation ${HINTS} is deprecated, please use ${MODE} instead`,
    ({ metadata }) => metadata?.annotations?.[HINTS] !== undefined,
  ],
  [
    "spec.loadBalancerIP is ignored for headless services",
    (spec) => isHeadless(spec) && (spec.loadBalancerIP ?? "") !== "",
  ],
  ["spec.externalIPs is ignored for headless services", (spec) => isHeadless(spec) && hasAddresses(spec)],
  [
    "spec.SessionAffinity is ignored for headless services",
    (spec) => isHeadless(spec) && spec.sessionAffinity !== "None",
  ],
  [
    "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
    (spec) => hasAddresses(spec) && !isHeadless(spec) && !isElsewhere(spec),
  ],
  [
    'spec.externalIPs is ignored when spec.type is "ExternalName"',
    (spec) => isElsewhere(spec) && hasAddresses(spec),
  ],
  [
    'spec.externalName is ignored when spec.type is not "ExternalName"',
    (spec) => !isElsewhere(spec) && (spec.externalName ?? "") !== "",
  ],
  [
    'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ({ trafficDistribution }) => trafficDistribution === "PreferClose",
  ],
];

/** @param warn absent where there is nobody to warn */
export function warnOfService({ spec, metadata }: Service, warn: ((text: string) => void) | undefined): void {
  if (warn === undefined) return;
  for (const [text, holds] of WARNINGS) if (holds({ ...spec, metadata })) warn(text);
}
