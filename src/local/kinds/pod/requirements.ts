/** Validation of the resources that containers ask for. Pure. */

import type { V1ResourceRequirements } from "@kubernetes/client-node";
import { duplicate, forbiddenCause, invalid, notFoundCause, required, type Causes } from "../cause.ts";
import type { Fields } from "../fields.ts";
import { quantityOf } from "../quantity.ts";
import { addContainerResource, addQuantity, isHugePages, isWholePages, mayOvercommit } from "../resources.ts";

type Requirements = Fields<V1ResourceRequirements>;

/** Adds what is wrong with the name of a resource. */
export type ResourceNameRule = (to: Causes, field: string, name: string) => void;

/**
 * @param claims names of the pod's resource claims
 * @param nameRule which resources may be asked for @default those of containers
 */
export function addRequirements(
  to: Causes,
  field: string,
  {
    resources,
    claims,
    nameRule = addContainerResource,
  }: { resources: Requirements; claims: readonly string[]; nameRule?: ResourceNameRule },
): void {
  const { limits = {}, requests = {} } = resources;
  for (const name in limits)
    addLimit(to, `${field}.limits[${name}]`, { name, value: limits[name], nameRule });
  for (const name in requests) {
    const value = requests[name];
    addLimit(to, `${field}.requests[${name}]`, {
      name,
      value,
      nameRule: (all, at, one) => {
        nameRule(all, at, one);
      },
      beforePages: () => {
        addAgainstLimit(to, field, { name, value, limit: limits[name] });
      },
    });
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === "cpu" || name === "memory"))
    to.push(forbiddenCause(field, "HugePages require cpu or memory"));
  addClaims(to, `${field}.claims`, { used: resources.claims ?? [], claims });
}

function addLimit(
  to: Causes,
  field: string,
  {
    name,
    value,
    nameRule,
    beforePages,
  }: { name: string; value: string | undefined; nameRule: ResourceNameRule; beforePages?: () => void },
): void {
  nameRule(to, field, name);
  addQuantity(to, field, { name, value });
  beforePages?.();
  const read = quantityOf(value);
  if (isHugePages(name) && !isWholePages(name, read))
    to.push(invalid(field, read.text, `${read.text} is not positive integer multiple of ${name}`));
}

function addAgainstLimit(
  to: Causes,
  field: string,
  { name, value, limit }: { name: string; value: string | undefined; limit: string | undefined },
): void {
  const asked = quantityOf(value);
  if (limit === undefined) {
    if (!mayOvercommit(name))
      to.push(required(`${field}.limits`, "Limit must be set for non overcommitable resources"));
    return;
  }
  const most = quantityOf(limit);
  if (asked.nano !== most.nano && !mayOvercommit(name))
    to.push(invalid(`${field}.requests`, asked.text, `must be equal to ${name} limit of ${most.text}`));
  else if (asked.nano > most.nano)
    to.push(
      invalid(`${field}.requests`, asked.text, `must be less than or equal to ${name} limit of ${most.text}`),
    );
}

function addClaims(
  to: Causes,
  field: string,
  { used, claims }: { used: readonly { name?: string; request?: string }[]; claims: readonly string[] },
): void {
  const seen = new Set<string>();
  for (const [index, { name = "", request = "" }] of used.entries()) {
    const at = `${field}[${index}]`;
    if (name === "") {
      to.push(required(at));
      continue;
    }
    const key = request === "" ? name : `${name}/${request}`;
    if (seen.has(name)) to.push(duplicate(at, name));
    else if (seen.has(key)) to.push(duplicate(at, key));
    seen.add(key);
    if (claims.includes(name)) continue;
    const which = claims.length === 0 ? " which is empty" : `: ${[...claims].sort().join(", ")}`;
    to.push(notFoundCause(at, name, `must be one of the names in pod.spec.resourceClaims${which}`));
  }
}
