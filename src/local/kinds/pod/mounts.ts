/** Validation of what a container mounts. Pure. */

import { forbiddenCause, invalid, notFoundCause, notSupported, required, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import type { Container } from "./defaults.ts";
import { addDescendingPath } from "./paths.ts";
import type { Volume } from "./volume-defaults.ts";

type Mount = NonNullable<Container["volumeMounts"]>[number];

const PROPAGATIONS = ["Bidirectional", "HostToContainer", "None"];
const READ_ONLY = ["Disabled", "Enabled", "IfPossible"];

/** @param volumes what can be mounted, by name */
export function addMounts(
  to: Causes,
  field: string,
  { container, volumes }: { container: Container; volumes: ReadonlyMap<string, Volume> },
): void {
  const devices = container.volumeDevices ?? [];
  const points = new Set<string>();
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${field}[${index}]`;
    const { name = "", mountPath = "" } = mount;
    if (name === "") to.push(required(`${at}.name`));
    if (!volumes.has(name)) to.push(notFoundCause(`${at}.name`, name));
    if (mountPath === "") to.push(required(`${at}.mountPath`));
    if (points.has(mountPath)) to.push(invalid(`${at}.mountPath`, mountPath, "must be unique"));
    points.add(mountPath);
    if (devices.some((one) => one.name === name))
      to.push(invalid(`${at}.name`, name, "must not already exist in volumeDevices"));
    if (devices.some((one) => one.devicePath === mountPath))
      to.push(invalid(`${at}.mountPath`, mountPath, "must not already exist as a path in volumeDevices"));
    addSubPath(to, { field, at, mount });
    addPropagation(to, field, { mount, isPrivileged: container.securityContext?.privileged === true });
  }
}

function addSubPath(to: Causes, { field, at, mount }: { field: string; at: string; mount: Mount }): void {
  const { subPath = "", subPathExpr = "" } = mount;
  if (subPath !== "") addDescendingPath(to, `${field}.subPath`, subPath);
  if (subPathExpr === "") return;
  if (subPath !== "")
    to.push(invalid(`${at}.subPathExpr`, subPathExpr, "subPathExpr and subPath are mutually exclusive"));
  addDescendingPath(to, `${field}.subPathExpr`, subPathExpr);
}

function addPropagation(
  to: Causes,
  field: string,
  { mount, isPrivileged }: { mount: Mount; isPrivileged: boolean },
): void {
  const { mountPropagation, recursiveReadOnly, readOnly } = mount;
  if (isSet(mountPropagation)) {
    if (!PROPAGATIONS.includes(mountPropagation))
      to.push(notSupported(`${field}.mountPropagation`, mountPropagation, PROPAGATIONS));
    if (mountPropagation === "Bidirectional" && !isPrivileged)
      to.push(
        forbiddenCause(
          `${field}.mountPropagation`,
          "Bidirectional mount propagation is available only to privileged containers",
        ),
      );
  }
  if (!isSet(recursiveReadOnly) || recursiveReadOnly === "Disabled") return;
  const at = `${field}.recursiveReadOnly`;
  if (!READ_ONLY.includes(recursiveReadOnly))
    return void to.push(notSupported(at, recursiveReadOnly, READ_ONLY));
  if (readOnly !== true) to.push(forbiddenCause(at, "may only be specified when readOnly is true"));
  if (isSet(mountPropagation) && mountPropagation !== "None")
    to.push(forbiddenCause(at, "may only be specified when mountPropagation is None or not specified"));
}

/** @param volumes what can be used, by name */
export function addDevices(
  to: Causes,
  field: string,
  { container, volumes }: { container: Container; volumes: ReadonlyMap<string, Volume> },
): void {
  const mounts = container.volumeMounts ?? [];
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const [index, { name = "", devicePath = "" }] of (container.volumeDevices ?? []).entries()) {
    const at = `${field}[${index}]`;
    const volume = volumes.get(name);
    if (name === "") to.push(required(`${at}.name`));
    if (names.has(name)) to.push(invalid(`${at}.name`, name, "must be unique"));
    if (volume === undefined) to.push(notFoundCause(`${at}.name`, name));
    else if (!isSet(volume.persistentVolumeClaim) && !isSet(volume.ephemeral))
      to.push(
        invalid(
          `${at}.name`,
          name,
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode",
        ),
      );
    if (devicePath === "") to.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) to.push(invalid(`${at}.devicePath`, devicePath, "must be unique"));
    if (devicePath.split("/").includes(".."))
      to.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((one) => one.name === name))
      to.push(invalid(`${at}.name`, name, "must not already exist in volumeMounts"));
    if (mounts.some((one) => one.mountPath === devicePath))
      to.push(invalid(`${at}.devicePath`, devicePath, "must not already exist as a path in volumeMounts"));
    if (name !== "") names.add(name);
  }
}
