/** Validation of environment variables. Pure. */

import type { V1EnvFromSource, V1EnvVar, V1FileKeySelector } from "@kubernetes/client-node";
import { addInvalid, invalid, notFoundCause, required, type Causes } from "../cause.ts";
import { isBlank, isSet, type Fields } from "../fields.ts";
import { configKey, dnsLabel, dnsSubdomain, envName } from "../names.ts";
import { addFieldRef, addResourceRef, ENV_FIELDS } from "./downward.ts";
import { addNoBacksteps } from "./paths.ts";
import type { PodSpec } from "./defaults.ts";

type EnvVar = Fields<V1EnvVar>;

export function addEnv(to: Causes, field: string, variables: readonly EnvVar[]): void {
  for (const [index, variable] of variables.entries()) {
    const at = `${field}[${index}]`;
    const name = variable.name ?? "";
    if (name === "") to.push(required(`${at}.name`));
    else addInvalid(to, `${at}.name`, { value: name, wrong: envName(name) });
    if (isSet(variable.valueFrom)) addValueFrom(to, `${at}.valueFrom`, variable);
  }
}

function addValueFrom(to: Causes, field: string, { value, valueFrom = {} }: EnvVar): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (isSet(fieldRef)) addFieldRef(to, `${field}.fieldRef`, { ref: fieldRef, supported: ENV_FIELDS });
  if (isSet(resourceFieldRef))
    addResourceRef(to, `${field}.resourceFieldRef`, { ref: resourceFieldRef, isFile: false });
  if (isSet(configMapKeyRef)) addKeyRef(to, `${field}.configMapKeyRef`, configMapKeyRef);
  if (isSet(secretKeyRef)) addKeyRef(to, `${field}.secretKeyRef`, secretKeyRef);
  if (isSet(fileKeyRef)) addFileKeyRef(to, `${field}.fileKeyRef`, fileKeyRef);
  const count = Object.values(valueFrom).filter(isSet).length;
  if (count === 0)
    to.push(
      invalid(
        field,
        "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
      ),
    );
  else if (!isBlank(value)) to.push(invalid(field, "", "may not be specified when `value` is not empty"));
  else if (count > 1) to.push(invalid(field, "", "may not have more than one field specified at a time"));
}

function addKeyRef(
  to: Causes,
  field: string,
  { name = "", key = "" }: { name?: string; key?: string },
): void {
  addInvalid(to, `${field}.name`, { value: name, wrong: dnsSubdomain(name) });
  if (key === "") to.push(required(`${field}.key`));
  else addInvalid(to, `${field}.key`, { value: key, wrong: configKey(key) });
}

function addFileKeyRef(to: Causes, field: string, ref: Fields<V1FileKeySelector>): void {
  const { key = "", volumeName = "", path = "" } = ref;
  if (key === "") to.push(required(`${field}.key`));
  else addInvalid(to, `${field}.key`, { value: key, wrong: envName(key) });
  if (volumeName === "") to.push(required(`${field}.volumeName`));
  else addInvalid(to, `${field}.volumeName`, { value: volumeName, wrong: dnsLabel(volumeName) });
  if (path === "") to.push(required(`${field}.path`));
  else addNoBacksteps(to, `${field}.path`, path);
}

export function addEnvFrom(to: Causes, field: string, sources: readonly Fields<V1EnvFromSource>[]): void {
  for (const [index, { prefix = "", configMapRef, secretRef }] of sources.entries()) {
    const at = `${field}[${index}]`;
    if (prefix !== "") addInvalid(to, `${at}.prefix`, { value: prefix, wrong: envName(prefix) });
    if (isSet(configMapRef)) addSourceName(to, `${at}.configMapRef.name`, configMapRef.name);
    if (isSet(secretRef)) addSourceName(to, `${at}.secretRef.name`, secretRef.name);
    if (!isSet(configMapRef) && !isSet(secretRef))
      to.push(invalid(field, "", "must specify one of: `configMapRef` or `secretRef`"));
    else if (isSet(configMapRef) && isSet(secretRef))
      to.push(invalid(field, "", "may not have more than one field specified at a time"));
  }
}

function addSourceName(to: Causes, field: string, name = ""): void {
  if (name === "") to.push(required(field));
  else
    addInvalid(to, field, {
      value: name,
      wrong: dnsSubdomain(/.-$/.test(name) ? `${name.slice(0, -2)}a` : name),
    });
}

/** Variables that are read from files need a volume that containers write to. */
export function addFileKeyVolumes(to: Causes, field: string, spec: PodSpec): void {
  for (const list of ["initContainers", "containers"] as const)
    for (const [at, { env = [] }] of (spec[list] ?? []).entries())
      for (const [index, { valueFrom }] of env.entries()) {
        const name = valueFrom?.fileKeyRef?.volumeName;
        if (!isSet(valueFrom?.fileKeyRef)) continue;
        const where = `${field}.${list}[${at}].env[${index}].valueFrom.fileKeyRef.volumeName`;
        const volume = spec.volumes?.find((one) => one.name === name);
        if (volume === undefined) to.push(notFoundCause(where, name ?? ""));
        else if (!isSet(volume.emptyDir))
          to.push(invalid(where, name, "referenced volume must be of type emptyDir"));
      }
}
