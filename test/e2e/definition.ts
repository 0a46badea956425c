/** A kind of a test's own. */

import { eventually, until } from "../support/control-plane.ts";
import { later } from "./cleanup.ts";
import { api, type Live, type World } from "./cluster.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** The kind Thing in a group that only this world has; any field is allowed, at the top level too. */
export interface Definition {
  group: string;
  /** The object, read in a version that is served. */
  live(name: string, version?: string): Promise<Live | undefined>;
  /** Stops serving a version, and waits until it is so. */
  stopServing(version: string): Promise<void>;
  /** Deletes the definition and all objects of the kind. */
  drop(): Promise<void>;
}

/** Defines the kind; the last version is the one that is stored. */
export async function define(world: World, versions: readonly string[] = ["v1"]): Promise<Definition> {
  const group = `${world.name}.test`;
  const definition = `${DEFINITIONS}/things.${group}`;
  const collection = (version: string): string => `/apis/${group}/${version}/namespaces/${world.name}/things`;
  const isServed = (version: string): Promise<unknown> => api(collection(version)).catch(() => undefined);
  const body = (served: readonly string[]): unknown => ({
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing" },
      versions: versions.map((name, index) => ({
        name,
        served: served.includes(name),
        storage: index === versions.length - 1,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      })),
    },
  });
  await api(DEFINITIONS, { method: "POST", body: body(versions) });
  const drop = async (): Promise<void> => {
    await api(definition, { method: "DELETE" });
    await until("the definition is gone", async () => (await api(definition)) === undefined);
  };
  later(drop);
  for (const version of versions) await eventually(`${version} is served`, () => isServed(version));
  return {
    group,
    live: (name, version = versions.at(-1) ?? "v1") => api(`${collection(version)}/${name}`),
    stopServing: async (version) => {
      await api(definition, {
        method: "PATCH",
        contentType: "application/merge-patch+json",
        body: body(versions.filter((name) => name !== version)),
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
