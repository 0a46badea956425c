/** Kinds with nothing but their schemas and the rules that writing objects needs: tests of `objects` use no rules of kinds. */

import { builtinKinds } from "../../../../src/model/kind-table.ts";
import { apiVersionOf } from "../../../../src/model/kind.ts";
import { kindSchemas } from "../../../../src/model/kind-schemas.ts";
import { valueAt } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { addMetadata, addMetadataUpdate } from "../../../../src/local/kinds/metadata.ts";
import { dnsSubdomain } from "../../../../src/local/kinds/names.ts";
import type { StatusCause } from "../../../../src/local/status.ts";
import { decoders } from "../../../../src/local/kinds/wire/decode.ts";
import { goTypes } from "../../../../src/local/kinds/wire/go-types.ts";
import type { KindRules, Kinds, ServedKind, Subresource } from "../../../../src/local/kinds/served-kind.ts";

const WITH_GENERATION = new Set(["Deployment", "ReplicaSet", "Job", "Pod", "Ingress"]);
const SCALED = new Set(["Deployment", "ReplicaSet"]);

const RULES: Record<string, KindRules> = {
  Namespace: {
    prepare(object, previous) {
      if (previous === undefined) object["spec"] = { finalizers: ["kubernetes"] };
      else object["spec"] = previous["spec"];
      if (previous === undefined) object["status"] = { phase: "Active" };
      object.metadata.labels = {
        ...object.metadata.labels,
        "kubernetes.io/metadata.name": object.metadata.name,
      };
    },
  },
  Pod: {
    gracePeriod: (pod) => (valueAt(pod, ["spec", "nodeName"]) === undefined ? 0 : 30),
  },
};

/** What most kinds demand of metadata. */
function metadataCauses(metadata: Manifest["metadata"], namespaced: boolean): StatusCause[] {
  const causes: StatusCause[] = [];
  addMetadata(causes, metadata, { name: dnsSubdomain, namespaced });
  return causes;
}

/** All built-in kinds in their preferred versions. */
export async function plainKinds(): Promise<Kinds> {
  const lookup = await kindSchemas();
  const decoderOf = decoders(await goTypes());
  const served = builtinKinds().map((kind): ServedKind => {
    const found = lookup(apiVersionOf(kind), kind.kind);
    const subresources = new Set<Subresource>(kind.hasStatus ? ["status"] : []);
    if (SCALED.has(kind.kind)) subresources.add("scale");
    const rules: KindRules = {
      validate: (object) => metadataCauses(object.metadata, kind.namespaced),
      validateUpdate(object, previous) {
        const causes = metadataCauses(object.metadata, kind.namespaced);
        addMetadataUpdate(causes, object.metadata, previous.metadata);
        return causes;
      },
      ...(WITH_GENERATION.has(kind.kind) ? { generation: "spec" } : {}),
      ...(SCALED.has(kind.kind)
        ? {
            scale: {
              specReplicas: ".spec.replicas",
              statusReplicas: ".status.replicas",
              selector: ".spec.selector",
            },
          }
        : {}),
      ...RULES[kind.kind],
    };
    const decode = decoderOf(`${apiVersionOf(kind)}/${kind.kind}`);
    return {
      ...kind,
      ...(decode === undefined ? {} : { decode }),
      resource: `${kind.group}/${kind.plural}`,
      singular: kind.kind.toLowerCase(),
      shortNames: [],
      categories: [],
      storageVersion: kind.version,
      schema: found?.schema ?? {},
      subresources,
      rules,
    };
  });
  const byKind = new Map(served.map((kind) => [`${apiVersionOf(kind)}/${kind.kind}`, kind]));
  const byResource = new Map(served.map((kind) => [kind.resource, kind]));
  return {
    byPath: (group, version, plural) =>
      served.find((kind) => kind.group === group && kind.version === version && kind.plural === plural),
    byKind: (apiVersion, kind) => byKind.get(`${apiVersion}/${kind}`),
    byResource: (resource) => byResource.get(resource),
    all: () => served,
  };
}
