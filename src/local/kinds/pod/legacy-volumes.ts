/** Volumes of storage that Kubernetes itself knew before there was CSI: validation and defaults, of pods and PersistentVolumes. */

import type {
  V1AzureDiskVolumeSource,
  V1FCVolumeSource,
  V1FlexVolumeSource,
  V1FlockerVolumeSource,
  V1GitRepoVolumeSource,
  V1ISCSIVolumeSource,
  V1QuobyteVolumeSource,
  V1StorageOSVolumeSource,
} from "@kubernetes/client-node";
import { addInvalid, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isBlank, isSet } from "../fields.ts";
import { dnsLabel } from "../names.ts";
import { addNoBacksteps } from "./paths.ts";

/** Adds what is wrong with a source at its path. */
export type AddSource = (to: Causes, field: string, source: object) => void;

/** A source whose named texts and lists must not be empty. */
export function requires(...names: string[]): AddSource {
  return (to, field, source) => {
    for (const name of names) {
      const value = (source as Record<string, string | unknown[] | null | undefined>)[name];
      if (!isSet(value) || value.length === 0) to.push(required(`${field}.${name}`));
    }
  };
}

const CACHING = ["None", "ReadOnly", "ReadWrite"];
const DISKS = ["Dedicated", "Managed", "Shared"];
const MANAGED_URI =
  "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const BLOB_URI = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
const IQN = /^iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/;
const EUI = /^eui.[0-9a-fA-F]{16}$/;
const NAA = /^naa.[0-9a-fA-F]{32}$/;

/** By the name of the field. */
export const LEGACY_SOURCES: Readonly<Record<string, AddSource>> = {
  awsElasticBlockStore: disk("volumeID"),
  azureDisk: addAzureDisk,
  azureFile: requires("secretName", "shareName"),
  cephfs: requires("monitors"),
  cinder: requires("volumeID"),
  fc: addFibreChannel,
  flexVolume: addFlex,
  flocker: addFlocker,
  gcePersistentDisk: disk("pdName"),
  gitRepo: addGitRepo,
  glusterfs: requires("endpoints", "path"),
  iscsi: addIscsi,
  photonPersistentDisk: requires("pdID"),
  portworxVolume: requires("volumeID"),
  quobyte: addQuobyte,
  rbd: requires("monitors", "image"),
  scaleIO: requires("gateway", "system", "volumeName"),
  storageos: addStorageOs,
  vsphereVolume: requires("volumePath"),
};

function disk(name: string): AddSource {
  return (to, field, source) => {
    requires(name)(to, field, source);
    const { partition = 0 } = source as { partition?: number };
    if (partition < 0 || partition > 255)
      to.push(invalid(`${field}.partition`, partition, "must be between 1 and 255, inclusive"));
  };
}

function addAzureDisk(to: Causes, field: string, source: object): void {
  const { cachingMode, kind, diskURI = "" } = as<V1AzureDiskVolumeSource>(source);
  requires("diskName", "diskURI")(to, field, source);
  if (isSet(cachingMode) && !CACHING.includes(cachingMode))
    to.push(notSupported(`${field}.cachingMode`, cachingMode, CACHING));
  if (!isSet(kind)) return;
  if (!DISKS.includes(kind)) to.push(notSupported(`${field}.kind`, kind, DISKS));
  if (kind === "Managed") {
    if (!diskURI.startsWith("/subscriptions/"))
      to.push(notSupported(`${field}.diskURI`, diskURI, [MANAGED_URI]));
  } else if (!diskURI.startsWith("https://")) to.push(notSupported(`${field}.diskURI`, diskURI, [BLOB_URI]));
}

function addFibreChannel(to: Causes, field: string, source: object): void {
  const { targetWWNs = [], wwids = [], lun } = as<V1FCVolumeSource>(source);
  if (targetWWNs.length === 0 && wwids.length === 0)
    to.push(required(`${field}.targetWWNs`, "must specify either targetWWNs or wwids, but not both"));
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0)
    to.push(
      invalid(`${field}.targetWWNs`, targetWWNs, "targetWWNs and wwids can not be specified simultaneously"),
    );
  if (!isSet(lun)) to.push(required(`${field}.lun`, "lun is required if targetWWNs is specified"));
  else if (lun < 0 || lun > 255)
    to.push(invalid(`${field}.lun`, lun, "must be between 0 and 255, inclusive"));
}

