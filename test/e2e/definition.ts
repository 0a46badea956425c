/** A kind of a test's own. */

import { eventually, until } from "../support/control-plane.ts";
import { later } from "./cleanup.ts";
import { api, type Live, type World } from "./cluster.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Schema that allows any field, at the top level too. */
export const ANYTHING = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** What a definition may say of itself. */
export interface DefinitionOptions {
  /** The last one is stored. @default ["v1"] */
  versions?: readonly string[];
  /** Those of them that are served. @default all */
  served?: readonly string[];
  /** OpenAPI schema of all versions. @default any field is allowed */
  schema?: object;
  /** @default none */
  subresources?: object;
}

/** The manifest of a CustomResourceDefinition of the kind Thing. */
export function definitionOf(group: string, options: DefinitionOptions = {}): Record<string, unknown> {
  const { versions = ["v1"], served = versions, schema = ANYTHING, subresources } = options;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
      versions: versions.map((name, index) => ({
        name,
        served: served.includes(name),
        storage: index === versions.length - 1,
        schema: { openAPIV3Schema: schema },
        ...(subresources !== undefined && { subresources }),
      })),
    },
  };
}

/** The kind Thing in a group that only this world has. */
export interface Definition {
  group: string;
  /** Path of an object, in a version that is served. */
  pathOf: (name: string, version?: string) => string;
  /** The object, read in a version that is served. */
  live: (name: string, version?: string) => Promise<Live | undefined>;
  /** Stops serving a version, and waits until it is so. */
  stopServing: (version: string) => Promise<void>;
  /** Deletes the definition and all objects of the kind. */
  drop: () => Promise<void>;
}

/** Defines the kind, until the end of the file's tests. */
export async function define(
  world: World,
  options: Omit<DefinitionOptions, "served"> = {},
): Promise<Definition> {
  const { versions = ["v1"] } = options;
  const group = `${world.name}.test`;
  const path = `${DEFINITIONS}/things.${group}`;
  const collection = (version: string): string => `/apis/${group}/${version}/namespaces/${world.name}/things`;
  const pathOf: Definition["pathOf"] = (name, version = versions.at(-1) ?? "v1") =>
    `${collection(version)}/${name}`;
  const isServed = (version: string): Promise<unknown> => api(collection(version)).catch(() => undefined);
  await api(DEFINITIONS, { method: "POST", body: definitionOf(group, options) });
  const drop = async (): Promise<void> => {
    await api(path, { method: "DELETE" });
    await until("the definition is gone", async () => (await api(path)) === undefined);
  };
  later(drop);
  for (const version of versions) await eventually(`${version} is served`, () => isServed(version));
  return {
    group,
    pathOf,
    live: (name, version) => api(pathOf(name, version)),
    stopServing: async (version) => {
      const served = versions.filter((name) => name !== version);
      await api(path, {
        method: "PATCH",
        contentType: "application/merge-patch+json",
        body: definitionOf(group, { ...options, served }),
      });
      await until(
        `${version} is not served`,
        async () => (await isServed(version)) === undefined && !(await discovered(group, version)),
      );
    },
    drop,
  };
}

// Discovery follows a changed definition with a delay.
async function discovered(group: string, version: string): Promise<boolean> {
  const answer = await api<{ versions: { version: string }[] }>(`/apis/${group}`);
  return answer?.versions.some((served) => served.version === version) ?? false;
}
