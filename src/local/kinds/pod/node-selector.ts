/** Validation of what selects nodes. Pure. */

import type {
  V1NodeSelector,
  V1NodeSelectorRequirement,
  V1NodeSelectorTerm,
  V1Toleration,
} from "@kubernetes/client-node";
import { addInvalid, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { dnsSubdomain, labelValue, qualifiedName } from "../names.ts";

export const TAINT_EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function addNodeSelector(to: Causes, field: string, selector: Fields<V1NodeSelector>): void {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0)
    to.push(required(`${field}.nodeSelectorTerms`, "must have at least one node selector term"));
  for (const [index, term] of terms.entries())
    addNodeTerm(to, `${field}.nodeSelectorTerms[${index}]`, { term, strict: true });
}

/** @param strict whether values must be label values */
export function addNodeTerm(
  to: Causes,
  field: string,
  { term, strict }: { term: Fields<V1NodeSelectorTerm>; strict: boolean },
): void {
  for (const [index, one] of (term.matchExpressions ?? []).entries())
    addExpression(to, `${field}.matchExpressions[${index}]`, { one, strict });
  for (const [index, one] of (term.matchFields ?? []).entries())
    addField(to, `${field}.matchFields[${index}]`, one);
}

function addExpression(
  to: Causes,
  field: string,
  { one, strict }: { one: Fields<V1NodeSelectorRequirement>; strict: boolean },
): void {
  const { key = "", operator = "", values = [] } = one;
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0)
        to.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0)
        to.push(
          forbiddenCause(
            `${field}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        );
      break;
    case "Gt":
    case "Lt":
      if (values.length !== 1)
        to.push(
          required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"),
        );
      break;
    default:
      to.push(invalid(`${field}.operator`, operator, "not a valid selector operator"));
  }
  addInvalid(to, `${field}.key`, { value: key, wrong: qualifiedName(key) });
  if (strict)
    for (const [index, value] of values.entries())
      addInvalid(to, `${field}.values[${index}]`, { value, wrong: labelValue(value) });
}

function addField(
  to: Causes,
  field: string,
  { key = "", operator = "", values = [] }: Fields<V1NodeSelectorRequirement>,
): void {
  if (operator !== "In" && operator !== "NotIn")
    to.push(invalid(`${field}.operator`, operator, "not a valid selector operator"));
  else if (values.length !== 1)
    to.push(
      required(
        `${field}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      ),
    );
  if (key !== "metadata.name")
    return void to.push(invalid(`${field}.key`, key, "not a valid field selector key"));
  for (const [index, value] of values.entries())
    addInvalid(to, `${field}.values[${index}]`, { value, wrong: dnsSubdomain(value) });
}

export function addTolerations(
  to: Causes,
  field: string,
  tolerations: readonly Fields<V1Toleration>[],
): void {
  for (const [index, toleration] of tolerations.entries()) {
    const at = `${field}[${index}]`;
    const { key = "", operator = "", value = "", effect = "", tolerationSeconds } = toleration;
    if (key !== "") addInvalid(to, `${at}.key`, { value: key, wrong: qualifiedName(key) });
    else if (operator !== "Exists")
      to.push(
        invalid(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (isSet(tolerationSeconds) && effect !== "NoExecute")
      to.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    addTolerationValue(to, `${at}.operator`, { operator, value });
    if (effect !== "" && !TAINT_EFFECTS.includes(effect))
      to.push(notSupported(`${at}.effect`, effect, TAINT_EFFECTS));
  }
}

function addTolerationValue(
  to: Causes,
  field: string,
  { operator, value }: { operator: string; value: string },
): void {
  if (operator === "Exists") {
    if (value !== "") to.push(invalid(field, value, "value must be empty when `operator` is 'Exists'"));
  } else if (operator === "Equal" || operator === "") {
    const wrong = labelValue(value);
    if (wrong.length > 0) to.push(invalid(field, value, wrong.join(";")));
  } else
    to.push(
      notSupported(
        field,
        operator,
        operator === "Lt" || operator === "Gt" ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"],
      ),
    );
}
