/** Rules of ConfigMaps. */

import type { V1ConfigMap } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { addInvalid, forbiddenCause, invalid, tooLong, type Causes } from "../cause.ts";
import { as } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { byteLength, configKey, dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

/** Bytes that the values of a ConfigMap or Secret may have together. */
export const DATA_LIMIT = 1024 * 1024;

export const configMapRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    addConfigMap(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addFrozen(causes, { object, previous, fields: ["data", "binaryData"] });
    addConfigMap(causes, object);
    return causes;
  },
};

/** What may not change once `immutable` is set. */
export function addFrozen(
  to: Causes,
  { object, previous, fields }: { object: object; previous: object; fields: readonly string[] },
): void {
  const [now, before] = [object as Record<string, unknown>, previous as Record<string, unknown>];
  if (before["immutable"] !== true) return;
  const frozen = "field is immutable when `immutable` is set";
  if (now["immutable"] !== true) to.push(forbiddenCause("immutable", frozen));
  for (const field of fields)
    if (!sameJson(now[field], before[field])) to.push(forbiddenCause(field, frozen));
}

function addConfigMap(to: Causes, object: object): void {
  const { metadata, data = {}, binaryData = {} } = as<V1ConfigMap>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  let size = 0;
  for (const key in data) {
    addInvalid(to, `data[${key}]`, { value: key, wrong: configKey(key) });
    if (Object.hasOwn(binaryData, key))
      to.push(invalid(`data[${key}]`, key, "duplicate of key present in binaryData"));
    size += byteLength(data[key] ?? "");
  }
  for (const key in binaryData) {
    addInvalid(to, `binaryData[${key}]`, { value: key, wrong: configKey(key) });
    size += decodedLength(binaryData[key] ?? "");
  }
  if (size > DATA_LIMIT) to.push(tooLong("[]", DATA_LIMIT));
}

/** Bytes that base64 stands for. */
export function decodedLength(base64: string): number {
  return (base64.length * 3) / 4 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}
