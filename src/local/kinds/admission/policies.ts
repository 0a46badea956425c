/** Rules of admission policies and their bindings. Expressions are kept, not compiled. */

import type {
  V1MatchResources,
  V1MutatingAdmissionPolicy,
  V1ParamRef,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1Validation,
} from "@kubernetes/client-node";
import {
  addInvalid,
  addUnsupported,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { as, fallback, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addMetadata } from "../metadata.ts";
import { dnsLabel1035, dnsSubdomain, pathSegment, qualifiedName } from "../names.ts";
import { addSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";
import { addRule } from "./rule.ts";
import { addConditions } from "./webhooks.ts";

type Resources = Fields<V1MatchResources>;

const FAILURE = ["Fail", "Ignore"];
const PATCH_TYPES = ["ApplyConfiguration", "JSONPatch"];
const REASONS = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];
/** All but one: the API server forgets it in its answers. */
const SHOWN_REASONS = REASONS.slice(0, 3);

function defaultResources(resources: Resources | undefined): void {
  if (!isSet(resources)) return;
  fallback(resources, "matchPolicy", "Equivalent");
  fallback(resources, "namespaceSelector", {});
  fallback(resources, "objectSelector", {});
  for (const rule of [...(resources.resourceRules ?? []), ...(resources.excludeResourceRules ?? [])])
    fallback(rule, "scope", "*");
}

function addResources(to: Causes, field: string, resources: Resources | undefined): void {
  if (!isSet(resources)) return;
  addUnsupported(to, `${field}.matchPolicy`, {
    value: resources.matchPolicy,
    supported: ["Equivalent", "Exact"],
  });
  addSelector(to, `${field}.namespaceSelector`, resources.namespaceSelector);
  addSelector(to, `${field}.objectSelector`, resources.objectSelector);
  for (const list of ["resourceRules", "excludeResourceRules"] as const)
    for (const [index, rule] of (resources[list] ?? []).entries()) {
      const at = `${field}.${list}[${index}]`;
      const names = rule.resourceNames ?? [];
      for (const [one, name] of names.entries()) {
        addInvalid(to, `${at}.resourceNames[${one}]`, { value: name, wrong: pathSegment(name) });
        if (names.indexOf(name) < one) to.push(duplicate(`${at}.resourceNames[${one}]`, name));
      }
      addRule(to, at, rule);
    }
}

function addParamKind(to: Causes, kind: { apiVersion?: string; kind?: string } | undefined): void {
  if (!isSet(kind)) return;
  const { apiVersion = "", kind: name = "" } = kind;
  const field = "spec.paramKind";
  const [first = "", second] = apiVersion.split("/");
  const version = second ?? first;
  if (apiVersion === "") to.push(required(`${field}.apiVersion`));
  else {
    const [group, number] = [second === undefined ? [] : dnsSubdomain(first), dnsLabel1035(version)];
    if (second !== undefined && group.length > 0)
      to.push(invalid(`${field}.apiVersion`, first, group.join(",")));
    if (number.length > 0) to.push(invalid(`${field}.apiVersion`, version, number.join(",")));
  }
  if (name === "") return void to.push(required(`${field}.kind`));
  const wrong = dnsLabel1035(name.toLowerCase());
  if (wrong.length > 0)
    to.push(
      invalid(`${field}.kind`, name, `may have mixed case, but should otherwise match: ${wrong.join(",")}`),
    );
}

function addPolicy(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1ValidatingAdmissionPolicy>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false, strictFinalizers: false });
  addUnsupported(to, "spec.failurePolicy", { value: spec.failurePolicy, supported: FAILURE });
  addParamKind(to, spec.paramKind);
  if (!isSet(spec.matchConstraints)) to.push(required("spec.matchConstraints"));
  else {
    addResources(to, "spec.matchConstraints", spec.matchConstraints);
    if ((spec.matchConstraints.resourceRules ?? []).length === 0)
      to.push(required("spec.matchConstraints.resourceRules"));
  }
  addConditions(to, "spec.matchConditions", spec.matchConditions ?? []);
  for (const [index, { name = "", expression }] of (spec.variables ?? []).entries()) {
    const at = `spec.variables[${index}]`;
    if (name.trim() === "") to.push(required(`${at}.name`, "name is not specified"));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name))
      to.push(invalid(`${at}.name`, name, "must be a valid CEL identifier"));
    if (isBlank(expression?.trim())) to.push(required(`${at}.expression`, "expression is not specified"));
  }
}

function addValidations(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1ValidatingAdmissionPolicy>(object);
  const [validations, audits] = [spec.validations ?? [], spec.auditAnnotations ?? []];
  if (validations.length === 0 && audits.length === 0) {
    const detail = "validations or auditAnnotations must contain at least one item";
    to.push(required("spec.validations", detail), required("spec.auditAnnotations", detail));
    return;
  }
  for (const [index, validation] of validations.entries())
    addValidation(to, `spec.validations[${index}]`, validation);
  for (const [index, { key = "", valueExpression }] of audits.entries()) {
    const at = `spec.auditAnnotations[${index}]`;
    const name = `${metadata?.name ?? ""}/${key}`;
    addInvalid(to, `${at}.key`, { value: name, wrong: qualifiedName(name) });
    if (isBlank(valueExpression?.trim()))
      to.push(required(`${at}.valueExpression`, "valueExpression is not specified"));
    if (audits.findIndex((one) => one.key === key) < index) to.push(duplicate(`${at}.key`, key));
  }
}