function addFlex(to: Causes, field: string, source: object): void {
  requires("driver")(to, field, source);
  for (const key in as<V1FlexVolumeSource>(source).options) {
    const [namespace = ""] = key.split("/");
    if (/\.(kubernetes|k8s)\.io$/i.test(`.${namespace}`))
      to.push(invalid(`${field}.options[${key}]`, key, "kubernetes.io and k8s.io namespaces are reserved"));
  }
}

function addFlocker(to: Causes, field: string, source: object): void {
  const { datasetName = "", datasetUUID = "" } = as<V1FlockerVolumeSource>(source);
  if (datasetName === "" && datasetUUID === "")
    to.push(required(field, "one of datasetName and datasetUUID is required"));
  if (datasetName !== "" && datasetUUID !== "")
    to.push(invalid(field, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
  if (datasetName.includes("/"))
    to.push(invalid(`${field}.datasetName`, datasetName, "must not contain '/'"));
}

function addGitRepo(to: Causes, field: string, source: object): void {
  const { directory = "" } = as<V1GitRepoVolumeSource>(source);
  requires("repository")(to, field, source);
  if (directory.startsWith("/")) to.push(invalid(`${field}.directory`, directory, "must be a relative path"));
  addNoBacksteps(to, `${field}.directory`, directory);
}

function addIscsi(to: Causes, field: string, source: object): void {
  const iscsi = as<V1ISCSIVolumeSource>(source);
  const { iqn = "", lun = 0, initiatorName } = iscsi;
  requires("targetPortal", "iqn")(to, field, source);
  if (iqn !== "") addIqn(to, `${field}.iqn`, iqn);
  if (lun < 0 || lun > 255) to.push(invalid(`${field}.lun`, lun, "must be between 0 and 255, inclusive"));
  if ((iscsi.chapAuthDiscovery === true || iscsi.chapAuthSession === true) && !isSet(iscsi.secretRef))
    to.push(required(`${field}.secretRef`));
  if (isSet(initiatorName)) addIqn(to, `${field}.initiatorname`, initiatorName);
}

function addIqn(to: Causes, field: string, name: string): void {
  const pattern = name.startsWith("iqn")
    ? IQN
    : name.startsWith("eui")
      ? EUI
      : name.startsWith("naa")
        ? NAA
        : undefined;
  if (pattern === undefined)
    to.push(invalid(field, name, "must be valid format starting with iqn, eui, or naa"));
  else if (!pattern.test(name)) to.push(invalid(field, name, "must be valid format"));
}

function addQuobyte(to: Causes, field: string, source: object): void {
  const { registry = "", tenant = "", volume } = as<V1QuobyteVolumeSource>(source);
  const wrong = "must be a host:port pair or multiple pairs separated by commas";
  if (registry === "") to.push(required(`${field}.registry`, wrong));
  else if (tenant.length >= 65)
    to.push(required(`${field}.tenant`, "must be a UUID and may not exceed a length of 64 characters"));
  else
    for (const pair of registry.split(","))
      if (!/^([^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair))
        to.push(invalid(`${field}.registry`, registry, wrong));
  if (isBlank(volume)) to.push(required(`${field}.volume`));
}

function addStorageOs(to: Causes, field: string, source: object): void {
  const { volumeName = "", volumeNamespace = "" } = as<V1StorageOSVolumeSource>(source);
  if (volumeName === "") to.push(required(`${field}.volumeName`));
  else addInvalid(to, `${field}.volumeName`, { value: volumeName, wrong: dnsLabel(volumeName) });
  if (volumeNamespace !== "")
    addInvalid(to, `${field}.volumeNamespace`, { value: volumeNamespace, wrong: dnsLabel(volumeNamespace) });
}

/** Fills what Kubernetes fills. @param holder a volume of a pod, or the spec of a PersistentVolume */
export function defaultLegacyVolume(holder: object): void {
  for (const [name, defaults] of Object.entries(DEFAULTS)) {
    const source = (holder as Record<string, object | null | undefined>)[name];
    if (!isSet(source)) continue;
    for (const [field, value] of Object.entries(defaults))
      fallback(source as Record<string, unknown>, field, value);
  }
}

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  iscsi: { iscsiInterface: "default" },
  rbd: { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" },
  azureDisk: { cachingMode: "ReadWrite", fsType: "ext4", readOnly: false, kind: "Shared" },
  scaleIO: { storageMode: "ThinProvisioned", fsType: "xfs" },
};
