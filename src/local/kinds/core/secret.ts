/** Rules of Secrets. */

import type { V1Secret } from "@kubernetes/client-node";
import { addInvalid, invalid, required, tooLong, type Causes } from "../cause.ts";
import { as, fallback, isBlank, isSet, within } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { configKey, dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";
import { addFrozen, DATA_LIMIT, decodedLength } from "./config-map.ts";

const ACCOUNT_NAME = "kubernetes.io/service-account.name";

export const secretRules: KindRules = {
  defaults: (object) => {
    const secret = as<V1Secret>(object);
    fallback(secret, "type", "Opaque");
    if (!isSet(secret.stringData)) return;
    const data = within(secret, "data");
    for (const [key, text = ""] of Object.entries(secret.stringData))
      data[key] = Buffer.from(text, "utf8").toString("base64");
    delete secret.stringData;
  },
  validate: (object) => {
    const causes: Causes = [];
    addSecret(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const { type } = as<V1Secret>(object);
    addImmutable(causes, "type", { value: type, before: as<V1Secret>(previous).type });
    addFrozen(causes, { object, previous, fields: ["data"] });
    addSecret(causes, object);
    return causes;
  },
};

type Data = Readonly<Record<string, string | undefined>>;

/** What a secret of a type must hold. */
const TYPES: Readonly<Record<string, ((to: Causes, data: Data) => void) | undefined>> = {
  "kubernetes.io/dockercfg": (to, data) => {
    addJson(to, data, ".dockercfg");
  },
  "kubernetes.io/dockerconfigjson": (to, data) => {
    addJson(to, data, ".dockerconfigjson");
  },
  "kubernetes.io/basic-auth": (to, data) => {
    if (data["username"] === undefined && data["password"] === undefined)
      to.push(required("data[username]"), required("data[password]"));
  },
  "kubernetes.io/ssh-auth": (to, data) => {
    if (isBlank(data["ssh-privatekey"])) to.push(required("data[ssh-privatekey]"));
  },
  "kubernetes.io/tls": (to, data) => {
    for (const key of ["tls.crt", "tls.key"]) if (data[key] === undefined) to.push(required(`data[${key}]`));
  },
};

function addSecret(to: Causes, object: object): void {
  const { metadata, type = "", data = {} } = as<V1Secret>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  let size = 0;
  for (const key in data) {
    addInvalid(to, `data[${key}]`, { value: key, wrong: configKey(key) });
    size += decodedLength(data[key] ?? "");
  }
  if (size > DATA_LIMIT) to.push(tooLong("data", DATA_LIMIT));
  if (type === "kubernetes.io/service-account-token" && isBlank(metadata?.annotations?.[ACCOUNT_NAME]))
    to.push(required(`metadata.annotations[${ACCOUNT_NAME}]`));
  TYPES[type]?.(to, data);
}

function addJson(to: Causes, data: Data, key: string): void {
  const encoded = data[key];
  if (encoded === undefined) return void to.push(required(`data[${key}]`));
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const wrong = jsonMistake(text);
  if (wrong !== undefined) to.push(invalid(`data[${key}]`, "<secret contents redacted>", wrong));
}

/** Why a text is no JSON object, in the words of Go for the usual reasons; never with the text itself. */
function jsonMistake(text: string): string | undefined {
  if (text.trim() === "") return "unexpected end of JSON input";
  try {
    const value = JSON.parse(text) as unknown;
    if (value === null || (typeof value === "object" && !Array.isArray(value))) return undefined;
    const type = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
    return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  } catch {
    const first = text.trim()[0] ?? "";
    if (first !== "{" && first !== "[") return `invalid character '${first}' looking for beginning of value`;
    return "unexpected end of JSON input";
  }
}
