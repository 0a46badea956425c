/** Validation of the volumes of a pod. Pure. */

import {
  addInvalid,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { isBlank, isSet } from "../fields.ts";
import { addAnnotations, addLabels } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import { quantityOf } from "../quantity.ts";
import { addClaimSpec } from "../storage/claim-spec.ts";
import { addDownwardFile, addKeyToPath } from "./files.ts";
import { LEGACY_SOURCES, requires, type AddSource } from "./legacy-volumes.ts";
import { addMode, addNoBacksteps } from "./paths.ts";
import { addProjected } from "./projected.ts";
import type { Volume } from "./volume-defaults.ts";

/** Adds what is wrong with one kind of source at its path. */
type SourceRule<Name extends keyof Volume> = (
  to: Causes,
  field: string,
  source: NonNullable<Volume[Name]>,
) => void;

const HOST_PATH_TYPES = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];
const PULL_POLICIES = ["Always", "IfNotPresent", "Never"];

/** In the order in which the API server looks, with the rule of each and the name in paths where it differs. */
const SOURCES: readonly [
  name: keyof Volume,
  rule: (to: Causes, field: string, source: never) => void,
  path?: string,
][] = [
  ["emptyDir", rule("emptyDir", addEmptyDir)],
  ["hostPath", rule("hostPath", addHostPath)],
  ["gitRepo", legacy("gitRepo")],
  ["gcePersistentDisk", legacy("gcePersistentDisk"), "persistentDisk"],
  ["awsElasticBlockStore", legacy("awsElasticBlockStore")],
  ["secret", rule("secret", addSecret)],
  ["nfs", rule("nfs", addNfs)],
  ["iscsi", legacy("iscsi")],
  ["glusterfs", legacy("glusterfs")],
  ["flocker", legacy("flocker")],
  ["persistentVolumeClaim", requires("claimName")],
  ["rbd", legacy("rbd")],
  ["cinder", legacy("cinder")],
  ["cephfs", legacy("cephfs")],
  ["quobyte", legacy("quobyte")],
  ["downwardAPI", rule("downwardAPI", addDownwardApi)],
  ["fc", legacy("fc")],
  ["flexVolume", legacy("flexVolume")],
  ["configMap", rule("configMap", addConfigMap)],
  ["azureFile", legacy("azureFile")],
  ["vsphereVolume", legacy("vsphereVolume")],
  ["photonPersistentDisk", legacy("photonPersistentDisk")],
  ["portworxVolume", legacy("portworxVolume")],
  ["azureDisk", legacy("azureDisk")],
  ["storageos", legacy("storageos")],
  ["projected", rule("projected", addProjected)],
  ["scaleIO", legacy("scaleIO")],
  ["csi", rule("csi", addCsi)],
  ["ephemeral", rule("ephemeral", addEphemeral)],
  ["image", rule("image", addImage)],
];

function legacy(name: keyof Volume): AddSource {
  return LEGACY_SOURCES[name] ?? (() => undefined);
}

function rule<Name extends keyof Volume>(_: Name, of: SourceRule<Name>): SourceRule<Name> {
  return of;
}

/**
 * Checks volumes.
 * @param podName set for pods themselves: claims of ephemeral volumes are named after it
 * @returns the volumes that can be mounted, by name
 */
export function addVolumes(
  to: Causes,
  field: string,
  { volumes, podName }: { volumes: readonly Volume[]; podName: string | undefined },
): Map<string, Volume> {
  const fine = new Map<string, Volume>();
  const made = new Set(
    podName === undefined
      ? []
      : volumes.filter((one) => isSet(one.ephemeral)).map((one) => `${podName}-${one.name}`),
  );
  for (const [index, volume] of volumes.entries()) {
    const at = `${field}[${index}]`;
    const before = to.length;
    addSource(to, at, { volume, podName });
    const name = volume.name ?? "";
    if (name === "") to.push(required(`${at}.name`));
    else addInvalid(to, `${at}.name`, { value: name, wrong: dnsLabel(name) });
    if (fine.has(name)) to.push(duplicate(`${at}.name`, name));
    if (to.length === before) fine.set(name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && made.has(claim))
      to.push(
        invalid(
          `${at}.persistentVolumeClaim.claimName`,
          claim,
          "must not reference a PVC that gets created for an ephemeral volume",
        ),
      );
  }
  return fine;
}

