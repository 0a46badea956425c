/** The two clusters that are compared: the real control plane with kro, and the embedded one. */

import { kindOf } from "../../../../src/client/discovery.ts";
import { apply, get, list, remove } from "../../../../src/client/verbs.ts";
import { hasCode } from "../../../../src/errors.ts";
import { manualClock } from "../../../../src/local/clock.ts";
import { createCluster } from "../../../../src/local/cluster.ts";
import type { ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { parseLabelSelector } from "../../../../src/local/objects/label-query.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { eventually } from "../../../support/control-plane.ts";
import { liveClient } from "../../client/cluster.ts";

/** Who an object is. */
export type Ref = Pick<Manifest, "apiVersion" | "kind"> & { metadata: { name: string; namespace?: string } };

/** What a comparison does to a cluster. */
export interface Side {
  name: "real" | "embedded";
  /** Applies an object as the field manager `test`; a kind that a graph is making is waited for. */
  apply(manifest: Manifest): Promise<LiveObject>;
  get(ref: Ref): Promise<LiveObject | undefined>;
  list(apiVersion: string, kind: string, labelSelector?: string): Promise<LiveObject[]>;
  /** Asks for the deletion of an object, and does not wait for it. */
  remove(ref: Ref): Promise<void>;
  /**
   * Waits until an object is as asked for, and gives the last state of it when it does not come to that.
   * @param timeout ms, of the real one
   */
  until(
    ref: Ref,
    done: (object: LiveObject | undefined) => boolean,
    timeout?: number,
  ): Promise<LiveObject | undefined>;
  /** Ends what was started for it. */
  close(): Promise<void>;
}

const PAUSE = 200;

/** The control plane that the test runs on. */
export function realSide(): Side {
  const client = liveClient();
  const find = async (ref: Ref): Promise<LiveObject | undefined> => {
    try {
      return await get(client, await kindOf(client, ref.apiVersion, ref.kind), ref.metadata);
    } catch (error) {
      if (hasCode(error, "unknown-kind")) return undefined;
      throw error;
    }
  };
  return {
    name: "real",
    get: find,
    async apply(manifest) {
      const kind = await eventually(
        `${manifest.kind} is served`,
        async () => {
          try {
            return await kindOf(client, manifest.apiVersion, manifest.kind);
          } catch (error) {
            if (hasCode(error, "unknown-kind")) return undefined;
            throw error;
          }
        },
        90_000,
      );
      return (await apply(client, kind, manifest, { fieldManager: "test", force: true })).object;
    },
    async list(apiVersion, kind, labelSelector) {
      const served = await kindOf(client, apiVersion, kind);
      const { items } = await list(client, served, labelSelector === undefined ? {} : { labelSelector });
      return items.map((item) => ({ ...item, apiVersion, kind }));
    },
    async remove(ref) {
      const kind = await kindOf(client, ref.apiVersion, ref.kind);
      await remove(client, kind, ref.metadata, { propagationPolicy: "Background" });
    },
    async until(ref, done, timeout = 40_000) {
      let last: LiveObject | undefined;
      for (const deadline = Date.now() + timeout; Date.now() < deadline; await Bun.sleep(PAUSE)) {
        last = await find(ref);
        if (done(last)) break;
      }
      return last;
    },
    close: async () => undefined,
  };
}

/** A new embedded cluster. */
export async function embeddedSide(): Promise<Side> {
  const clock = manualClock(Date.parse("2026-01-01T00:00:00Z"));
  const cluster = await createCluster({ clock });
  const find = ({ apiVersion, kind, metadata }: Ref): LiveObject | undefined => {
    const served = cluster.kinds.byKind(apiVersion, kind);
    return served && cluster.objects.get(served, metadata.namespace, metadata.name);
  };
  const kindOf = (apiVersion: string, kind: string): ServedKind => {
    const served = cluster.kinds.byKind(apiVersion, kind);
    if (served === undefined) throw new Error(`no kind ${apiVersion}/${kind}`);
    return served;
  };
  return {
    name: "embedded",
    get: async (ref) => find(ref),
    async apply(manifest) {
      await cluster.settled();
      const kind = kindOf(manifest.apiVersion, manifest.kind);
      return cluster.objects.apply(kind, manifest, { manager: "test", force: true }).object;
    },
    async list(apiVersion, kind, labelSelector) {
      const labels = labelSelector === undefined ? {} : { labels: parseLabelSelector(labelSelector) };
      return cluster.objects.list(kindOf(apiVersion, kind), labels);
    },
    async remove({ apiVersion, kind, metadata: { name, namespace } }) {
      // As a client does: what is not there is deleted.
      if (
        find({ apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } }) ===
        undefined
      )
        return;
      const target = { name, ...(namespace !== undefined && { namespace }) };
      cluster.objects.delete(kindOf(apiVersion, kind), target, { propagationPolicy: "Background" });
    },
    async until(ref) {
      // Workloads take some seconds.
      for (let second = 0; second < SECONDS; second += 1) {
        await cluster.settled();
        clock.advance(1_000);
      }
      await cluster.settled();
      return find(ref);
    },
    close: async () => cluster.close(),
  };
}

/** So long is waited for workloads of the embedded cluster, by its own clock. */
const SECONDS = 15;
