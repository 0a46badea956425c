/** What the controllers of the real cluster and of the embedded one make of the same owners, finalizers and namespaces. */

import { expect, test } from "bun:test";
import { valueAt } from "../../../../src/model/json.ts";
import { createCluster } from "../../../../src/local/cluster.ts";
import { eventually, randomNamespace, rawRequest } from "../../../support/control-plane.ts";

/** A server to compare. */
interface Server {
  send(method: string, path: string, body?: object): Promise<unknown>;
  /** Asks until the answer is as wanted. */
  until(path: string, wanted: (answer: unknown) => boolean): Promise<unknown>;
}

const real: Server = {
  send: async (method, path, body) => (await rawRequest(path, { method, body })).json(),
  until: (path, wanted) =>
    eventually(path, async () => {
      const answer: unknown = await (await rawRequest(path)).json();
      return wanted(answer) ? answer : undefined;
    }),
};

async function embedded(): Promise<Server> {
  const cluster = await createCluster();
  const send: Server["send"] = async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await cluster.handle(new Request(`http://cluster${path}`, init))).json();
  };
  return {
    send,
    async until(path, wanted) {
      await cluster.settled();
      const answer = await send("GET", path);
      if (!wanted(answer)) throw new Error(`${path} settled as ${JSON.stringify(answer)}`);
      return answer;
    },
  };
}

const KEEP = ["example.com/keep"];
const gone = (answer: unknown): boolean => valueAt(answer, ["reason"]) === "NotFound";

/** Conditions without their times. */
function conditions(namespace: unknown): unknown {
  const found = (valueAt(namespace, ["status", "conditions"]) ?? []) as Record<string, unknown>[];
  return found.map(({ type, status, reason, message }) => ({ type, status, reason, message }));
}

async function terminate(server: Server): Promise<unknown> {
  const name = randomNamespace("gc");
  const at = `/api/v1/namespaces/${name}`;
  await server.send("POST", "/api/v1/namespaces", { metadata: { name } });
  await server.send("POST", `${at}/configmaps`, { metadata: { name: "kept", finalizers: KEEP } });
  await server.send("POST", `${at}/secrets`, { metadata: { name: "kept", finalizers: KEEP } });
  await server.send("DELETE", at);
  const told = await server.until(at, (answer) => JSON.stringify(answer).includes("SomeFinalizersRemain"));
  for (const plural of ["configmaps", "secrets"]) {
    const kept = (await server.send("GET", `${at}/${plural}/kept`)) as { metadata: object };
    await server.send("PUT", `${at}/${plural}/kept`, {
      ...kept,
      metadata: { ...kept.metadata, finalizers: [] },
    });
  }
  await server.until(at, gone);
  return [conditions(told), valueAt(told, ["status", "phase"])];
}

async function collect(server: Server, propagationPolicy: string): Promise<unknown> {
  const name = randomNamespace("gc");
  const at = `/api/v1/namespaces/${name}/configmaps`;
  await server.send("POST", "/api/v1/namespaces", { metadata: { name } });
  const owner = await server.send("POST", at, { metadata: { name: "owner" } });
  const reference = {
    apiVersion: "v1",
    kind: "ConfigMap",
    name: "owner",
    uid: valueAt(owner, ["metadata", "uid"]),
  };
  const child = (name: string, rest: object): object => ({ metadata: { name, ...rest } });
  await server.send("POST", at, child("loose", { ownerReferences: [reference] }));
  await server.send(
    "POST",
    at,
    child("blocking", { ownerReferences: [{ ...reference, blockOwnerDeletion: true }] }),
  );
  await server.send("POST", at, child("kept", { finalizers: KEEP, ownerReferences: [reference] }));
  await server.send("DELETE", `${at}/owner`, { propagationPolicy });
  await server.until(`${at}/owner`, gone);
  const orphaned = propagationPolicy === "Orphan";
  if (!orphaned) for (const one of ["loose", "blocking"]) await server.until(`${at}/${one}`, gone);
  const kept = await server.until(
    `${at}/kept`,
    (answer) => orphaned || valueAt(answer, ["metadata", "deletionTimestamp"]) !== undefined,
  );
  const list = (await server.send("GET", at)) as { items: { metadata: { name: string } }[] };
  return {
    left: list.items.map(({ metadata }) => metadata.name).filter((one) => one !== "kube-root-ca.crt"),
    owners: ((valueAt(kept, ["metadata", "ownerReferences"]) ?? []) as unknown[]).length,
    finalizers: valueAt(kept, ["metadata", "finalizers"]),
  };
}

test("a namespace that is kept by finalizers says so", async () => {
  expect(await terminate(await embedded())).toEqual((await terminate(real)) as never);
}, 40_000);

test.each(["Background", "Foreground", "Orphan"])(
  "%s",
  async (policy) => {
    expect(await collect(await embedded(), policy)).toEqual((await collect(real, policy)) as never);
  },
  40_000,
);
