/** Content negotiation: in which form an answer is wanted. Pure. */

import { notAcceptable, notInThisForm } from "./refusals.ts";

/** The form of an answer: as it is, as a table, or its metadata only. */
export type Form = "object" | "table" | "metadata" | "metadata-list";

export interface Accepted {
  form: Form;
  /** The encoding: protocol buffers are read but never written. */
  encoding: "json" | "yaml";
  /** Whether the aggregated form of discovery is wanted. */
  aggregated: boolean;
  /** Of tables and metadata. */
  metaVersion: "v1" | "v1beta1";
}

/** What is answered to who does not ask. */
export const PLAIN: Accepted = { form: "object", encoding: "json", aggregated: false, metaVersion: "v1" };

const FORMS: Readonly<Record<string, Form>> = {
  Table: "table",
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadata-list",
};

const ENCODINGS: Readonly<Record<string, Accepted["encoding"]>> = {
  "application/json": "json",
  "*/*": "json",
  "application/yaml": "yaml",
};

interface MediaType {
  type: string;
  parameters: Readonly<Record<string, string>>;
  quality: number;
}

function mediaType(text: string): MediaType {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = Object.fromEntries(
    rest.map((part) => {
      const equals = part.indexOf("=");
      return equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
  return { type: type.toLowerCase(), parameters, quality: Number(parameters["q"] ?? 1) };
}

/** What one media type asks for; `undefined` when it cannot be given. */
function accepted({ type, parameters }: MediaType): Accepted | undefined {
  const encoding = ENCODINGS[type];
  if (encoding === undefined) return undefined;
  const { as, g, v } = parameters;
  if (as === undefined) return { ...PLAIN, encoding };
  if (as === "APIGroupDiscoveryList" && g === "apidiscovery.k8s.io" && v === "v2")
    return { ...PLAIN, encoding, aggregated: true };
  const form = FORMS[as];
  if (form === undefined || g !== "meta.k8s.io" || (v !== "v1" && v !== "v1beta1")) return undefined;
  return { ...PLAIN, encoding, form, metaVersion: v };
}

const known = new Map<string, Accepted>();
const MOST_KNOWN = 200;

/**
 * Reads an `Accept` header.
 * @throws {StatusError} 406 when nothing of it can be given
 */
export function acceptOf(header: string | null): Accepted {
  if (header === null || header === "" || header === "*/*" || header === "application/json") return PLAIN;
  const cached = known.get(header);
  if (cached !== undefined) return cached;
  const types = header.split(",").map(mediaType);
  // Sorting is stable: types of one quality stay in the client's order.
  const found = types
    .sort((a, b) => b.quality - a.quality)
    .map(accepted)
    .find((one) => one !== undefined);
  if (found === undefined) throw refusal(types);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(header, found);
  return found;
}

function refusal(types: readonly MediaType[]): Error {
  const readable = types.some(({ type }) => ENCODINGS[type] !== undefined);
  if (!readable) return notAcceptable();
  return notInThisForm(
    "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  );
}
