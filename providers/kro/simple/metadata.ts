/** What the objects of simple* have in common. Pure. */

import { defined } from "../../../src/model/json.ts";
import type { TemplateMetadata } from "../template.ts";
import type { Templated } from "../../../src/graph/builder/reference-types.ts";

/** Props of every simple* function. */
export interface SimpleProps {
  name: Templated<string>;
  /** @default the instance's namespace */
  namespace?: Templated<string>;
  /** Labels beside `app`, which is the name. */
  labels?: Templated<Record<string, string>>;
  annotations?: Templated<Record<string, string>>;
}

/** `metadata` with the label that selectors look for. */
export function metadataOf({
  name,
  namespace,
  labels,
  annotations,
}: SimpleProps): Templated<TemplateMetadata> {
  // Labels that are one reference cannot be merged before they are known, so they are taken as they are.
  const all = isFields(labels) ? { ...appLabel(name), ...labels } : labels;
  return { name, labels: all, ...defined({ namespace, annotations }) };
}

/** The label that the pods of a workload carry. */
export function appLabel(name: Templated<string>): { app: Templated<string> } {
  return { app: name };
}

function isFields(labels: SimpleProps["labels"]): labels is Record<string, Templated<string>> | undefined {
  return labels === undefined || typeof labels === "object";
}
