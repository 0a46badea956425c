import { describe, expect, test } from "bun:test";
import { isIPv4, isIPv6 } from "node:net";
import { candidateOf, newAddresses } from "../../../../src/apply/immutable/candidate.ts";
import { valueAt } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";

const manifest = (apiVersion: string, kind: string, name: string, spec: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, uid: "u1" },
  spec,
});
const asLive = (object: Manifest): LiveObject => object as LiveObject;
const candidate = (object: Manifest, live = object): Manifest => candidateOf(object, asLive(live));

describe("another name", () => {
  const limit = "a".repeat(63);
  const names: [string, RegExp][] = [
    ["web", /^[a-z0-9]{3}$/],
    [limit, /^[a-z0-9]{63}$/],
    ["my.long.name.example.com", /^x[a-z0-9.-]*[a-z0-9]$/],
    ["system:node:shop", /^system:node:[a-z0-9]{4}$/],
    ["a", /^[a-z0-9]{1,2}$/],
  ];
  test.each(names)("for %s", (name, form) => {
    const { metadata } = candidate(manifest("v1", "ConfigMap", name));
    expect(metadata.name).toMatch(form);
    expect(metadata.name).not.toBe(name);
    if (name.length > 1) expect(metadata.name).toHaveLength(name.length);
    expect(metadata.uid).toBeUndefined();
  });

  test("for an address, which is an address", () => {
    const address = (name: string): string =>
      candidate(manifest("networking.k8s.io/v1", "IPAddress", name)).metadata.name;
    expect(isIPv4(address("10.0.0.7"))).toBe(true);
    expect(isIPv6(address("2001:db8::7"))).toBe(true);
  });
});

describe("a definition", () => {
  const definition = (name: string): Manifest =>
    manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", name, {
      group: "example.com",
      names: { plural: "widgets", kind: "Widget", shortNames: ["w"] },
    });

  test("is renamed with its plural only", () => {
    const { metadata, spec } = candidate(definition("widgets.example.com"));
    const plural = String(valueAt(spec, ["names", "plural"]));
    expect(metadata.name).toBe(`${plural}.example.com`);
    expect(plural).not.toBe("widgets");
    expect(valueAt(spec, ["names", "shortNames"])).toEqual(["w"]);
  });

  test("keeps the mistake of a name that is not made of plural and group", () => {
    const { metadata, spec } = candidate(definition("wigets.example.com"));
    expect(valueAt(spec, ["names", "plural"])).toBe("widgets");
    expect(metadata.name).not.toBe("widgets.example.com");
  });
});

describe("a Service", () => {
  const service = (spec: object): Manifest => manifest("v1", "Service", "web", spec);
  const ports = (...nodePorts: number[]) => nodePorts.map((nodePort) => ({ port: nodePort, nodePort }));

  test("asks for no port that the live one holds", () => {
    const local = { type: "LoadBalancer", externalTrafficPolicy: "Local" };
    const live = service({ ...local, ports: ports(30_001, 30_002), healthCheckNodePort: 30_009 });
    const spec = { ...local, ports: ports(30_001, 30_003), healthCheckNodePort: 30_009 };
    const wanted = service(structuredClone(spec));
    expect(candidate(wanted, live)["spec"]).toEqual({
      ...local,
      ports: [{ port: 30_001 }, ...ports(30_003)],
    });
    expect(wanted).toEqual(service(spec));
  });

  const both = ["TCP", "UDP"].map((protocol) => ({ port: 53, protocol, nodePort: 30_001 }));
  const check = { healthCheckNodePort: 30_009 };
  const mistakes: [string, object][] = [
    ["of a type without node ports", { type: "ClusterIP", ports: ports(30_001) }],
    ["without a type", { ports: ports(30_001) }],
    ["that are written twice", { type: "NodePort", ports: [...ports(30_001), ...ports(30_001)] }],
    ["for health checks of a type without", { type: "NodePort", externalTrafficPolicy: "Local", ...check }],
    ["for health checks that nobody makes", { type: "LoadBalancer", ...check }],
  ];
  test.each(mistakes)("keeps ports %s: a mistake", (_what, spec) => {
    const live = service({ ports: ports(30_001), ...check });
    expect(candidate(service(spec), live)["spec"]).toEqual(spec);
  });

  test("drops a port that it holds for several protocols", () => {
    const wanted = service({ type: "NodePort", ports: both });
    expect(candidate(wanted)["spec"]).toEqual({
      type: "NodePort",
      ports: both.map(({ port, protocol }) => ({ port, protocol })),
    });
  });

  const addresses: [object, object, string[]][] = [
    [{ clusterIP: "10.0.0.1" }, { clusterIP: "10.0.0.2" }, ["10.0.0.2"]],
    [{ clusterIP: "10.0.0.1" }, { clusterIP: "10.0.0.1" }, []],
    [{ clusterIP: "10.0.0.1" }, { clusterIP: "None" }, []],
    [{ clusterIP: "10.0.0.1" }, { clusterIPs: ["10.0.0.1", "2001:db8::1"] }, ["2001:db8::1"]],
    [{ clusterIPs: ["10.0.0.1"] }, { clusterIP: "10.0.0.2", clusterIPs: ["10.0.0.2"] }, ["10.0.0.2"]],
    [{}, {}, []],
  ];
  test.each(addresses)("with %p wants %p: new are %p", (live, wanted, expected) => {
    expect(newAddresses(service(wanted), asLive(service(live)))).toEqual(expected);
  });
});
