/** Paths inside containers and volumes. Pure. */

import { invalid, type Causes } from "../cause.ts";

/** A path that does not lead upwards. */
export function addNoBacksteps(to: Causes, field: string, path: string): void {
  if (path.split("/").includes("..")) to.push(invalid(field, path, "must not contain '..'"));
}

/** A relative path that stays below where it starts. */
export function addDescendingPath(to: Causes, field: string, path: string): void {
  if (path.startsWith("/")) to.push(invalid(field, path, "must be a relative path"));
  addNoBacksteps(to, field, path);
}

/** The same, for files that Kubernetes writes: names that start with dots are its own. */
export function addFilePath(to: Causes, field: string, path: string): void {
  addDescendingPath(to, field, path);
  if (path.startsWith("..") && !path.startsWith("../"))
    to.push(invalid(field, path, "must not start with '..'"));
}

/** Permissions of a file. */
export function addMode(to: Causes, field: string, mode: number | null | undefined): void {
  if (typeof mode === "number" && (mode > 0o777 || mode < 0))
    to.push(invalid(field, mode, "must be a number between 0 and 0777 (octal), both inclusive"));
}