function addSource(
  to: Causes,
  field: string,
  { volume, podName }: { volume: Volume; podName: string | undefined },
): void {
  let found = 0;
  for (const [name, check, path = name] of SOURCES) {
    const source = volume[name];
    if (!isSet(source)) continue;
    found += 1;
    if (found > 1) {
      const shown = name === "downwardAPI" ? "downwarAPI" : name === "cephfs" ? "cephFS" : name;
      to.push(forbiddenCause(`${field}.${shown}`, "may not specify more than 1 volume type"));
    } else check(to, `${field}.${path}`, source as never);
  }
  if (found === 0) to.push(required(field, "must specify a volume type"));
  const { name = "", ephemeral } = volume;
  if (!isSet(ephemeral) || podName === undefined || name === "") return;
  const claim = `${podName}-${name}`;
  for (const wrong of dnsSubdomain(claim))
    to.push(invalid(`${field}.name`, name, `PVC name ${JSON.stringify(claim)}: ${wrong}`));
}

function addEmptyDir(to: Causes, field: string, { sizeLimit }: NonNullable<Volume["emptyDir"]>): void {
  if (isSet(sizeLimit) && quantityOf(sizeLimit).nano < 0n)
    to.push(forbiddenCause(`${field}.sizeLimit`, "SizeLimit field must be a valid resource quantity"));
}

export function addHostPath(
  to: Causes,
  field: string,
  { path = "", type }: NonNullable<Volume["hostPath"]>,
): void {
  if (path === "") return void to.push(required(`${field}.path`));
  addNoBacksteps(to, `${field}.path`, path);
  if (isSet(type) && !HOST_PATH_TYPES.includes(type))
    to.push(notSupported(`${field}.type`, type, HOST_PATH_TYPES));
}

export function addNfs(
  to: Causes,
  field: string,
  { server = "", path = "" }: NonNullable<Volume["nfs"]>,
): void {
  if (server === "") to.push(required(`${field}.server`));
  if (path === "") to.push(required(`${field}.path`));
  if (!path.startsWith("/")) to.push(invalid(`${field}.path`, path, "must be an absolute path"));
}

function addSecret(
  to: Causes,
  field: string,
  { secretName, defaultMode, items = [] }: NonNullable<Volume["secret"]>,
): void {
  if (isBlank(secretName)) to.push(required(`${field}.secretName`));
  addMode(to, `${field}.defaultMode`, defaultMode);
  for (const [index, item] of items.entries()) addKeyToPath(to, `${field}.items[${index}]`, item);
}

function addConfigMap(
  to: Causes,
  field: string,
  { name, defaultMode, items = [] }: NonNullable<Volume["configMap"]>,
): void {
  if (isBlank(name)) to.push(required(`${field}.name`));
  addMode(to, `${field}.defaultMode`, defaultMode);
  for (const [index, item] of items.entries()) addKeyToPath(to, `${field}.items[${index}]`, item);
}

function addDownwardApi(
  to: Causes,
  field: string,
  { defaultMode, items = [] }: NonNullable<Volume["downwardAPI"]>,
): void {
  addMode(to, `${field}.defaultMode`, defaultMode);
  for (const item of items) addDownwardFile(to, field, item);
}

/** The name of a CSI driver. */
export function addDriverName(to: Causes, field: string, name: string | undefined): void {
  if (isBlank(name)) return void to.push(required(field));
  if ((name ?? "").length > 63)
    to.push({ reason: "FieldValueTooLong", message: "Too long: may not be more than 63 bytes", field });
  addInvalid(to, field, { value: name, wrong: dnsSubdomain((name ?? "").toLowerCase()) });
}

function addCsi(
  to: Causes,
  field: string,
  { driver, nodePublishSecretRef: secret }: NonNullable<Volume["csi"]>,
): void {
  addDriverName(to, `${field}.driver`, driver);
  if (!isSet(secret)) return;
  const name = secret.name ?? "";
  if (name === "") to.push(required(`${field}.nodePublishSecretRef.name`));
  else addInvalid(to, `${field}.name`, { value: name, wrong: dnsSubdomain(name) });
}

function addEphemeral(
  to: Causes,
  field: string,
  { volumeClaimTemplate: template }: NonNullable<Volume["ephemeral"]>,
): void {
  const at = `${field}.volumeClaimTemplate`;
  if (!isSet(template)) return void to.push(required(at));
  addAnnotations(to, `${at}.metadata.annotations`, template.metadata?.annotations);
  addLabels(to, `${at}.metadata.labels`, template.metadata?.labels);
  for (const name in template.metadata)
    if (name !== "labels" && name !== "annotations")
      to.push(forbiddenCause(`${at}.metadata.${name}`, "cannot be set"));
  addClaimSpec(to, `${at}.spec`, template.spec ?? {});
}

function addImage(
  to: Causes,
  field: string,
  { reference = "", pullPolicy = "" }: NonNullable<Volume["image"]>,
): void {
  if (reference === "") to.push(required(`${field}.reference`));
  if (pullPolicy === "") to.push(required(`${field}.pullPolicy`));
  else if (!PULL_POLICIES.includes(pullPolicy))
    to.push(notSupported(`${field}.pullPolicy`, pullPolicy, PULL_POLICIES));
}
