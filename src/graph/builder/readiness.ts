/** When objects that others wait for count as ready, in CEL: as src/readiness judges them, without its verdict of failure. Data. */

const SEEN = "self.?status.?observedGeneration.orValue(0) >= self.metadata.generation";
const REPLICAS = "self.spec.?replicas.orValue(1)";

/** A number of the status; controllers leave zeros out. */
function count(field: string): string {
  return `self.?status.?${field}.orValue(0)`;
}

function condition(type: string): string {
  return `self.?status.?conditions.orValue([]).exists(c, c.type == "${type}" && c.status == "True")`;
}

const ON_DELETE = 'self.?spec.?updateStrategy.?type.orValue("") == "OnDelete"';
const PARTITION = "self.?spec.?updateStrategy.?rollingUpdate.?partition.orValue(0)";

/**
 * Rules by apiVersion and kind, over `self`. All must hold.
 * Kinds that are ready as soon as they exist, or whose readiness may never come (a claim that waits for its first pod), have none.
 */
export const READY_RULES: Readonly<Record<string, readonly string[] | undefined>> = {
  "apps/v1/Deployment": [
    SEEN,
    `${count("updatedReplicas")} >= ${REPLICAS}`,
    `${count("replicas")} <= ${REPLICAS}`,
    `${count("availableReplicas")} >= ${REPLICAS}`,
  ],
  "apps/v1/StatefulSet": [
    SEEN,
    `${count("readyReplicas")} >= ${REPLICAS}`,
    `${ON_DELETE} || ${count("updatedReplicas")} >= ${REPLICAS} - ${PARTITION}`,
  ],
  "apps/v1/DaemonSet": [
    SEEN,
    `${ON_DELETE} || ${count("updatedNumberScheduled")} >= ${count("desiredNumberScheduled")}`,
    `${count("numberAvailable")} >= ${count("desiredNumberScheduled")}`,
  ],
  "apps/v1/ReplicaSet": [SEEN, `${count("availableReplicas")} >= ${REPLICAS}`],
  "batch/v1/Job": [condition("Complete")],
  "v1/Pod": [`self.?status.?phase.orValue("") == "Succeeded" || ${condition("Ready")}`],
};

/**
 * The rules of a kind over the name that its object has there.
 * @param name the resource's id, or `each` for a collection
 */
export function readyRules(apiVersion: string, kind: string, name: string): readonly string[] {
  const rules = READY_RULES[`${apiVersion}/${kind}`] ?? [];
  return rules.map((rule) => `\${${rule.replaceAll(/\bself\b/g, name)}}`);
}