function addValidation(to: Causes, at: string, { expression, message, reason }: Fields<V1Validation>): void {
  if (isBlank(expression?.trim())) to.push(required(`${at}.expression`, "expression is not specified"));
  if (!isBlank(message) && isBlank(message?.trim()))
    to.push(invalid(`${at}.message`, message, "must be non-empty if specified"));
  else if (/[\n\r]/.test(message?.trim() ?? ""))
    to.push(invalid(`${at}.message`, message, "must not contain line breaks"));
  if (isSet(reason) && !REASONS.includes(reason))
    to.push(notSupported(`${at}.reason`, reason, SHOWN_REASONS));
}

function rulesOf(
  defaults: (object: object) => void,
  ...checks: ((to: Causes, object: object) => void)[]
): KindRules {
  const validate = (object: object): Causes => {
    const causes: Causes = [];
    for (const check of checks) check(causes, object);
    return causes;
  };
  return { generation: "all", defaults, validate, validateUpdate: validate };
}

function defaultPolicy(object: object): void {
  const spec = within(as<V1ValidatingAdmissionPolicy>(object), "spec");
  fallback(spec, "failurePolicy", "Fail");
  defaultResources(spec.matchConstraints);
}

export const validatingPolicyRules: KindRules = rulesOf(defaultPolicy, addPolicy, addValidations);

export const mutatingPolicyRules: KindRules = rulesOf(defaultPolicy, addPolicy, (to, object) => {
  const { spec = {} } = as<V1MutatingAdmissionPolicy>(object);
  if ((spec.mutations ?? []).length === 0)
    to.push(required("spec.mutations", "mutations must contain at least one item"));
  for (const [index, { patchType = "", applyConfiguration, jsonPatch }] of (spec.mutations ?? []).entries()) {
    const at = `spec.mutations[${index}]`;
    if (patchType === "") to.push(required(`${at}.patchType`));
    else if (!PATCH_TYPES.includes(patchType))
      to.push(notSupported(`${at}.patchType`, patchType, PATCH_TYPES));
    else if (patchType === "JSONPatch" && !isSet(jsonPatch))
      to.push(required(`${at}.jsonPatch`, "must be specified when patchType is JSONPatch"));
    else if (patchType === "ApplyConfiguration" && !isSet(applyConfiguration))
      to.push(required(`${at}.applyConfiguration`, "must be specified when patchType is ApplyConfiguration"));
    const other = patchType === "JSONPatch" ? "applyConfiguration" : "jsonPatch";
    if (PATCH_TYPES.includes(patchType) && isSet(other === "jsonPatch" ? jsonPatch : applyConfiguration))
      to.push(
        invalid(`${at}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`),
      );
  }
  addUnsupported(to, "spec.reinvocationPolicy", {
    value: spec.reinvocationPolicy,
    supported: ["IfNeeded", "Never"],
  });
});

function addBinding(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1ValidatingAdmissionPolicyBinding>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false, strictFinalizers: false });
  const { policyName = "" } = spec;
  if (policyName === "") to.push(required("spec.policyName"));
  else addInvalid(to, "spec.policyName", { value: policyName, wrong: dnsSubdomain(policyName) });
  addParamRef(to, "spec.paramRef", spec.paramRef);
  addResources(to, "spec.matchResources", spec.matchResources);
}

function addParamRef(to: Causes, field: string, reference: Fields<V1ParamRef> | undefined): void {
  if (!isSet(reference)) return;
  const { name = "", selector, parameterNotFoundAction: action } = reference;
  const both = "name and selector are mutually exclusive";
  if (name !== "") {
    addInvalid(to, `${field}.name`, { value: name, wrong: pathSegment(name) });
    if (isSet(selector)) to.push(forbiddenCause(`${field}.name`, both));
  }
  addSelector(to, `${field}.selector`, selector);
  if (isSet(selector) && name !== "") to.push(forbiddenCause(`${field}.selector`, both));
  if (name === "" && !isSet(selector)) to.push(required(field, "one of name or selector must be specified"));
  addUnsupported(to, `${field}.parameterNotFoundAction`, { value: action, supported: ["Deny", "Allow"] });
}

function addActions(to: Causes, object: object): void {
  const actions = as<V1ValidatingAdmissionPolicyBinding>(object).spec?.validationActions ?? [];
  const field = "spec.validationActions";
  for (const [index, action] of actions.entries()) {
    if (!["Audit", "Deny", "Warn"].includes(action))
      to.push(notSupported(`${field}[${index}]`, action, ["Audit", "Deny", "Warn"]));
    if (actions.indexOf(action) < index) to.push(duplicate(`${field}[${index}]`, action));
  }
  if (actions.includes("Deny") && actions.includes("Warn"))
    to.push(
      invalid(
        field,
        actions,
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
      ),
    );
  if (actions.length === 0) to.push(required(field, "at least one validation action is required"));
}

function defaultBinding(object: object): void {
  defaultResources(as<V1ValidatingAdmissionPolicyBinding>(object).spec?.matchResources);
}

export const validatingBindingRules: KindRules = rulesOf(defaultBinding, addBinding, addActions);
export const mutatingBindingRules: KindRules = rulesOf(defaultBinding, addBinding);
