/** Validation of projected volumes: several sources in one folder. Pure. */

import { addSelector } from "../selector.ts";
import { forbiddenCause, invalid, required, type Causes } from "../cause.ts";
import { isBlank, isSet } from "../fields.ts";
import { addDownwardFile, addKeyToPath } from "./files.ts";
import { addFilePath, addMode } from "./paths.ts";
import type { Volume } from "./volume-defaults.ts";

type Projected = NonNullable<Volume["projected"]>;
type Source = NonNullable<Projected["sources"]>[number];

export function addProjected(to: Causes, field: string, { defaultMode, sources = [] }: Projected): void {
  addMode(to, `${field}.defaultMode`, defaultMode);
  const taken = new Set<string>();
  const claim = (path: string | undefined, shown: unknown): void => {
    if (isBlank(path) || path === undefined) return;
    if (taken.has(path)) to.push(invalid(field, shown, "conflicting duplicate paths"));
    taken.add(path);
  };
  for (const [index, source] of sources.entries()) {
    const at = `${field}.sources[${index}]`;
    for (const name of ["secret", "configMap"] as const) {
      const from = source[name];
      if (!isSet(from)) continue;
      if (isBlank(from.name)) to.push(required(`${at}.${name}.name`));
      for (const [item, entry] of (from.items ?? []).entries()) {
        addKeyToPath(to, `${at}.${name}.items[${item}]`, entry);
        claim(entry.path, from.name ?? "");
      }
    }
    for (const file of source.downwardAPI?.items ?? []) {
      addDownwardFile(to, `${at}.downwardAPI`, file);
      claim(file.path, file.path);
    }
    addToken(to, { field, at, source });
    addTrustBundle(to, { at, source });
    if (Object.values(source).filter(isSet).length > 1)
      to.push(forbiddenCause(at, "may not specify more than 1 volume type per source"));
  }
}

function addToken(to: Causes, { field, at, source }: { field: string; at: string; source: Source }): void {
  const token = source.serviceAccountToken;
  if (!isSet(token)) return;
  const { expirationSeconds = 0, path = "" } = token;
  const seconds = `${at}.serviceAccountToken.expirationSeconds`;
  if (expirationSeconds < 600)
    to.push(invalid(seconds, expirationSeconds, "may not specify a duration less than 10 minutes"));
  if (expirationSeconds > 2 ** 32)
    to.push(invalid(seconds, expirationSeconds, "may not specify a duration larger than 2^32 seconds"));
  if (path === "") to.push(required(`${field}.path`));
  else addFilePath(to, `${field}.path`, path);
}

function addTrustBundle(to: Causes, { at, source }: { at: string; source: Source }): void {
  const bundle = source.clusterTrustBundle;
  if (!isSet(bundle)) return;
  const field = `${at}.clusterTrustBundle`;
  const { name, signerName, labelSelector, path = "" } = bundle;
  if (isSet(name) && isSet(signerName))
    to.push(invalid(field, bundle, "only one of name and signerName may be used"));
  else if (isSet(name)) {
    if (name === "") to.push(required(`${field}.name`, "must be a valid object name"));
    if (isSet(labelSelector))
      to.push(
        invalid(`${field}.labelSelector`, labelSelector, "labelSelector must be unset if name is specified"),
      );
  } else if (isSet(signerName)) addSelector(to, `${field}.labelSelector`, labelSelector);
  else to.push(required(field, "either name or signerName must be specified"));
  if (path === "") to.push(required(`${field}.path`));
  addFilePath(to, `${field}.path`, path);
}
