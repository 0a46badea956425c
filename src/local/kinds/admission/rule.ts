/** Validation of which requests webhooks and admission policies see. Pure. */

import type { V1RuleWithOperations } from "@kubernetes/client-node";
import { invalid, notSupported, required, type Causes } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";

const OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SCOPES = ["*", "Cluster", "Namespaced"];

export function addRule(to: Causes, field: string, rule: Fields<V1RuleWithOperations>): void {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  addList(to, `${field}.operations`, { list: operations, what: "operations" });
  for (const [index, operation] of operations.entries())
    if (!OPERATIONS.includes(operation))
      to.push(notSupported(`${field}.operations[${index}]`, operation, OPERATIONS));
  addList(to, `${field}.apiGroups`, { list: apiGroups, what: "API groups" });
  addList(to, `${field}.apiVersions`, { list: apiVersions, what: "API versions" });
  for (const [index, version] of apiVersions.entries())
    if (version === "") to.push(required(`${field}.apiVersions[${index}]`));
  addResources(to, `${field}.resources`, resources);
  if (isSet(scope) && !SCOPES.includes(scope)) to.push(notSupported(`${field}.scope`, scope, SCOPES));
}

function addList(to: Causes, field: string, { list, what }: { list: readonly string[]; what: string }): void {
  if (list.length === 0) to.push(required(field));
  if (list.length > 1 && list.includes("*"))
    to.push(invalid(field, list, `if '*' is present, must not specify other ${what}`));
}

function addResources(to: Causes, field: string, resources: readonly string[]): void {
  if (resources.length === 0) to.push(required(field));
  const [allOf, ofAll] = [new Set<string>(), new Set<string>()];
  for (const [index, whole] of resources.entries()) {
    const at = `${field}[${index}]`;
    if (whole === "") to.push(required(at));
    const slash = whole.indexOf("/");
    if (slash < 0) continue;
    const [resource, part] = [whole.slice(0, slash), whole.slice(slash + 1)];
    if (allOf.has(resource))
      to.push(invalid(at, whole, `if '${resource}/*' is present, must not specify ${whole}`));
    if (ofAll.has(part)) to.push(invalid(at, whole, `if '*/${part}' is present, must not specify ${whole}`));
    if (part === "*") allOf.add(resource);
    if (resource === "*") ofAll.add(part);
  }
  if (resources.length > 1 && resources.includes("*/*"))
    to.push(invalid(field, resources, "if '*/*' is present, must not specify other resources"));
  const last = resources.filter((one) => one !== "" && !one.includes("/")).at(-1);
  if (resources.includes("*") && last !== undefined && last !== "*")
    to.push(
      invalid(field, resources, "if '*' is present, must not specify other resources without subresources"),
    );
}
