/** Rules of RoleBindings and ClusterRoleBindings. */

import type { RbacV1Subject, V1RoleBinding } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { addInvalid, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, isBlank, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, pathSegment } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

const GROUP = "rbac.authorization.k8s.io";

function bindingRules(namespaced: boolean): KindRules {
  const add = (to: Causes, object: object): void => {
    addBinding(to, object, namespaced);
  };
  return {
    defaults: (object) => {
      const binding = as<V1RoleBinding>(object);
      const reference = within(binding, "roleRef");
      if (isBlank(reference.apiGroup)) reference.apiGroup = GROUP;
      for (const subject of binding.subjects ?? [])
        if (isBlank(subject.apiGroup) && (subject.kind === "User" || subject.kind === "Group"))
          subject.apiGroup = GROUP;
    },
    validate: (object) => {
      const causes: Causes = [];
      add(causes, object);
      return causes;
    },
    validateUpdate: (object, previous) => {
      const causes: Causes = [];
      add(causes, object);
      addStrictUpdate(causes, object.metadata, previous.metadata);
      const [now, before] = [as<V1RoleBinding>(object).roleRef ?? {}, as<V1RoleBinding>(previous).roleRef];
      const shown = { APIGroup: now.apiGroup ?? "", Kind: now.kind ?? "", Name: now.name ?? "" };
      if (!sameJson(now, before)) causes.push(invalid("roleRef", shown, "cannot change roleRef"));
      return causes;
    },
  };
}

export const roleBindingRules: KindRules = bindingRules(true);
export const clusterRoleBindingRules: KindRules = bindingRules(false);

function addBinding(to: Causes, object: object, namespaced: boolean): void {
  const { metadata, roleRef = {}, subjects } = as<V1RoleBinding>(object);
  addMetadata(to, metadata, { name: pathSegment, namespaced });
  const { apiGroup = "", kind = "", name = "" } = roleRef;
  if (apiGroup !== GROUP) to.push(notSupported("roleRef.apiGroup", apiGroup, [GROUP]));
  const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (!kinds.includes(kind)) to.push(notSupported("roleRef.kind", kind, kinds));
  if (name === "") to.push(required("roleRef.name"));
  else addInvalid(to, "roleRef.name", { value: name, wrong: pathSegment(name) });
  for (const [index, subject] of (subjects ?? []).entries())
    addSubject(to, `subjects[${index}]`, { subject, namespaced });
}

function addSubject(
  to: Causes,
  field: string,
  { subject, namespaced }: { subject: Fields<RbacV1Subject>; namespaced: boolean },
): void {
  const { kind = "", name = "", apiGroup = "", namespace = "" } = subject;
  if (name === "") to.push(required(`${field}.name`));
  switch (kind) {
    case "ServiceAccount":
      if (name !== "") addInvalid(to, `${field}.name`, { value: name, wrong: dnsSubdomain(name) });
      if (apiGroup !== "") to.push(notSupported(`${field}.apiGroup`, apiGroup, [""]));
      if (!namespaced && namespace === "") to.push(required(`${field}.namespace`));
      break;
    case "User":
    case "Group":
      if (apiGroup !== GROUP) to.push(notSupported(`${field}.apiGroup`, apiGroup, [GROUP]));
      break;
    default:
      to.push(notSupported(`${field}.kind`, kind, ["ServiceAccount", "User", "Group"]));
  }
}
