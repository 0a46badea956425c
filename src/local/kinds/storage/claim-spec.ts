/** Validation of what a claim asks for: of claims, of templates of claims in workloads and pods. Pure. */

import type { V1PersistentVolumeClaimSpec } from "@kubernetes/client-node";
import { addInvalid, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { isBlank, isSet, type Fields } from "../fields.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import { quantityOf } from "../quantity.ts";
import { addSelector } from "../selector.ts";

export type ClaimSpec = Fields<V1PersistentVolumeClaimSpec>;

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
export const VOLUME_MODES = ["Block", "Filesystem"];

export function addAccessModes(to: Causes, field: string, modes: readonly string[]): void {
  for (const mode of modes)
    if (!ACCESS_MODES.includes(mode)) to.push(notSupported(field, mode, ACCESS_MODES));
  if (
    modes.includes("ReadWriteOncePod") &&
    modes.some((mode) => mode !== "ReadWriteOncePod" && ACCESS_MODES.includes(mode))
  )
    to.push(forbiddenCause(field, "may not use ReadWriteOncePod with other access modes"));
}

export function addClaimSpec(to: Causes, field: string, spec: ClaimSpec): void {
  const { accessModes, selector, resources, storageClassName, volumeMode } = spec;
  if ((accessModes ?? []).length === 0)
    to.push(required(`${field}.accessModes`, "at least 1 access mode is required"));
  addSelector(to, `${field}.selector`, selector);
  addAccessModes(to, `${field}.accessModes`, accessModes ?? []);
  addStorage(to, `${field}.resources[storage]`, resources?.requests?.["storage"]);
  if (!isBlank(storageClassName))
    addInvalid(to, `${field}.storageClassName`, {
      value: storageClassName,
      wrong: dnsSubdomain(storageClassName ?? ""),
    });
  if (isSet(volumeMode) && !VOLUME_MODES.includes(volumeMode))
    to.push(notSupported(`${field}.volumeMode`, volumeMode, VOLUME_MODES));
  addDataSources(to, field, spec);
  const attributes = spec.volumeAttributesClassName;
  if (!isBlank(attributes))
    addInvalid(to, `${field}.volumeAttributesClassName`, {
      value: attributes,
      wrong: dnsSubdomain(attributes ?? ""),
    });
}

function addStorage(to: Causes, field: string, value: string | undefined): void {
  if (value === undefined) return void to.push(required(field));
  const { nano, text } = quantityOf(value);
  if (nano <= 0n) to.push(invalid(field, text, "must be greater than zero"));
}

function addDataSources(to: Causes, field: string, { dataSource, dataSourceRef }: ClaimSpec): void {
  if (isSet(dataSource)) addDataSource(to, `${field}.dataSource`, dataSource);
  if (isSet(dataSourceRef)) {
    addDataSource(to, `${field}.dataSourceRef`, dataSourceRef);
    const namespace = dataSourceRef.namespace ?? "";
    if (namespace !== "")
      addInvalid(to, `${field}.dataSourceRef.namespace`, { value: namespace, wrong: dnsLabel(namespace) });
  }
  if (!isSet(dataSource) || !isSet(dataSourceRef)) return;
  if (!isBlank(dataSourceRef.namespace))
    to.push(invalid(field, {}, "may not be specified when dataSourceRef.namespace is specified"));
  else if (
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name ||
    dataSource.apiGroup !== dataSourceRef.apiGroup
  )
    to.push(invalid(field, {}, "must match dataSourceRef"));
}

function addDataSource(
  to: Causes,
  field: string,
  { name, kind = "", apiGroup = "" }: { name?: string; kind?: string; apiGroup?: string },
): void {
  if (isBlank(name)) to.push(required(`${field}.name`));
  if (kind === "") to.push(required(`${field}.kind`));
  if (isBlank(apiGroup)) {
    if (kind !== "PersistentVolumeClaim")
      to.push(invalid(field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  } else addInvalid(to, `${field}.apiGroup`, { value: apiGroup, wrong: dnsSubdomain(apiGroup) });
}
