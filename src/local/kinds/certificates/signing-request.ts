/** Rules of CertificateSigningRequests. The signature of the request is not checked. */

import type { V1CertificateSigningRequest } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import {
  addInvalid,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { as, isSet, within } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

const USAGES = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];
const TEN_MINUTES = 600;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;
const REQUEST = /^\s*-----BEGIN CERTIFICATE REQUEST-----[\s\S]+-----END CERTIFICATE REQUEST-----\s*$/;

export const signingRequestRules: KindRules = {
  prepare: (object, previous) => {
    const spec = within(as<V1CertificateSigningRequest>(object), "spec");
    if (previous !== undefined) {
      // What was asked for stays as it was, silently.
      object["spec"] = previous["spec"];
      return;
    }
    spec.username = "admin";
    spec.groups = ["system:masters", "system:authenticated"];
    spec.uid = "admin";
    delete spec.extra;
  },
  validate: (object) => {
    const causes: Causes = [];
    addRequest(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addRequest(causes, object);
    addStrictUpdate(causes, object.metadata, previous.metadata);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addRequest(causes, object);
    const [now, before] = [
      as<V1CertificateSigningRequest>(object),
      as<V1CertificateSigningRequest>(previous),
    ];
    for (const type of ["Approved", "Denied", "Failed"]) {
      const [held, had] = [now, before].map(({ status }) =>
        (status?.conditions ?? []).filter((condition) => condition.type === type),
      );
      if ((held ?? []).length < (had ?? []).length)
        causes.push(
          forbiddenCause(
            "status.conditions",
            `updates may not remove a condition of type ${JSON.stringify(type)}`,
          ),
        );
    }
    const { certificate } = before.status ?? {};
    if (
      isSet(now.status?.certificate) &&
      !CERTIFICATE.test(Buffer.from(now.status.certificate, "base64").toString("latin1"))
    )
      causes.push(
        invalid(
          "status.certificate",
          "<certificate data>",
          "must contain at least one CERTIFICATE PEM block",
        ),
      );
    if (isSet(certificate) && !sameJson(certificate, now.status?.certificate))
      causes.push(
        forbiddenCause("status.certificate", "updates may not modify existing certificate content"),
      );
    addStrictUpdate(causes, object.metadata, previous.metadata);
    return causes;
  },
};

function addRequest(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1CertificateSigningRequest>(object);
  addMetadata(to, metadata, { name: () => [], namespaced: false });
  const { request, usages = [], signerName = "", expirationSeconds } = spec;
  if (!REQUEST.test(Buffer.from(request ?? "", "base64").toString("latin1")))
    to.push(invalid("spec.request", request ?? null, "PEM block type must be CERTIFICATE REQUEST"));
  if (usages.length === 0) to.push(required("spec.usages"));
  for (const [index, usage] of usages.entries())
    if (!USAGES.includes(usage)) to.push(notSupported(`spec.usages[${index}]`, usage, USAGES));
  for (const [index, usage] of usages.entries())
    if (usages.indexOf(usage) < index) to.push(duplicate(`spec.usages[${index}]`, usage));
  if (signerName === "kubernetes.io/legacy-unknown")
    to.push(
      invalid("spec.signerName", signerName, "the legacy signerName is not allowed via this API version"),
    );
  else addSigner(to, "spec.signerName", signerName);
  if (isSet(expirationSeconds) && expirationSeconds < TEN_MINUTES)
    to.push(
      invalid(
        "spec.expirationSeconds",
        expirationSeconds,
        "may not specify a duration less than 600 seconds (10 minutes)",
      ),
    );
}

function addSigner(to: Causes, field: string, signer: string): void {
  if (signer === "") return void to.push(required(field));
  const parts = signer.split("/");
  if (parts.length !== 2) {
    to.push(
      invalid(
        field,
        signer,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    );
    return;
  }
  const [domain = "", path = ""] = parts;
  const wrong = dnsSubdomain(domain);
  for (const detail of wrong)
    to.push(invalid(field, domain, `validating label ${JSON.stringify(domain)}: ${detail}`));
  if (wrong.length === 0 && !domain.includes("."))
    to.push(invalid(field, signer, "should be a domain with at least two segments separated by dots"));
  for (const part of path.split(".")) addInvalid(to, field, { value: part, wrong: dnsLabel(part) });
}
