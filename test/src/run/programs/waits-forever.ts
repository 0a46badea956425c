/** Run with a namespace and a name: deploys an instance whose first node is never ready. Imported: the graph of it. */

import { analyse } from "../../../../src/graph/analysis.ts";
import type { AnalysedGraph } from "../../../../src/graph/node.ts";
import { kindSchemas } from "../../../../src/model/kind-schemas.ts";
import { deployInstance } from "../../../../src/run/instances.ts";
import { liveClient } from "../../client/cluster.ts";
import { configMap } from "../graphs.ts";

const resources = [
  configMap("first", { v: "1" }, { readyWhen: ['${first.data.v == "2"}'] }),
  configMap("second", { v: "${first.metadata.name}" }),
];

const schema = {
  group: "kro.run",
  version: "v1alpha1",
  kind: "Forever",
  scope: "Namespaced" as const,
  spec: { name: "string" },
};

export const graph: AnalysedGraph = analyse(
  { name: "forever", schema, resources: resources as never },
  await kindSchemas(),
);

if (import.meta.main) {
  const [namespace = "", name = ""] = process.argv.slice(2);
  await deployInstance(liveClient(), graph, { name, namespace, spec: { name } });
}
