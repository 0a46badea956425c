/** What the cluster does with a case: graphs accepted, instances active, children as their makers own them. */

import { expect } from "bun:test";
import { fieldManagerOf, appSelector, ownerOf } from "../../../src/apply/ownership.ts";
import { compile } from "../../../src/cel/compile.ts";
import type { Client } from "../../../src/client/client.ts";
import { kindOf } from "../../../src/client/discovery.ts";
import { apply, get, list, remove } from "../../../src/client/verbs.ts";
import { hasCode, ProviderError } from "../../../src/errors.ts";
import { isExternal } from "../../../src/graph/model.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import { isJsonObject, type JsonObject, sameJson, textAt } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { conditionOf } from "../../../src/readiness/conditions.ts";
import { judgeInstance } from "../../../src/readiness/kro.ts";
import { formerManifest } from "../../../src/run/former.ts";
import { identityOf } from "../../../src/run/inventory.ts";
import type { Case } from "./documents-cases.ts";

const TEST = { fieldManager: "test", force: true };
const KRO_MANAGER = "kro.run/applyset";
const GRAPH = { apiVersion: "kro.run/v1alpha1", kind: "ResourceGraphDefinition" };

/** Applies an object as the test. A kind that was just made is waited for. */
export async function applyAsTest(client: Client, manifest: Manifest): Promise<LiveObject> {
  const kind = await until(`${manifest.kind} is served`, 90_000, async () => {
    try {
      return await kindOf(client, manifest.apiVersion, manifest.kind);
    } catch (error) {
      if (hasCode(error, "unknown-kind")) return undefined;
      throw error;
    }
  });
  return (await apply(client, kind, manifest, TEST)).object;
}

const PAUSE = 300;
// A list of all graphs is some megabytes long.
const GRAPHS_PAUSE = 1_500;

/** Asks again, not so often that the cluster is busy with it. */
async function until<T>(what: string, timeout: number, probe: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + timeout; Date.now() < deadline; await Bun.sleep(PAUSE)) {
    const found = await probe();
    if (found !== undefined) return found;
  }
  throw new Error(`waited ${timeout / 1000} s until ${what}`);
}

let graphs: { at: number; list: Promise<Map<string, LiveObject>> } | undefined;

/** All graphs, asked for once for everybody who waits. */
function graphsNow(client: Client): Promise<Map<string, LiveObject>> {
  if (graphs === undefined || Date.now() - graphs.at > GRAPHS_PAUSE) {
    const read = async (): Promise<Map<string, LiveObject>> => {
      const { items } = await list(client, await kindOf(client, GRAPH.apiVersion, GRAPH.kind));
      return new Map(items.map((item) => [item.metadata.name, item]));
    };
    graphs = { at: Date.now(), list: read() };
  }
  return graphs.list;
}

/** Gives a graph to kro. @returns why it is refused, if it is */
export async function judged(client: Client, document: Manifest): Promise<string | undefined> {
  const { name } = (await applyAsTest(client, document)).metadata;
  const verdict = await until(`kro judged ${name}`, 300_000, async () => {
    const live = (await graphsNow(client)).get(name) ?? {};
    if (conditionOf(live, "Ready")?.status === "True") return { refused: undefined };
    const accepted = conditionOf(live, "GraphAccepted");
    return accepted?.status === "False" ? { refused: accepted.message ?? "" } : undefined;
  });
  return verdict.refused;
}

/** Whether two graphs are one and the same to kro: the API server completes them to the same. */
export async function sameToServer(client: Client, a: Manifest, b: Manifest): Promise<boolean> {
  const kind = await kindOf(client, GRAPH.apiVersion, GRAPH.kind);
  const [first, second] = await Promise.all(
    [a, b].map(async (manifest) => {
      const metadata = { ...manifest.metadata, name: `${manifest.metadata.name}-dry` };
      const { object } = await apply(client, kind, { ...manifest, metadata }, { ...TEST, dryRun: true });
      const { labels, annotations } = object.metadata;
      return { labels, annotations, spec: object["spec"] };
    }),
  );
  return sameJson(first, second);
}

/** Waits until kro has an instance ACTIVE. @returns what it says instead, when it does not come to that */
export async function activity(
  client: Client,
  instance: LiveObject,
  timeout: number,
): Promise<string | undefined> {
  const kind = await kindOf(client, instance.apiVersion, instance.kind);
  let said = "";
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    const live = await get(client, kind, instance.metadata);
    const verdict = live && judgeInstance(live);
    if (verdict?.state === "ready") {
      expect(textAt(live, ["status", "state"], "")).toBe("ACTIVE");
      return undefined;
    }
    said = verdict?.reason ?? "";
    await Bun.sleep(PAUSE);
  }
  return said;
}

/** Deletes an object and waits until it is gone. */
export async function dropAsTest(
  client: Client,
  object: Pick<Manifest, "apiVersion" | "kind" | "metadata">,
  timeout = 240_000,
): Promise<void> {
  let kind;
  try {
    kind = await kindOf(client, object.apiVersion, object.kind);
  } catch (error) {
    if (hasCode(error, "unknown-kind")) return;
    throw error;
  }
  const wanted = kind;
  await remove(client, wanted, object.metadata, { propagationPolicy: "Background" });
  const { name } = object.metadata;
  await until(`${object.kind} ${name} is gone`, timeout, async () =>
    (await get(client, wanted, object.metadata)) === undefined ? true : undefined,
  );
}

