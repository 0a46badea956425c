/** Rules of FlowSchemas. */

import type { FlowcontrolV1Subject, V1FlowSchema, V1PolicyRulesWithSubjects } from "@kubernetes/client-node";
import { addInvalid, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addMetadata } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

const MAX_PRECEDENCE = 10_000;
const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
const SUBJECTS: Readonly<Record<string, "group" | "serviceAccount" | "user" | undefined>> = {
  Group: "group",
  ServiceAccount: "serviceAccount",
  User: "user",
};

function validate(object: object): Causes {
  const causes: Causes = [];
  const { metadata, spec = {} } = as<V1FlowSchema>(object);
  addMetadata(causes, metadata, { name: dnsSubdomain, namespaced: false });
  const { matchingPrecedence: precedence = 0, distinguisherMethod, priorityLevelConfiguration, rules } = spec;
  const field = "spec.matchingPrecedence";
  if (precedence <= 0) causes.push(invalid(field, precedence, "must be a positive value"));
  if (precedence > MAX_PRECEDENCE)
    causes.push(invalid(field, precedence, `must not be greater than ${MAX_PRECEDENCE}`));
  if (precedence === 1 && metadata?.name !== "exempt")
    causes.push(invalid(field, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  const method = distinguisherMethod?.type;
  if (isSet(distinguisherMethod) && method !== "ByNamespace" && method !== "ByUser")
    causes.push(
      notSupported("spec.distinguisherMethod.type", { Type: method ?? "" }, ["ByNamespace", "ByUser"]),
    );
  const level = priorityLevelConfiguration?.name ?? "";
  if (level === "")
    causes.push(required("spec.priorityLevelConfiguration.name", "must reference a priority level"));
  else
    addInvalid(causes, "spec.priorityLevelConfiguration.name", { value: level, wrong: dnsSubdomain(level) });
  for (const [index, rule] of (rules ?? []).entries()) addRule(causes, `spec.rules[${index}]`, rule);
  return causes;
}

export const flowSchemaRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const spec = within(as<V1FlowSchema>(object), "spec");
    if ((spec.matchingPrecedence ?? 0) === 0) spec.matchingPrecedence = 1000;
  },
  validate,
  validateUpdate: validate,
};

function addRule(to: Causes, field: string, rule: Fields<V1PolicyRulesWithSubjects>): void {
  const subjects = rule.subjects ?? [];
  const [resourceRules, nonResourceRules] = [rule.resourceRules ?? [], rule.nonResourceRules ?? []];
  if (subjects.length === 0)
    to.push(required(`${field}.subjects`, "subjects must contain at least one value"));
  for (const [index, subject] of subjects.entries()) addSubject(to, `${field}.subjects[${index}]`, subject);
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    to.push(required(field, "at least one of resourceRules and nonResourceRules has to be non-empty"));
  for (const [index, one] of resourceRules.entries()) {
    const at = `${field}.resourceRules[${index}]`;
    addVerbs(to, `${at}.verbs`, one.verbs ?? []);
    addList(to, `${at}.apiGroups`, { list: one.apiGroups ?? [], one: "api group", many: "api groups" });
    addList(to, `${at}.resources`, { list: one.resources ?? [], one: "resource", many: "resources" });
    addNamespaces(to, `${at}.namespaces`, {
      namespaces: one.namespaces ?? [],
      cluster: one.clusterScope === true,
    });
  }
  for (const [index, one] of nonResourceRules.entries()) {
    const at = `${field}.nonResourceRules[${index}]`;
    addVerbs(to, `${at}.verbs`, one.verbs ?? []);
    addUrls(to, `${at}.nonResourceURLs`, one.nonResourceURLs ?? []);
  }
}

function addUrls(to: Causes, field: string, urls: readonly string[]): void {
  if (urls.length === 0) to.push(required(field, "nonResourceURLs must contain at least one value"));
  if (urls.includes("*")) {
    if (urls.length > 1)
      to.push(invalid(field, urls, "if '*' is present, must not specify other non-resource URLs"));
    return;
  }
  for (const [index, url] of urls.entries()) {
    const wrong = wrongUrl(url);
    if (wrong !== undefined) to.push(invalid(`${field}[${index}]`, url, wrong));
  }
}

function wrongUrl(url: string): string | undefined {
  if (url === "") return "must not be empty";
  if (url === "/") return undefined;
  if (!url.startsWith("/")) return "must start with slash";
  if (url.includes(" ")) return "must not contain white-space";
  if (url.includes("//")) return "must not contain double slash";
  return /^[^*]*(\/\*)?$/.test(url) ? undefined : "wildcard can only do suffix matching";
}

function addVerbs(to: Causes, field: string, verbs: readonly string[]): void {
  if (verbs.length === 0) to.push(required(field, "verbs must contain at least one value"));
  else if (verbs.includes("*")) {
    if (verbs.length > 1) to.push(invalid(field, verbs, "if '*' is present, must not specify other verbs"));
  } else if (!verbs.every((verb) => VERBS.includes(verb))) to.push(notSupported(field, verbs, VERBS));
}

function addList(
  to: Causes,
  field: string,
  { list, one, many }: { list: readonly string[]; one: string; many: string },
): void {
  if (list.length === 0) to.push(required(field, `resource rules must supply at least one ${one}`));
  else if (list.length > 1 && list.includes("*"))
    to.push(invalid(field, list, `if '*' is present, must not specify other ${many}`));
}

function addNamespaces(
  to: Causes,
  field: string,
  { namespaces, cluster }: { namespaces: readonly string[]; cluster: boolean },
): void {
  if (namespaces.length === 0) {
    if (!cluster)
      to.push(
        required(field, "resource rules that are not cluster scoped must supply at least one namespace"),
      );
  } else if (namespaces.includes("*")) {
    if (namespaces.length > 1)
      to.push(invalid(field, namespaces, "if '*' is present, must not specify other namespaces"));
  } else
    for (const [index, name] of namespaces.entries())
      for (const wrong of dnsLabel(name))
        to.push(
          invalid(
            `${field}[${index}]`,
            name,
            `each member of this list must be '*' or a DNS-1123 label; ${wrong}`,
          ),
        );
}

function addSubject(to: Causes, field: string, subject: Fields<FlowcontrolV1Subject>): void {
  const { kind = "" } = subject;
  const own = SUBJECTS[kind];
  if (own === undefined) return void to.push(notSupported(`${field}.kind`, kind, Object.keys(SUBJECTS)));
  const value = subject[own];
  if (!isSet(value))
    to.push(required(`${field}.${own}`, `${own} is required when subject kind is '${kind}'`));
  else {
    if (isBlank(value.name)) to.push(required(`${field}.${own}.name`));
    if (own === "serviceAccount" && isBlank(subject.serviceAccount?.namespace))
      to.push(required(`${field}.${own}.namespace`, "must specify namespace for service account"));
  }
  for (const [other, name] of Object.entries(SUBJECTS))
    if (name !== undefined && name !== own && isSet(subject[name]))
      to.push(forbiddenCause(`${field}.${name}`, `${name} is forbidden when subject kind is not '${other}'`));
}
