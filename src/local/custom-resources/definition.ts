/** CustomResourceDefinitions as data: the part of `apiextensions.k8s.io/v1` that is looked at here. Types and readers. */

import { sameJson } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { Schema } from "../validation/index.ts";

export interface DefinitionNames {
  plural?: string;
  singular?: string;
  kind?: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

/** A column that `kubectl get` prints. */
export interface PrinterColumn {
  name?: string;
  type?: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath?: string;
}

export interface DefinitionSubresources {
  status?: Record<string, never>;
  scale?: { specReplicasPath?: string; statusReplicasPath?: string; labelSelectorPath?: string };
}

export interface DefinitionVersion {
  name?: string;
  served?: boolean;
  storage?: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: Schema };
  subresources?: DefinitionSubresources;
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath?: string }[];
}

export interface DefinitionConversion {
  strategy?: string;
  webhook?: {
    conversionReviewVersions?: string[];
    clientConfig?: {
      url?: string;
      service?: { name?: string; namespace?: string; path?: string; port?: number };
    };
  };
}

export interface DefinitionSpec {
  group?: string;
  scope?: string;
  names?: DefinitionNames;
  versions?: DefinitionVersion[];
  conversion?: DefinitionConversion;
  preserveUnknownFields?: boolean;
}

export interface DefinitionCondition {
  type: string;
  status: "True" | "False" | "Unknown";
  lastTransitionTime?: string;
  observedGeneration?: number;
  reason: string;
  message: string;
}

export interface DefinitionStatus {
  acceptedNames?: DefinitionNames;
  /** Null before the first one. */
  conditions?: DefinitionCondition[] | null;
  storedVersions?: string[];
}

/** Where definitions are kept. */
export const DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

export function specOf(definition: Manifest): DefinitionSpec {
  return definition["spec"] ?? {};
}

export function statusOf(definition: Manifest): DefinitionStatus {
  return definition["status"] ?? {};
}

/** Whether a condition of a definition is true. */
export function hasCondition(definition: LiveObject, type: string): boolean {
  return statusOf(definition).conditions?.some((one) => one.type === type && one.status === "True") === true;
}

/** What versions can have alone or all together. */
export interface Shared {
  schema?: { openAPIV3Schema?: Schema } | undefined;
  subresources?: DefinitionSubresources | undefined;
  additionalPrinterColumns?: PrinterColumn[] | undefined;
  selectableFields?: { jsonPath?: string }[] | undefined;
}

/**
 * What the API server validates: what all versions have alike, it takes for a field of the whole `spec`, and says so in messages.
 */
export interface InternalSpec extends Omit<DefinitionSpec, "versions"> {
  /** Of all versions. */
  shared: Shared;
  versions: DefinitionVersion[];
}

const SHARED = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"] as const;

/** The form in which the API server validates a definition. */
export function internalSpec({ versions = [], ...spec }: DefinitionSpec): InternalSpec {
  const [first = {}] = versions;
  const alike = SHARED.filter((field) => versions.every((version) => sameJson(version[field], first[field])));
  return {
    ...spec,
    shared: Object.fromEntries(alike.map((field) => [field, first[field]])),
    versions: versions.map((version) => {
      const own = { ...version };
      for (const field of alike) delete own[field];
      return own;
    }),
  };
}