/** Children by identity, each with the values that its maker owns. */
export type Children = ReadonlyMap<string, JsonObject>;

/** What kro made for an instance. */
export function childrenOfKro(
  client: Client,
  analysed: AnalysedGraph,
  { metadata: { uid } }: LiveObject,
): Promise<Children> {
  return children(client, analysed, { uid, manager: KRO_MANAGER, selector: `kro.run/instance-id=${uid}` });
}

/** What direct mode made for an instance. @param owner its id */
export function childrenOfDirect(client: Client, analysed: AnalysedGraph, owner: string): Promise<Children> {
  const selector = appSelector(analysed.graph.name);
  const manager = fieldManagerOf({ id: owner });
  // The inventory is no child.
  return children(client, analysed, { uid: owner, manager, selector: `${selector},!${INVENTORY}`, owner });
}

interface Maker {
  /** Of the instance. */
  uid: string;
  manager: string;
  selector: string;
  owner?: string;
}

async function children(client: Client, { nodes }: AnalysedGraph, maker: Maker): Promise<Children> {
  const kinds = new Map(
    [...nodes.values()]
      .filter(({ resource }) => !isExternal(resource))
      .map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, { apiVersion, kind }]),
  );
  const lists = [...kinds.values()].map(async ({ apiVersion, kind }) => {
    const { items } = await list(client, await kindOf(client, apiVersion, kind), {
      labelSelector: maker.selector,
    });
    return items.map((item) => ({ ...item, apiVersion, kind }));
  });
  const own = (await Promise.all(lists))
    .flat()
    .filter((object) => maker.owner === undefined || ownerOf(object) === maker.owner);
  return new Map(
    own.map((object) => {
      const manifest = formerManifest(object, maker.manager);
      if (manifest === undefined)
        throw new ProviderError("api", `${maker.manager} owns nothing of it`, {
          object: identityOf({ ...object, ...object.metadata }),
        });
      const values = withoutUid(withoutMarks(manifest), maker.uid);
      const { metadata } = values as unknown as Manifest;
      return [identityOf({ apiVersion: object.apiVersion, kind: object.kind, ...metadata }), values];
    }),
  );
}

const INVENTORY = "alchemy.run/graph-kind";

const MARK =
  /^(kro\.run\/|internal\.kro\.run\/|applyset\.kubernetes\.io\/|alchemy\.run\/|app\.kubernetes\.io\/managed-by$)/;

function withoutMarks(manifest: Manifest): JsonObject {
  const { uid: _uid, ...metadata } = manifest.metadata;
  const kept: JsonObject = { ...(metadata as unknown as JsonObject) };
  for (const field of ["labels", "annotations"]) {
    const entries = Object.entries((kept[field] ?? {}) as JsonObject).filter(([key]) => !MARK.test(key));
    if (entries.length > 0) kept[field] = Object.fromEntries(entries);
    else delete kept[field];
  }
  return { ...(manifest as unknown as JsonObject), metadata: kept };
}

const seeded = compile("random.seededString(10, uid)", { uid: { kind: "string" } });

/** Two instances have two uids, and what is made from them differs. */
function withoutUid(values: JsonObject, uid: string): JsonObject {
  const random = seeded.evaluate({ uid });
  const text = JSON.stringify(values).replaceAll(uid, "UID");
  return JSON.parse(
    random.state === "value" && typeof random.value === "string"
      ? text.replaceAll(random.value, "seeded-uid")
      : text,
  ) as JsonObject;
}

/** Where two sets of children differ. */
export function differences(kro: Children, direct: Children): string[] {
  const all = [...new Set([...kro.keys(), ...direct.keys()])].sort();
  return all.flatMap((identity) => differencesAt(identity, kro.get(identity), direct.get(identity)));
}

function differencesAt(path: string, kro: unknown, direct: unknown): string[] {
  if (sameJson(kro, direct)) return [];
  if (isJsonObject(kro) && isJsonObject(direct)) {
    const keys = [...new Set([...Object.keys(kro), ...Object.keys(direct)])];
    return keys.flatMap((key) => differencesAt(`${path}.${key}`, kro[key], direct[key]));
  }
  return [`${path}: kro ${short(kro)}, direct ${short(direct)}`];
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 200);
}

/** Removes what the cases left: graphs, definitions, objects beside them, namespaces. */
export async function cleanUp(client: Client, prefix: string, cases: readonly Case[]): Promise<void> {
  const named = async (
    apiVersion: string,
    kind: string,
    isOurs: (name: string) => boolean,
  ): Promise<void> => {
    const { items } = await list(client, await kindOf(client, apiVersion, kind));
    const ours = items.filter(({ metadata }) => isOurs(metadata.name));
    await Promise.all(
      ours.map(({ metadata: { name } }) => dropAsTest(client, { apiVersion, kind, metadata: { name } })),
    );
  };
  await named(GRAPH.apiVersion, GRAPH.kind, (name) => name.startsWith(prefix));
  await named("apiextensions.k8s.io/v1", "CustomResourceDefinition", (name) => name.includes(`.${prefix}`));
  for (const manifest of cases.flatMap((one) => one.beside("original")))
    if (manifest.kind !== "CustomResourceDefinition") await dropAsTest(client, manifest);
  await named("v1", "Namespace", (name) => name.startsWith(prefix) || name === "upgrade-test");
}
