import { describe, expect, test } from "bun:test";
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroups,
  apiResources,
  apiVersions,
} from "../../../../src/local/discovery/discovery.ts";
import { apiVersionOf } from "../../../../src/model/kind.ts";
import { plainKinds } from "../objects/plain-kinds.ts";

interface Aggregated {
  items: {
    metadata: { name?: string };
    versions: {
      version: string;
      resources: {
        resource: string;
        scope: string;
        verbs: string[];
        subresources?: { subresource: string; verbs: string[]; responseKind: { kind: string } }[];
      }[];
    }[];
  }[];
}

interface Listed {
  groupVersion: string;
  resources: {
    name: string;
    namespaced: boolean;
    kind: string;
    verbs: string[];
    storageVersionHash?: string;
  }[];
}

const kinds = await plainKinds();
const all = [
  ...(aggregatedDiscovery(kinds, true) as Aggregated).items,
  ...(aggregatedDiscovery(kinds, false) as Aggregated).items,
];

test("both forms say the same", () => {
  for (const { metadata, versions } of all)
    for (const { version, resources } of versions) {
      const group = metadata.name ?? "";
      const listed = apiResources(kinds, group, version) as Listed;
      expect(listed.groupVersion).toBe(apiVersionOf({ group, version }));
      const fromAggregated = resources.flatMap(({ resource, scope, verbs, subresources = [] }) => [
        [resource, scope === "Namespaced", verbs],
        ...subresources.map((sub) => [`${resource}/${sub.subresource}`, scope === "Namespaced", sub.verbs]),
      ]);
      expect(listed.resources.map(({ name, namespaced, verbs }) => [name, namespaced, verbs])).toEqual(
        fromAggregated,
      );
    }
});

test("every kind is listed, and the reviews are", () => {
  const listed = all.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources }) =>
      resources.map(({ resource }) => `${metadata.name ?? ""}/${version}/${resource}`),
    ),
  );
  for (const { group, version, plural } of kinds.all())
    expect(listed).toContain(`${group}/${version}/${plural}`);
  expect(listed).toContain("authorization.k8s.io/v1/selfsubjectaccessreviews");
});

describe("single documents", () => {
  test("versions and groups", () => {
    expect(apiVersions("h:1")).toMatchObject({ versions: ["v1"] });
    const { groups } = apiGroups(kinds) as { groups: { name: string }[] };
    expect(groups.map(({ name }) => name).slice(0, 5)).toEqual([
      "apiregistration.k8s.io",
      "apps",
      "events.k8s.io",
      "authentication.k8s.io",
      "authorization.k8s.io",
    ]);
    expect(apiGroup(kinds, "nope")).toBeUndefined();
    expect(apiResources(kinds, "apps", "v9")).toBeUndefined();
  });

  test("the hash of a storage version is that of the API server", () => {
    const { resources } = apiResources(kinds, "", "v1") as Listed;
    const hashes = Object.fromEntries(
      resources.map(({ name, storageVersionHash }) => [name, storageVersionHash]),
    );
    expect(hashes).toMatchObject({ configmaps: "qFsyl6wFWjQ=", pods: "xPOwRZ+Yhw8=" });
  });

  test("namespaces are not deleted by the collection", () => {
    const { resources } = apiResources(kinds, "", "v1") as Listed;
    expect(resources.find(({ name }) => name === "namespaces")?.verbs).not.toContain("deletecollection");
  });
});
