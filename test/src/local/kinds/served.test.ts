import { describe, expect, test } from "bun:test";
import { builtinServedKinds } from "../../../../src/local/kinds/index.ts";
import { builtinKind } from "../../../../src/model/kind-table.ts";
import { kindRows } from "../../../../src/model/kind-table.generated.ts";
import { apiVersionOf } from "../../../../src/model/kind.ts";
import type { JsonObject } from "../../../../src/model/json.ts";

const kinds = await builtinServedKinds();

function served(apiVersion: string, name: string) {
  const found = kinds.find((kind) => apiVersionOf(kind) === apiVersion && kind.kind === name);
  if (found === undefined) throw new Error(`${apiVersion} ${name} is not served`);
  return found;
}

function decoded(sent: JsonObject): JsonObject {
  const kind = served(sent["apiVersion"] as string, sent["kind"] as string);
  return kind.decode?.(sent).object ?? {};
}

test("every stable version of every kind is served, with rules and a schema", () => {
  const expected = kindRows.flatMap(([group, kind, , , versions]) =>
    versions.map((version) => `${apiVersionOf({ group, version })}/${kind}`),
  );
  expect(kinds.map((kind) => `${apiVersionOf(kind)}/${kind.kind}`).sort()).toEqual(expected.sort());
  const bare = kinds.filter((kind) => kind.rules.validate === undefined || kind.decode === undefined);
  expect(bare.map(({ kind }) => kind)).toEqual(["CustomResourceDefinition"]);
  for (const { schema } of kinds) expect(schema.properties).toHaveProperty("metadata");
  for (const kind of kinds) expect(builtinKind(apiVersionOf(kind), kind.kind)?.plural).toBe(kind.plural);
});

test("groups are in the order of discovery, versions of a group together", () => {
  const groups = kinds.map(({ group }) => group);
  expect([...new Set(groups)].slice(0, 4)).toEqual(["", "apiregistration.k8s.io", "apps", "events.k8s.io"]);
  const starts = groups.filter((group, index) => group !== groups[index - 1]);
  expect(starts).toEqual([...new Set(groups)]);
});

test("kinds that are kept otherwise say so", () => {
  const other = kinds.filter(({ conversion }) => conversion !== undefined);
  expect(other.map(({ resource, storageVersion }) => [resource, storageVersion])).toEqual([
    ["/events", "v1"],
    ["autoscaling/horizontalpodautoscalers", "v2"],
  ]);
});

describe("decoding", () => {
  const sent = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", labels: {}, creationTimestamp: "2026-01-01T01:00:00+01:00" },
    spec: {
      replicas: null,
      template: { spec: { containers: [{ name: "a", resources: { limits: { cpu: 0.5 } } }] } },
    },
  };

  test("leaves what is sent as it is", () => {
    const copy = structuredClone(sent);
    decoded(sent);
    expect(sent).toEqual(copy);
  });

  test("drops what is empty, writes what Go always writes, in one notation", () => {
    expect(decoded(sent)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", creationTimestamp: "2026-01-01T00:00:00Z" },
      spec: {
        selector: null,
        strategy: {},
        template: {
          metadata: {},
          spec: { containers: [{ name: "a", resources: { limits: { cpu: "500m" } } }] },
        },
      },
      status: {},
    });
  });

  test("a name of JavaScript's own is a field like any other", () => {
    const odd = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x","constructor":"y"},"toString":1}',
    ) as JsonObject;
    const { object, unknown } = served("v1", "ConfigMap").decode?.(odd) ?? { object: {}, unknown: [] };
    expect(unknown).toEqual(["toString"]);
    expect(JSON.stringify(object["data"])).toBe('{"__proto__":"x","constructor":"y"}');
  });
});

describe("HorizontalPodAutoscalers of autoscaling/v1", () => {
  const { conversion } = served("autoscaling/v1", "HorizontalPodAutoscaler");
  const spec = {
    maxReplicas: 2,
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
  };
  const old = {
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web" },
    status: { currentReplicas: 1, desiredReplicas: 1 },
  };
  const cpu = (averageUtilization: number) => ({
    type: "Resource",
    resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
  });
  const toStorage = (object: JsonObject): JsonObject => conversion?.toStorage(object) ?? {};
  const fromStorage = (object: JsonObject): JsonObject => conversion?.fromStorage(object) ?? {};

  test("the utilisation of CPU is a metric", () => {
    const kept = toStorage({ ...old, spec: { ...spec, targetCPUUtilizationPercentage: 50 } });
    expect(kept["spec"]).toEqual({ ...spec, metrics: [cpu(50)] });
    expect(fromStorage(kept)["spec"]).toEqual({ ...spec, targetCPUUtilizationPercentage: 50 });
  });

  test("behaviour is an annotation, with the names of Go", () => {
    const behavior = {
      scaleDown: {
        stabilizationWindowSeconds: 60,
        policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
      },
    };
    const seen = fromStorage({ ...old, spec: { ...spec, behavior } });
    expect(seen["spec"]).toEqual(spec);
    expect(seen["metadata"]).toEqual({
      name: "web",
      annotations: {
        "autoscaling.alpha.kubernetes.io/behavior":
          '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":60,"SelectPolicy":null,"Policies":[{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null}}',
      },
    });
    expect(toStorage(seen)).toMatchObject({ spec: { behavior }, metadata: { name: "web" } });
  });

  const metric = { name: "requests", selector: { matchLabels: { a: "b" } } };
  const rows: [old: string, metric: JsonObject][] = [
    [
      '{"type":"Pods","pods":{"metricName":"a","targetAverageValue":"1k"}}',
      { type: "Pods", pods: { metric: { name: "a" }, target: { type: "AverageValue", averageValue: "1k" } } },
    ],
    [
      '{"type":"External","external":{"metricName":"requests","metricSelector":{"matchLabels":{"a":"b"}},"targetValue":"5"}}',
      { type: "External", external: { metric, target: { type: "Value", value: "5" } } },
    ],
    [
      '{"type":"Object","object":{"target":{"kind":"Ingress","name":"i"},"metricName":"requests","targetValue":"5","selector":{"matchLabels":{"a":"b"}}}}',
      {
        type: "Object",
        object: {
          describedObject: { kind: "Ingress", name: "i" },
          metric,
          target: { type: "Value", value: "5" },
        },
      },
    ],
    [
      '{"type":"ContainerResource","containerResource":{"name":"memory","targetAverageUtilization":5,"container":"main"}}',
      {
        type: "ContainerResource",
        containerResource: {
          name: "memory",
          container: "main",
          target: { type: "Utilization", averageUtilization: 5 },
        },
      },
    ],
  ];
  test.each(rows)("other metrics are an annotation, in their first form: %s", (text, other) => {
    const seen = fromStorage({ ...old, spec: { ...spec, metrics: [cpu(50), other] } });
    expect(seen["metadata"]).toEqual({
      name: "web",
      annotations: { "autoscaling.alpha.kubernetes.io/metrics": `[${text}]` },
    });
    expect(toStorage(seen)["spec"]).toEqual({ ...spec, metrics: [other, cpu(50)] });
  });
});
