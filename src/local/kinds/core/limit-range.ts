/** Rules of LimitRanges. */

import type { V1LimitRange, V1LimitRangeItem } from "@kubernetes/client-node";
import { addInvalid, duplicate, forbiddenCause, invalid, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addMetadata } from "../metadata.ts";
import { dnsSubdomain, qualifiedName } from "../names.ts";
import { quantityOf, type Quantity } from "../quantity.ts";
import { addAnyResource, addContainerResource, mayOvercommit, milliResources } from "../resources.ts";
import type { KindRules } from "../served-kind.ts";

type Item = Fields<V1LimitRangeItem>;

const LISTS = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;
const TYPES = ["Pod", "Container", "PersistentVolumeClaim"];

export const limitRangeRules: KindRules = {
  defaults: (object) => {
    for (const item of as<V1LimitRange>(object).spec?.limits ?? []) {
      if (item.type === "Container") {
        for (const [list, from] of [
          ["default", "max"],
          ["defaultRequest", "default"],
          ["defaultRequest", "min"],
        ] as const)
          for (const [name, value] of Object.entries(item[from] ?? {}))
            fallback(within(item, list), name, value);
      }
      for (const list of LISTS) milliResources(item[list]);
    }
  },
  validate: (object) => {
    const causes: Causes = [];
    addLimitRange(causes, object);
    return causes;
  },
  validateUpdate: (object) => {
    const causes: Causes = [];
    addLimitRange(causes, object);
    return causes;
  },
};

function addLimitRange(to: Causes, object: object): void {
  const { metadata, spec } = as<V1LimitRange>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  const types = new Set<string>();
  for (const [index, item] of (spec?.limits ?? []).entries()) {
    const at = `spec.limits[${index}]`;
    const type = item.type ?? "";
    const wrong = qualifiedName(type);
    addInvalid(to, `${at}.type`, { value: type, wrong });
    if (wrong.length === 0 && !type.includes("/") && !TYPES.includes(type))
      to.push(invalid(`${at}.type`, type, "must be a standard limit type or fully qualified"));
    if (types.has(type)) to.push(duplicate(`${at}.type`, type));
    types.add(type);
    addNames(to, at, item);
    const names = new Set(LISTS.flatMap((list) => Object.keys(item[list] ?? {})));
    for (const name of names) addRelations(to, at, { item, name });
  }
}

function addNames(to: Causes, field: string, item: Item): void {
  const rule = item.type === "Pod" || item.type === "Container" ? addContainerResource : addAnyResource;
  for (const list of LISTS) {
    if (item.type === "Pod" && (list === "default" || list === "defaultRequest")) {
      if (Object.keys(item[list] ?? {}).length > 0)
        to.push(forbiddenCause(`${field}.${list}`, "may not be specified when `type` is 'Pod'"));
      continue;
    }
    if (list === "maxLimitRequestRatio" && item.type === "PersistentVolumeClaim")
      if (!isSet(item.min?.["storage"]) && !isSet(item.max?.["storage"]))
        to.push(
          required(
            `${field}.limits`,
            "either minimum or maximum storage value is required, but neither was provided",
          ),
        );
    for (const name in item[list]) rule(to, `${field}.${list}[${name}]`, name);
  }
}

const isAbove = (a: Quantity | undefined, b: Quantity | undefined): boolean =>
  a !== undefined && b !== undefined && a.nano > b.nano;

/** Which limits of one resource contradict each other. */
function addRelations(to: Causes, field: string, { item, name }: { item: Item; name: string }): void {
  const at = (list: (typeof LISTS)[number]): string => `${field}.${list}[${name}]`;
  const read = (list: (typeof LISTS)[number]): Quantity | undefined =>
    item.type === "Pod" && list.startsWith("default")
      ? undefined
      : isSet(item[list]?.[name])
        ? quantityOf(item[list][name])
        : undefined;
  const [min, max, limit, request] = [read("min"), read("max"), read("default"), read("defaultRequest")];
  const [least, most, usual, asked] = [min?.text, max?.text, limit?.text, request?.text];
  if (isAbove(min, max))
    to.push(invalid(at("min"), least, `min value ${least} is greater than max value ${most}`));
  const refuse = (list: (typeof LISTS)[number], value: string | undefined, detail: string): void =>
    void to.push(invalid(at(list), value, detail));
  if (isAbove(min, request))
    refuse("defaultRequest", asked, `min value ${least} is greater than default request value ${asked}`);
  if (isAbove(request, max))
    refuse("defaultRequest", asked, `default request value ${asked} is greater than max value ${most}`);
  if (isAbove(request, limit))
    refuse(
      "defaultRequest",
      asked,
      `default request value ${asked} is greater than default limit value ${usual}`,
    );
  if (isAbove(min, limit))
    to.push(invalid(at("default"), least, `min value ${least} is greater than default value ${usual}`));
  if (isAbove(limit, max))
    to.push(invalid(at("default"), most, `default value ${usual} is greater than max value ${most}`));
  addRatio(to, at("maxLimitRequestRatio"), { ratio: read("maxLimitRequestRatio"), min, max });
  if (!mayOvercommit(name) && limit !== undefined && request !== undefined && limit.nano !== request.nano)
    refuse(
      "defaultRequest",
      asked,
      `default value ${usual} must equal to defaultRequest value ${asked} in ${name}`,
    );
}

function addRatio(
  to: Causes,
  field: string,
  { ratio, min, max }: { ratio: Quantity | undefined; min: Quantity | undefined; max: Quantity | undefined },
): void {
  if (ratio === undefined) return;
  if (ratio.nano < 1_000_000_000n) to.push(invalid(field, ratio.text, `ratio ${ratio.text} is less than 1`));
  if (min === undefined || max === undefined) return;
  const most = Number(max.nano) / Number(min.nano);
  if (Number(ratio.nano) / 1e9 > most)
    to.push(invalid(field, ratio.text, `ratio ${ratio.text} is greater than max/min = ${most.toFixed(6)}`));
}
