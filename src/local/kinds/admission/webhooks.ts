/** Rules of webhook configurations. */

import type { V1MutatingWebhook, V1MutatingWebhookConfiguration } from "@kubernetes/client-node";
import { addInvalid, addWord, duplicate, invalid, required, tooMany, type Causes } from "../cause.ts";
import { as, fallback, isBlank, isSet, type Fields } from "../fields.ts";
import { addMetadata } from "../metadata.ts";
import { dnsLabel1035, dnsSubdomain, portNumber, qualifiedName } from "../names.ts";
import { addSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";
import { addRule } from "./rule.ts";

type Webhook = Fields<V1MutatingWebhook>;

const VERSIONS = ["v1", "v1beta1"];
const HTTPS = 443;

function webhookRules(mutates: boolean): KindRules {
  const validate = (object: object): Causes => {
    const causes: Causes = [];
    const { metadata, webhooks = [] } = as<V1MutatingWebhookConfiguration>(object);
    addMetadata(causes, metadata, { name: dnsSubdomain, namespaced: false, strictFinalizers: false });
    const names = new Set<string>();
    for (const [index, webhook] of webhooks.entries()) {
      addWebhook(causes, `webhooks[${index}]`, { webhook, mutates });
      addVersions(
        causes,
        `webhooks[${index}].admissionReviewVersions`,
        webhook.admissionReviewVersions ?? [],
      );
      const name = webhook.name ?? "";
      if (name !== "" && names.has(name)) causes.push(duplicate(`webhooks[${index}].name`, name));
      names.add(name);
    }
    return causes;
  };
  return {
    generation: "all",
    defaults: (object) => {
      for (const webhook of as<V1MutatingWebhookConfiguration>(object).webhooks ?? [])
        defaultWebhook(webhook, mutates);
    },
    validate,
    validateUpdate: validate,
  };
}

export const mutatingWebhookRules: KindRules = webhookRules(true);
export const validatingWebhookRules: KindRules = webhookRules(false);

function defaultWebhook(webhook: Webhook, mutates: boolean): void {
  fallback(webhook, "failurePolicy", "Fail");
  fallback(webhook, "matchPolicy", "Equivalent");
  fallback(webhook, "namespaceSelector", {});
  fallback(webhook, "objectSelector", {});
  fallback(webhook, "timeoutSeconds", 10);
  if (mutates) fallback(webhook, "reinvocationPolicy", "Never");
  const service = webhook.clientConfig?.service;
  if (isSet(service)) fallback(service, "port", HTTPS);
  for (const rule of webhook.rules ?? []) fallback(rule, "scope", "*");
}

function addWebhook(
  to: Causes,
  field: string,
  { webhook, mutates }: { webhook: Webhook; mutates: boolean },
): void {
  addDomain(to, `${field}.name`, webhook.name ?? "");
  for (const [index, rule] of (webhook.rules ?? []).entries()) addRule(to, `${field}.rules[${index}]`, rule);
  addWord(to, `${field}.failurePolicy`, { value: webhook.failurePolicy, supported: ["Fail", "Ignore"] });
  addWord(to, `${field}.matchPolicy`, { value: webhook.matchPolicy, supported: ["Equivalent", "Exact"] });
  const effects = ["None", "NoneOnDryRun"];
  if (isBlank(webhook.sideEffects) && !isSet(webhook.sideEffects))
    to.push(required(`${field}.sideEffects`, `must specify one of ${effects.join(", ")}`));
  else addWord(to, `${field}.sideEffects`, { value: webhook.sideEffects, supported: effects });
  const seconds = webhook.timeoutSeconds;
  if (isSet(seconds) && (seconds > 30 || seconds < 1))
    to.push(
      invalid(`${field}.timeoutSeconds`, seconds, "the timeout value must be between 1 and 30 seconds"),
    );
  addSelector(to, `${field}.namespaceSelector`, webhook.namespaceSelector);
  addSelector(to, `${field}.objectSelector`, webhook.objectSelector);
  if (mutates)
    addWord(to, `${field}.reinvocationPolicy`, {
      value: webhook.reinvocationPolicy,
      supported: ["IfNeeded", "Never"],
    });
  addClient(to, `${field}.clientConfig`, webhook);
  addConditions(to, `${field}.matchConditions`, webhook.matchConditions ?? []);
}

/** A name of three parts or more. */
function addDomain(to: Causes, field: string, name: string): void {
  if (name === "") return void to.push(required(field));
  const wrong = dnsSubdomain(name);
  if (wrong.length > 0) to.push(invalid(field, name, wrong.join(",")));
  else if (name.split(".").length < 3)
    to.push(invalid(field, name, "should be a domain with at least three segments separated by dots"));
}

function addVersions(to: Causes, field: string, versions: readonly string[]): void {
  if (versions.length === 0)
    return void to.push(required(field, `must specify one of ${VERSIONS.join(", ")}`));
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index)
      to.push(invalid(`${field}[${index}]`, version, "duplicate version"));
    else addInvalid(to, `${field}[${index}]`, { value: version, wrong: dnsLabel1035(version) });
  }
  if (!versions.some((version) => VERSIONS.includes(version)))
    to.push(invalid(field, versions, `must include at least one of ${VERSIONS.join(", ")}`));
}

