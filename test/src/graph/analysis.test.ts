import { describe, expect, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import { GraphError, type Problem } from "../../../src/graph/error.ts";
import type { ResourceGraph } from "../../../src/graph/model.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { configMap, deployment, graphOf, type GraphParts, WEB_APP } from "./graphs.ts";
import { WRONG_GRAPHS } from "./wrong-graphs.ts";

const schemas = await kindSchemas();

function problemsOf(graph: ResourceGraph): readonly Problem[] {
  try {
    analyse(graph, schemas);
    return [];
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return error.problems;
  }
}

function orderOf(parts: GraphParts): string {
  return analyse(graphOf(parts), schemas).order.join(" ");
}

describe("a graph that kro refuses", () => {
  test.each(WRONG_GRAPHS.map((wrong) => [wrong.what, wrong] as const))(
    "%s",
    (_, { parts, path, message }) => {
      const problems = problemsOf(graphOf(parts));
      expect(problems.map((problem) => problem.path)).toContain(path);
      expect(problems.find((problem) => problem.path === path)?.message).toContain(message);
    },
  );

  test("all of it at once, with the way out", () => {
    const graph = graphOf({
      status: { ready: "yes" },
      resources: [deployment("web", { replcas: 1, replicas: "${schema.spec.name}" }), configMap("Db")],
    });
    try {
      analyse(graph, schemas);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(GraphError);
      const { message, code, problems } = error as GraphError;
      expect(code).toBe("invalid");
      expect(problems).toHaveLength(4);
      expect(message).toStartWith(
        "ResourceGraphDefinition shop: 4 problems:\n- spec.resources[Db].id: naming convention",
      );
      expect(message).toContain(
        "\n- spec.resources[web].template.spec.replcas: schema not found for field replcas; did you mean",
      );
    }
  });

  test("one mistake is said once", () => {
    for (const { what, parts } of WRONG_GRAPHS) {
      if (what === "duplicate id") continue;
      const places = problemsOf(graphOf(parts)).map(({ path, message }) => `${path} ${message}`);
      expect({ what, places: new Set(places).size }).toEqual({ what, places: 1 });
    }
  });
});

describe("the web application", () => {
  const analysed = analyse(parseGraph(WEB_APP), schemas);

  test("order and dependencies", () => {
    expect(analysed.order).toEqual(["deployment", "service", "ingress"]);
    const dependencies = [...analysed.nodes.values()].map((node) => [
      node.id,
      node.dependencies,
      node.namespaced,
    ]);
    expect(dependencies).toEqual([
      ["deployment", [], true],
      ["service", ["deployment"], true],
      ["ingress", ["deployment", "service"], true],
    ]);
  });

  test("schemas", () => {
    expect(analysed.instanceSchema.required).toEqual(["name"]);
    expect(analysed.instanceSchema.properties?.["port"]).toMatchObject({
      type: "integer",
      default: 8080,
      minimum: 1,
    });
    expect(analysed.statusSchema).toEqual({
      type: "object",
      properties: { availableReplicas: { type: "integer" }, url: { type: "string" } },
    });
    expect(analysed.conditions).toHaveLength(1);
  });
});

describe("order", () => {
  test("of declaration where nothing else decides", () => {
    expect(orderOf({ resources: [configMap("c"), configMap("a"), configMap("b")] })).toBe("c a b");
  });
  test("includeWhen and forEach make dependencies", () => {
    const spec = { name: "string" };
    const each = configMap("a", {}, { forEach: [{ key: "${b.data.map(k, k)}" }] });
    (each as unknown as { template: { metadata: object } }).template.metadata = { name: "x-${key}" };
    expect(
      orderOf({
        spec,
        resources: [
          each,
          configMap("b"),
          configMap("c", {}, { includeWhen: ["${d.data.on == 'x'}"] }),
          configMap("d"),
        ],
      }),
    ).toBe("b a d c");
  });
  test("readyWhen makes none", () => {
    const nodes = analyse(
      graphOf({ resources: [configMap("a", {}, { readyWhen: ["${a.data.x == 'y'}"] })] }),
      schemas,
    ).nodes;
    expect(nodes.get("a")?.dependencies).toEqual([]);
  });
});

describe("kinds that are not known offline", () => {
  const bucket = {
    id: "bucket",
    template: {
      apiVersion: "s3.example.com/v1",
      kind: "Bucket",
      metadata: { name: "${schema.spec.name}" },
      spec: { anything: [1, "${schema.spec.name}"] },
    },
  };
  test("are not checked, and what reads them neither", () => {
    const analysed = analyse(
      graphOf({
        status: { arn: "${bucket.status.arn}" },
        resources: [
          bucket,
          configMap(
            "web",
            { arn: "${bucket.status.arn}" },
            { includeWhen: ["${bucket.status.ready}"], readyWhen: ["${web.data.x == 'y'}"] },
          ),
        ],
      }),
      schemas,
    );
    expect(analysed.nodes.get("bucket")?.namespaced).toBeUndefined();
    expect(analysed.statusSchema.properties?.["arn"]).toEqual({
      "x-kubernetes-preserve-unknown-fields": true,
    });
  });
  test("but their metadata is", () => {
    const template = { ...bucket.template, metadata: { name: "a", labels: { a: 1 } } };
    expect(problemsOf(graphOf({ resources: [{ id: "bucket", template }] }))[0]?.message).toBe(
      "expected string type for path metadata.labels.a, got integer",
    );
  });
  test("unless somebody knows them", () => {
    const schema = { type: "object", properties: { spec: { type: "object", properties: {} } } } as const;
    expect(() => analyse(graphOf({ resources: [bucket] }), () => ({ schema, namespaced: false }))).toThrow(
      "schema not found for field",
    );
  });
});

describe("a condition of an unknown type", () => {
  const spec = { name: "string", extra: "object" };
  test("is refused where the kind is known, as kro refuses it", () => {
    const [problem] = problemsOf(
      graphOf({ spec, resources: [configMap("a", {}, { includeWhen: ["${schema.spec.extra.on}"] })] }),
    );
    expect(problem?.message).toContain('must return bool or optional_type(bool), but returns "dyn"');
  });
});

test("one analysis of the web application takes a few milliseconds", () => {
  const graph = parseGraph(WEB_APP);
  for (let round = 0; round < 5; round++) analyse(graph, schemas);
  const rounds = 20;
  const start = performance.now();
  for (let round = 0; round < rounds; round++) analyse(graph, schemas);
  expect((performance.now() - start) / rounds).toBeLessThan(50);
});
