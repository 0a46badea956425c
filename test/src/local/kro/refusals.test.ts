/** Graphs that are wrong: the embedded kro says of them what the real one says, to the letter. */

import { expect, test } from "bun:test";
import { kindSchemas } from "../../../../src/model/kind-schemas.ts";
import { writeGraph } from "../../../../src/graph/document.ts";
import type { Kinds } from "../../../../src/local/kinds/served-kind.ts";
import { compileGraph } from "../../../../src/local/kro/compile.ts";
import { graphOf } from "../../graph/graphs.ts";
import { WRONG_GRAPHS } from "../../graph/wrong-graphs.ts";
import { REFUSALS } from "./refusals.ts";

const schemas = await kindSchemas();
const kinds: Kinds = {
  byPath: () => undefined,
  byKind: () => undefined,
  byResource: () => undefined,
  all: () => [],
};

/** kro begins a cycle where its map of nodes happens to: only the nodes on it are certain. */
function rotated(message: string): string {
  return message.replace(
    /cycle: (.*)$/,
    (_, cycle: string) => `cycle: ${[...new Set(cycle.split(" -> "))].sort().join()}`,
  );
}

test.each(WRONG_GRAPHS.map((wrong, index) => [wrong.what, wrong, index] as const))(
  "%s",
  (what, wrong, index) => {
    const graph = graphOf(wrong.parts);
    // Recorded under these names.
    const named = {
      ...graph,
      name: `wrong-${index}`,
      schema: { ...graph.schema, group: "w.example.com", kind: `Shopw${index}` },
    };
    const compilation = compileGraph(named.name, writeGraph(named)["spec"], { schemas, kinds });
    const refusal = "refusal" in compilation ? compilation.refusal : "accepted";
    expect(rotated(refusal)).toBe(rotated(REFUSALS[what] ?? "not recorded"));
  },
);
