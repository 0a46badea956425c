/** What manifests say although others write it: placeholders that must not be sent, or we would fight over them. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";
import { withoutAggregated } from "./contested.ts";

// Kinds into which certificates are injected, with the paths to what holds `caBundle`; `*` stands for every element.
const bundles: Readonly<Record<string, readonly (readonly string[])[] | undefined>> = {
  ValidatingWebhookConfiguration: [["webhooks", "*", "clientConfig"]],
  MutatingWebhookConfiguration: [["webhooks", "*", "clientConfig"]],
  APIService: [["spec"]],
  CustomResourceDefinition: [["spec", "conversion", "webhook", "clientConfig"]],
};

/**
 * A manifest without what is written by somebody else: an empty `caBundle`, which is injected, and the rules of an aggregated
 * ClusterRole, which the controller replaces.
 * @returns the same manifest when it says nothing of it
 */
export function withoutServerOwned(manifest: Manifest): Manifest {
  return (bundles[manifest.kind] ?? []).reduce<Manifest>(
    (cleaned, path) => withoutBundle(cleaned as unknown as JsonObject, path) as unknown as Manifest,
    withoutAggregated(manifest),
  );
}

function withoutBundle(value: Json | undefined, [step, ...rest]: readonly string[]): Json | undefined {
  if (step === "*")
    return Array.isArray(value) ? value.map((item) => withoutBundle(item, rest) ?? null) : value;
  if (!isJsonObject(value)) return value;
  if (step !== undefined)
    return step in value ? { ...value, [step]: withoutBundle(value[step], rest) } : value;
  const { caBundle, ...others } = value;
  return isPlaceholder(caBundle) ? others : value;
}

// kubebuilder writes a line break in base64.
function isPlaceholder(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "" || value === "Cg==";
}
