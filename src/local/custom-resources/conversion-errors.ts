/** `spec.conversion` of a definition. */

import { forbidden, invalid, notSupported, required } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { DefinitionConversion } from "./definition.ts";

const STRATEGIES = ["None", "Webhook"];
const REVIEW_VERSIONS = ["v1", "v1beta1"];

/** Finds what is wrong with how versions are converted. @param path of it */
export function conversionErrors(conversion: DefinitionConversion | undefined, path: string): FieldError[] {
  if (conversion === undefined) return [];
  const { strategy = "", webhook } = conversion;
  if (strategy === "") return [required(`${path}.strategy`)];
  if (!STRATEGIES.includes(strategy)) return [notSupported(`${path}.strategy`, strategy, STRATEGIES)];
  if (strategy === "Webhook") return webhookErrors(webhook ?? {}, path);
  const detail = "should not be set when strategy is not set to Webhook";
  const errors: FieldError[] = [];
  if (webhook?.clientConfig !== undefined) errors.push(forbidden(`${path}.webhookClientConfig`, detail));
  if ((webhook?.conversionReviewVersions ?? []).length > 0)
    errors.push(forbidden(`${path}.conversionReviewVersions`, detail));
  return errors;
}

function webhookErrors(webhook: NonNullable<DefinitionConversion["webhook"]>, path: string): FieldError[] {
  const { clientConfig, conversionReviewVersions: versions = [] } = webhook;
  const at = `${path}.webhookClientConfig`;
  const errors: FieldError[] = [];
  if (clientConfig === undefined) errors.push(required(at, "required when strategy is set to Webhook"));
  else if ((clientConfig.url === undefined) === (clientConfig.service === undefined))
    errors.push(required(at, "exactly one of url or service is required"));
  const list = `${path}.conversionReviewVersions`;
  if (versions.length === 0) errors.push(required(list));
  else if (!versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(invalid(list, versions, `must include at least one of ${REVIEW_VERSIONS.join(", ")}`));
  return errors;
}
