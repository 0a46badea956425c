/**
 * The kinds that Kubernetes itself serves, with what the API server does to their objects: decoding, defaults, admission,
 * validation, immutability, allocation of addresses. Imports model and, of `local`, the contracts only.
 * Invariant: rules know nothing but the object, the one before it and the store, so they go for any cluster.
 */

import { kindSchemas } from "../../model/kind-schemas.ts";
import { builtinKind, type BuiltinKind } from "../../model/kind-table.ts";
import type { SchemaLookup } from "../../model/schema.ts";
import { attributesRows, type AttributesRow } from "./attributes.generated.ts";
import { autoscalerConversion } from "./autoscaling/conversion.ts";
import { eventConversion } from "./core/event.ts";
import { rulesByKind } from "./rules.ts";
import type { KindRules, ServedKind } from "./served-kind.ts";
import { decoders, type Decoder } from "./wire/decode.ts";
import { goTypes } from "./wire/go-types.ts";

/** Kinds that are not kept as what they are sent as. */
const KEPT_OTHERWISE: Readonly<
  Record<
    string,
    { resource?: string; version: string; conversion: NonNullable<ServedKind["conversion"]> } | undefined
  >
> = {
  "autoscaling/v1/HorizontalPodAutoscaler": { version: "v2", conversion: autoscalerConversion },
  "events.k8s.io/v1/Event": { resource: "/events", version: "v1", conversion: eventConversion },
};

/** Those of CustomResourceDefinitions are put in by who serves custom resources. */
const NO_RULES: KindRules = {};

/** What all kinds are made with. */
interface Sources {
  schemaOf: SchemaLookup;
  decoderOf: (kind: string) => Decoder | undefined;
}

/**
 * All built-in kinds in all stable versions, in the order of discovery. Reads generated files on the first call, which takes
 * milliseconds; the schema of a kind is made when it is first asked for.
 */
export async function builtinServedKinds(): Promise<ServedKind[]> {
  const [schemaOf, types] = await Promise.all([kindSchemas(), goTypes()]);
  const sources: Sources = { schemaOf, decoderOf: decoders(types) };
  return attributesRows.flatMap((row) => {
    const [name] = row;
    const apiVersion = name.slice(0, name.lastIndexOf("/"));
    const kind = builtinKind(apiVersion, name.slice(name.lastIndexOf("/") + 1));
    return kind === undefined ? [] : [served(kind, row, { ...sources, apiVersion })];
  });
}

function served(
  { group, version, kind, plural, namespaced }: BuiltinKind,
  [name, singular, shortNames, categories, subresources]: AttributesRow,
  { schemaOf, decoderOf, apiVersion }: Sources & { apiVersion: string },
): ServedKind {
  const kept = KEPT_OTHERWISE[name];
  const decode = decoderOf(name);
  return {
    group,
    version,
    kind,
    plural,
    namespaced,
    resource: kept?.resource ?? `${group}/${plural}`,
    singular,
    shortNames,
    categories,
    storageVersion: kept?.version ?? version,
    get schema() {
      return schemaOf(apiVersion, kind)?.schema ?? {};
    },
    subresources: new Set(subresources),
    rules: rulesByKind[`${group}/${kind}`] ?? NO_RULES,
    ...(decode === undefined ? {} : { decode }),
    ...(kept === undefined ? {} : { conversion: kept.conversion }),
  };
}