function addClient(to: Causes, field: string, { clientConfig = {} }: Webhook): void {
  const { url, service } = clientConfig;
  if (isSet(url) === isSet(service))
    return void to.push(required(field, "exactly one of url or service is required"));
  if (isSet(url)) addUrl(to, `${field}.url`, url);
  if (!isSet(service)) return;
  const { name = "", namespace = "", path, port = HTTPS } = service;
  if (name === "") to.push(required(`${field}.service.name`));
  if (namespace === "") to.push(required(`${field}.service.namespace`));
  const [wrong] = portNumber(port);
  if (wrong !== undefined) to.push(invalid(`${field}.service.port`, port, `port is not valid: ${wrong}`));
  if (isSet(path)) addPath(to, `${field}.service.path`, path);
}

const FORM = "desired format: https://host[/path]";

function addUrl(to: Causes, field: string, text: string): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    to.push(
      invalid(field, text, `'https' is the only allowed URL scheme; ${FORM}`),
      invalid(field, "", `host must be specified; ${FORM}`),
    );
    return;
  }
  if (url.protocol !== "https:")
    to.push(invalid(field, url.protocol.slice(0, -1), `'https' is the only allowed URL scheme; ${FORM}`));
  if (url.host === "") to.push(invalid(field, url.host, `host must be specified; ${FORM}`));
  if (url.username !== "")
    to.push(invalid(field, url.username, "user information is not permitted in the URL"));
  if (url.hash !== "") to.push(invalid(field, url.hash.slice(1), "fragments are not permitted in the URL"));
  if (url.search !== "")
    to.push(invalid(field, url.search.slice(1), "query parameters are not permitted in the URL"));
}

function addPath(to: Causes, field: string, path: string): void {
  if (path === "" || path === "/") return;
  if (path === "//") return void to.push(invalid(field, path, "segment[0] may not be empty"));
  if (!path.startsWith("/")) to.push(invalid(field, path, "must start with a '/'"));
  const parts = path.slice(1).replace(/\/$/, "").split("/");
  for (const [index, part] of parts.entries()) {
    if (part === "") return void to.push(invalid(field, path, `segment[${index}] may not be empty`));
    for (const wrong of dnsSubdomain(part)) to.push(invalid(field, path, `segment[${index}]: ${wrong}`));
  }
}

/** Conditions in CEL: their names; the expressions are taken as they are. */
export function addConditions(
  to: Causes,
  field: string,
  conditions: readonly { name?: string; expression?: string }[],
): void {
  if (conditions.length > 64) to.push(tooMany(field, conditions.length, 64));
  const names = new Set<string>();
  for (const [index, { name = "", expression = "" }] of conditions.entries()) {
    const at = `${field}[${index}]`;
    if (expression.trim() === "") to.push(required(`${at}.expression`));
    if (name === "") to.push(required(`${at}.name`));
    else {
      addInvalid(to, `${at}.name`, { value: name, wrong: qualifiedName(name) });
      if (names.has(name)) to.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
  }
}
