/** Kinds in groups of the Kubernetes project: an annotation says whether they are approved. */

import { quote } from "../validation/go-text.ts";
import type { DefinitionCondition } from "./definition.ts";

/** The annotation. */
export const APPROVAL = "api-approved.kubernetes.io";

interface Approval {
  state: "missing" | "invalid" | "approved" | "bypassed";
  reason: string;
}

/** What is known of the approval, `undefined` for groups that need none. @see https://github.com/kubernetes/enhancements/pull/1111 */
export function approvalOf(
  group: string,
  annotations: Record<string, string> | undefined,
): Approval | undefined {
  if (!/(?:^|\.)(?:k8s\.io|kubernetes\.io)$/.test(group)) return undefined;
  const annotation = annotations?.[APPROVAL] ?? "";
  const needed = `protected groups must have approval annotation ${quote(APPROVAL)}`;
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";
  if (annotation === "") return { state: "missing", reason: `${needed}, ${see}` };
  if (annotation.startsWith("unapproved"))
    return { state: "bypassed", reason: `not approved: ${quote(annotation)}` };
  if (/^[A-Za-z][A-Za-z\d+.-]*:\/\/[^/?#]/.test(annotation))
    return { state: "approved", reason: `approved in ${annotation}` };
  const reason = `${needed} with either a URL or a reason starting with "unapproved", ${see}`;
  return { state: "invalid", reason };
}

const CONDITIONS = {
  missing: ["False", "MissingAnnotation"],
  invalid: ["False", "InvalidAnnotation"],
  approved: ["True", "ApprovedAnnotation"],
  bypassed: ["False", "UnapprovedAnnotation"],
} as const;

/** The condition that tells of it. */
export function approvalCondition({ state, reason: message }: Approval): DefinitionCondition {
  const [status, reason] = CONDITIONS[state];
  return { type: "KubernetesAPIApprovalPolicyConformant", status, reason, message };
}
