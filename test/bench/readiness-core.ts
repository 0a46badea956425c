/** Deploys the workloads without Alchemy, by what every resource does, and says when each wait was over. */

import { randomUUID } from "node:crypto";
import { ensure } from "../../src/apply/ensure.ts";
import { type Ownership, ownershipSelector } from "../../src/apply/ownership.ts";
import { untilReady } from "../../src/apply/wait.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import { kindOf } from "../../src/client/discovery.ts";
import type { Manifest } from "../../src/model/object.ts";
import { adminAccess } from "../support/control-plane.ts";
import { done, workloads } from "./workloads.ts";

const { server, ca, token } = adminAccess();
const headers = { authorization: `Bearer ${token}` };
const client = createClient({
  connection: { name: "bench", server, source: { from: "inline" }, description: "the bench" },
  tls: { certificateAuthority: ca },
  credentials: { get: () => Promise.resolve({ headers }), refresh: () => Promise.resolve(false) },
});
const report = (): void => undefined;
const timeout = 120_000;

async function deploy(to: Client, manifest: Manifest): Promise<void> {
  const { name, namespace = "" } = manifest.metadata;
  const target = { client: to, kind: await kindOf(to, manifest.apiVersion, manifest.kind), namespace, name };
  const ownership: Ownership = { id: randomUUID(), fqn: `bench/core/${name}`, app: "bench", stage: "core" };
  const settings = {
    expect: "absent",
    adopt: false,
    conflicts: "fail",
    allowDataLoss: false,
    secrets: [],
    timeout,
    report,
  } as const;
  const { object } = await ensure(target, { ...settings, manifest, ownership });
  await untilReady(target, object, {
    rule: "ready",
    timeout,
    selector: ownershipSelector(ownership),
    report,
  });
  done(manifest.kind, name);
}

const objects = workloads(process.env["BENCH_NAMESPACE"] ?? "", Number(process.env["BENCH_COUNT"]));
await Promise.all(objects.map((manifest) => deploy(client, manifest)));
process.exit();
