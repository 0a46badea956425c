/** Rules of Ingresses. */

import type {
  V1HTTPIngressPath,
  V1Ingress,
  V1IngressBackend,
  V1IngressClass,
  V1IngressSpec,
} from "@kubernetes/client-node";
import { familyOf } from "../addresses.ts";
import { addInvalid, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain, pathSegment, portName, portNumber, wildcardSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";
import { addIngressStatus } from "../service/load-balancer-status.ts";

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";
const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
const BAD_PARTS = ["//", "/./", "/../", "%2f", "%2F"];
const BAD_ENDS = ["/..", "/."];

export const ingressRules: KindRules = {
  generation: "spec",
  prepare: (object, previous, { store }) => {
    const ingress = as<V1Ingress>(object);
    if (previous !== undefined || isSet(ingress.spec?.ingressClassName)) return;
    if (object.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return;
    const [usual] = store
      .list("networking.k8s.io/ingressclasses")
      .filter((one) => as<V1IngressClass>(one).metadata?.annotations?.[DEFAULT_CLASS] === "true");
    if (usual !== undefined) within(ingress, "spec").ingressClassName = usual.metadata.name;
  },
  validate: (object) => {
    const causes: Causes = [];
    addIngress(causes, object);
    const name = as<V1Ingress>(object).spec?.ingressClassName;
    const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
    if (annotation !== undefined && isSet(name) && annotation !== name)
      causes.push(
        invalid(
          `annotations.${CLASS_ANNOTATION}`,
          annotation,
          "must match `ingressClassName` when both are specified",
        ),
      );
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addIngress(causes, object);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addIngressStatus(causes, as<V1Ingress>(object));
    return causes;
  },
};

function addIngress(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1Ingress>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  const { rules = [], defaultBackend, ingressClassName } = spec;
  if (rules.length === 0 && !isSet(defaultBackend))
    to.push(
      invalid("spec", isSet(spec.rules) ? [] : null, "either `defaultBackend` or `rules` must be specified"),
    );
  if (isSet(defaultBackend)) addBackend(to, "spec.defaultBackend", defaultBackend);
  for (const [index, rule] of rules.entries()) {
    const at = `spec.rules[${index}]`;
    addHost(to, `${at}.host`, rule.host);
    if (!isSet(rule.http)) continue;
    if ((rule.http.paths ?? []).length === 0) to.push(required(`${at}.http.paths`));
    for (const [one, path] of (rule.http.paths ?? []).entries())
      addPath(to, `${at}.http.paths[${one}]`, path);
  }
  addTls(to, spec);
  if (isSet(ingressClassName))
    addInvalid(to, "spec.ingressClassName", {
      value: ingressClassName,
      wrong: dnsSubdomain(ingressClassName),
    });
}

function addHost(to: Causes, field: string, host = ""): void {
  if (host === "") return;
  if (familyOf(host) !== 0) to.push(invalid(field, host, "must be a DNS name, not an IP address"));
  addInvalid(to, field, {
    value: host,
    wrong: (host.includes("*") ? wildcardSubdomain : dnsSubdomain)(host),
  });
}

function addTls(to: Causes, { tls = [] }: Fields<V1IngressSpec>): void {
  for (const [index, { hosts = [], secretName = "" }] of tls.entries()) {
    for (const [one, host] of hosts.entries())
      addInvalid(to, `spec.tls[${index}].hosts[${one}]`, {
        value: host,
        wrong: (host.includes("*") ? wildcardSubdomain : dnsSubdomain)(host),
      });
    if (secretName !== "")
      addInvalid(to, `spec.tls[${index}].secretName`, { value: secretName, wrong: dnsSubdomain(secretName) });
  }
}

function addPath(
  to: Causes,
  field: string,
  { path = "", pathType, backend = {} }: Fields<V1HTTPIngressPath>,
): void {
  if (!isSet(pathType)) return void to.push(required(`${field}.pathType`, "pathType must be specified"));
  const wrong = (detail: string): void => {
    to.push(invalid(`${field}.path`, path, detail));
  };
  if (pathType === "Exact" || pathType === "Prefix") {
    if (!path.startsWith("/")) wrong("must be an absolute path");
    for (const part of BAD_PARTS) if (path.includes(part)) wrong(`must not contain '${part}'`);
    for (const end of BAD_ENDS) if (path.endsWith(end)) wrong(`cannot end with '${end}'`);
  } else if (pathType !== "ImplementationSpecific")
    to.push(notSupported(`${field}.pathType`, pathType, PATH_TYPES));
  else if (path !== "" && !path.startsWith("/")) wrong("must be an absolute path");
  addBackend(to, `${field}.backend`, backend);
}

function addBackend(to: Causes, field: string, { service, resource }: Fields<V1IngressBackend>): void {
  if (isSet(resource)) {
    if (isSet(service))
      return void to.push(invalid(field, "", "cannot set both resource and service backends"));
    addReference(to, `${field}.resource`, resource);
  } else if (isSet(service)) {
    const { name = "", port } = service;
    if (name === "") to.push(required(`${field}.service.name`));
    else addInvalid(to, `${field}.service.name`, { value: name, wrong: dnsLabel(name) });
    const { name: named = "", number = 0 } = port ?? {};
    if (named !== "" && number !== 0) to.push(invalid(field, "", "cannot set both port name & port number"));
    else if (named !== "")
      addInvalid(to, `${field}.service.port.name`, { value: named, wrong: portName(named) });
    else if (number !== 0)
      addInvalid(to, `${field}.service.port.number`, { value: number, wrong: portNumber(number) });
    else to.push(required(field, "port name or number is required"));
  } else to.push(invalid(field, "", "resource or service backend is required"));
}

/** An object that is named by group, kind and name. */
export function addReference(
  to: Causes,
  field: string,
  { apiGroup, kind = "", name = "" }: { apiGroup?: string; kind?: string; name?: string },
): void {
  if (isSet(apiGroup))
    addInvalid(to, `${field}.apiGroup`, { value: apiGroup, wrong: dnsSubdomain(apiGroup) });
  for (const [part, value] of Object.entries({ kind, name })) {
    if (isBlank(value)) to.push(required(`${field}.${part}`));
    else addInvalid(to, `${field}.${part}`, { value, wrong: pathSegment(value) });
  }
}
