/** The proof that a manifest is valid on its own: without it a mistake would delete something. */

import { apply as requestApply, get } from "../../client/verbs.ts";
import { ApiError } from "../../errors.ts";
import { builtin } from "../../model/kind-table.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { isGraphDefinition } from "../graph-definition.ts";
import { unkeptFields } from "../ignored-fields.ts";
import type { Target } from "../target.ts";
import { candidateOf, newAddresses } from "./candidate.ts";
import { graphMistake } from "./graph-proof.ts";

/** `unproven`: the server would not say, so that nothing may be deleted. */
export type Proof = { is: "valid" } | { is: "invalid" | "unproven"; why: string };

export interface ProofContext {
  fieldManager: string;
  /** Secret values in the manifest, so that messages can be scrubbed of them. */
  secrets: readonly string[];
}

/**
 * Finds out whether a manifest could be created, had the live object not been there: by a dry run under another name.
 * The object itself may be invalid by today's rules, so it is always the manifest that is tried.
 */
export async function prove(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  context: ProofContext,
): Promise<Proof> {
  const candidate = candidateOf(manifest, live);
  const named = (text: string): string => text.replaceAll(candidate.metadata.name, manifest.metadata.name);
  try {
    const taken = await firstTaken(target, newAddresses(manifest, live));
    if (taken !== undefined) return { is: "invalid", why: `the address ${taken} is another Service's` };
    const how = { ...context, createOnly: true, dryRun: true };
    const { object } = await requestApply(target.client, target.kind, candidate, how);
    const { wrapped } = unkeptFields(candidate, object);
    if (wrapped.length > 0) return { is: "invalid", why: `${wrapped.join(", ")} does not fit into 32 bits` };
    const mistake = isGraphDefinition(target.kind) ? await graphMistake(manifest) : undefined;
    return mistake === undefined ? { is: "valid" } : { is: "invalid", why: mistake };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const invalid = error.code === "invalid";
    // A quota, a policy or a missing permission says nothing about the manifest.
    if (!invalid && !(error.status >= 400 && error.status < 500)) throw error;
    return { is: invalid ? "invalid" : "unproven", why: named(reasonOf(error)) };
  }
}

const ADDRESS = builtin("networking.k8s.io/v1", "IPAddress");

// The dry run accepts an address that another Service holds; the real create would refuse it, after the old one is gone.
async function firstTaken(target: Target, addresses: readonly string[]): Promise<string | undefined> {
  for (const name of addresses) if ((await get(target.client, ADDRESS, { name })) !== undefined) return name;
  return undefined;
}

function reasonOf(error: ApiError): string {
  const causes = error.causes.map(({ field = "", message = "" }) =>
    field === "" || field === "<nil>" ? message : `${field}: ${message}`,
  );
  return causes.length === 0 ? error.serverMessage : [...new Set(causes)].join("; ");
}
