/** Objects that somebody else keeps as they are: whatever is written to them is taken back. Pure. */

import { ProviderError } from "../errors.ts";
import { sameJson } from "../model/json.ts";
import { controllerOf, type LiveObject, type Manifest } from "../model/object.ts";
import { describeTarget, type Target } from "./target.ts";

/** Says who keeps an object, as what the object does: `is controlled by …`. */
type Sign = (live: LiveObject, manifest: Manifest) => string | undefined;

const controller: Sign = (live, manifest) => {
  const found = controllerOf(live);
  const isWanted = manifest.metadata.ownerReferences?.some((reference) => sameJson(reference, found));
  return found === undefined || isWanted === true
    ? undefined
    : `is controlled by ${found.kind} ${found.name}`;
};

/** An annotation or label that its keeper leaves, and no manifest of ours sets. */
const marked =
  (where: "annotations" | "labels", name: string, who: (value: string) => string): Sign =>
  (live, manifest) => {
    const value = live.metadata[where]?.[name];
    return value === undefined || manifest.metadata[where]?.[name] !== undefined
      ? undefined
      : `is kept by ${who(value)}`;
  };

const TOKEN = "kubernetes.io/service-account-token";

const SECRET_SIGNS: readonly Sign[] = [
  marked("annotations", "cert-manager.io/certificate-name", (name) => `cert-manager for Certificate ${name}`),
  marked("annotations", "reconcile.external-secrets.io/data-hash", () => "External Secrets"),
  marked("annotations", "sealedsecrets.bitnami.com/managed", () => "Sealed Secrets"),
  ({ metadata, type }, manifest) =>
    type === TOKEN && manifest["type"] !== TOKEN
      ? `is the token of ServiceAccount ${metadata.annotations?.["kubernetes.io/service-account.name"] ?? ""}`.trimEnd()
      : undefined,
  ({ type }) => (type === "helm.sh/release.v1" ? "is Helm's record of a release" : undefined),
];

const SIGNS: readonly Sign[] = [
  controller,
  ({ metadata: { labels = {} } }) =>
    labels["kro.run/node-id"] === undefined
      ? undefined
      : `is part of the kro instance ${labels["kro.run/instance-name"] ?? ""}`.trimEnd(),
];

function isSecret({ apiVersion, kind }: LiveObject): boolean {
  return apiVersion === "v1" && kind === "Secret";
}

/** Who else keeps an object that is about to become ours; `undefined` when nobody does. */
export function keeperOf(live: LiveObject, manifest: Manifest): string | undefined {
  const signs = isSecret(live) ? [...SIGNS, ...SECRET_SIGNS] : SIGNS;
  return signs.map((sign) => sign(live, manifest)).find((who) => who !== undefined);
}

/**
 * Leaves an object alone that somebody else keeps: what we write would be written back, or made anew after a replacement.
 * @throws {ProviderError} `not-owned`
 */
export function refuseControlled(target: Target, live: LiveObject, manifest: Manifest): void {
  const who = keeperOf(live, manifest);
  if (who === undefined) return;
  throw new ProviderError("not-owned", `it cannot be adopted, because it ${who}`, {
    object: describeTarget(target),
    advice: "Change what keeps it, or choose another name.",
  });
}

/**
 * Leaves a Secret of ours alone that got a controller since: an ExternalSecret or a Certificate of the same name.
 * @throws {ProviderError} `not-owned`
 */
export function refuseTakenSecret(target: Target, live: LiveObject, manifest: Manifest): void {
  const who = isSecret(live) ? controller(live, manifest) : undefined;
  if (who === undefined) return;
  throw new ProviderError("not-owned", `it was ours, but now it ${who}, which would write it back`, {
    object: describeTarget(target),
    advice: "Change what controls it, or remove it from the program: with `delete: false` it stays.",
  });
}
