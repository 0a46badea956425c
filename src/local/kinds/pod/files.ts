/** Validation of files that Kubernetes writes into volumes. Pure. */

import type { V1DownwardAPIVolumeFile, V1KeyToPath } from "@kubernetes/client-node";
import { invalid, required, type Causes } from "../cause.ts";
import { isBlank, isSet, type Fields } from "../fields.ts";
import { addFieldRef, addResourceRef, FILE_FIELDS } from "./downward.ts";
import { addFilePath, addMode } from "./paths.ts";

/** One entry of a ConfigMap or Secret as a file. */
export function addKeyToPath(to: Causes, field: string, { key, path = "", mode }: Fields<V1KeyToPath>): void {
  if (isBlank(key)) to.push(required(`${field}.key`));
  if (path === "") to.push(required(`${field}.path`));
  addFilePath(to, `${field}.path`, path);
  addMode(to, `${field}.mode`, mode);
}

/** One field of the pod as a file. */
export function addDownwardFile(to: Causes, field: string, file: Fields<V1DownwardAPIVolumeFile>): void {
  const { path = "", fieldRef, resourceFieldRef, mode } = file;
  if (path === "") to.push(required(`${field}.path`));
  addFilePath(to, `${field}.path`, path);
  if (isSet(fieldRef)) {
    addFieldRef(to, `${field}.fieldRef`, { ref: fieldRef, supported: FILE_FIELDS });
    if (isSet(resourceFieldRef))
      to.push(
        invalid(field, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"),
      );
  } else if (isSet(resourceFieldRef))
    addResourceRef(to, `${field}.resourceFieldRef`, { ref: resourceFieldRef, isFile: true });
  else to.push(required(field, "one of fieldRef and resourceFieldRef is required"));
  addMode(to, `${field}.mode`, mode);
}
