/** Kinds that hold data: no mistake deletes them, and nothing is lost without consent that names it. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ensure } from "../../../../src/apply/ensure.ts";
import { removeLive } from "../../../../src/apply/remove.ts";
import { apply, get } from "../../../../src/client/verbs.ts";
import { type JsonObject, valueAt } from "../../../../src/model/json.ts";
import type { Kind } from "../../../../src/model/kind.ts";
import { builtinKind } from "../../../../src/model/kind-table.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { eventually, kubectl, variable } from "../../../support/control-plane.ts";
import type { Place } from "../../../support/manifests/row.ts";
import { errorOf } from "../../client/loopback.ts";
import type { Patch } from "./case.ts";
import { changed, client, isKept, newBench, options, type Prepared } from "./cluster-objects.ts";

setDefaultTimeout(120_000);

const bench = await newBench();
const { namespace, prepare } = bench;

/** A kind that holds data: an immutable change of it, and mistakes that could come with it. */
interface Holder {
  kind: string;
  before?: Patch;
  until?: (live: LiveObject) => boolean;
  after: Patch;
  mistakes: Patch[];
  /** What the error says is lost. */
  loses: RegExp;
  /** What has to be there, so that there is something to lose. */
  fill?: (prepared: Prepared) => Promise<unknown>;
}

const phase = (live: LiveObject): unknown => valueAt(live, ["status", "phase"]);
const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
const templates = [{ metadata: { name: "data" }, spec: claim }];
const retention = { whenDeleted: "Delete", whenScaled: "Retain" };
const pods = (app: string, spec: JsonObject = {}): JsonObject => ({
  selector: { matchLabels: { app } },
  template: { metadata: { labels: { app } }, spec: { terminationGracePeriodSeconds: 0, ...spec } },
});
const versions = (type: string): JsonObject[] => [
  { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type } } },
];

const holders: Holder[] = [
  {
    kind: "/PersistentVolumeClaim",
    until: (live) => phase(live) === "Bound",
    after: { spec: { accessModes: ["ReadWriteMany"] } },
    mistakes: [
      { spec: { accessModes: ["ReadWriteSometimes"] } },
      { spec: { resources: { requests: { storage: "-1Gi" } } } },
      { spec: { accesModes: [] } },
    ],
    loses: /the data of its volume pvc-\S+ \(1Gi\)/,
  },
  {
    kind: "/PersistentVolume",
    before: { spec: { persistentVolumeReclaimPolicy: "Delete" } },
    after: { spec: { hostPath: { path: "/other" } } },
    mistakes: [{ spec: { capacity: { storage: "-1Gi" } } }, { spec: { accessModes: ["Often"] } }],
    loses: /the data of the volume/,
  },
  {
    kind: "apps/StatefulSet",
    before: ({ name }) => ({
      spec: {
        ...pods(name),
        volumeClaimTemplates: templates,
        persistentVolumeClaimRetentionPolicy: retention,
      },
    }),
    until: (live) => valueAt(live, ["status", "readyReplicas"]) === 1,
    after: { spec: pods("other") },
    mistakes: [
      {
        spec: pods("other", {
          containers: [{ name: "main", image: "app:1", ports: [{ containerPort: -1 }] }],
        }),
      },
      { spec: { serviceName: "Not A Name" } },
      { spec: { podManagementPolicy: "Sometimes" } },
    ],
    loses: /the data of its volume claims \(1: PersistentVolumeClaim \S+\/data-\S+-0\)/,
  },
  {
    kind: "apiextensions.k8s.io/CustomResourceDefinition",
    until: (live) => conditionOf(live, "Established")?.status === "True",
    after: { spec: { scope: "Cluster" } },
    mistakes: [{ spec: { versions: versions("nonsense") } }, { spec: { names: { kind: "Not A Kind" } } }],
    loses: /every custom resource of the kind \(2: \S+ \S+\/one, \S+ \S+\/two\)/,
    fill: ({ live }) => Promise.all(["one", "two"].map((name) => instance(live, name))),
  },
  {
    kind: "kro.run/ResourceGraphDefinition",
    until: (live) => conditionOf(live, "Ready")?.status === "True",
    after: ({ name }: Place) => ({ spec: { schema: { kind: `H${name.replaceAll("-", "")}` } } }),
    mistakes: [
      { spec: { schema: { scope: "Nowhere" } } },
      { spec: { schema: { spec: { mode: "strin" } } } },
      {
        spec: {
          resources: [
            {
              id: "config",
              template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "${schema.nam}" } },
            },
          ],
        },
      },
    ],
    loses: /every instance of the graph \(there are none now\)/,
  },
  {
    kind: "/Secret",
    after: { type: "example.com/other" },
    mistakes: [
      { data: { KEY: "not base64" } },
      { data: { "not a key!": "YQ==" } },
      { type: "kubernetes.io/tls" },
    ],
    loses: /the keys that others wrote: THEIRS/,
    fill: ({ target, live }) =>
      apply(
        client,
        target.kind,
        { ...identity(live), data: { THEIRS: "eA==" } },
        { fieldManager: "injector" },
      ),
  },
  {
    kind: "/ConfigMap",
    after: { data: { MODE: "other" } },
    mistakes: [
      { data: { "not a key!": "a" } },
      { binaryData: { RAW: "not base64" } },
      { data: { MODE: {} } },
    ],
    loses: /the keys that others wrote: THEIRS/,
    // Whoever makes it immutable may have added to it before.
    fill: ({ target, live }) =>
      apply(
        client,
        target.kind,
        { ...identity(live), data: { THEIRS: "x" }, immutable: true },
        { fieldManager: "injector" },
      ),
  },
  {
    kind: "certificates.k8s.io/CertificateSigningRequest",
    after: { spec: { expirationSeconds: 7_200 } },
    mistakes: [{ spec: { signerName: "no signer" } }, { spec: { request: "not base64" } }],
    loses: /the certificate that was issued for it/,
    fill: issue,
  },
  {
    kind: "/Node",
    before: { spec: { providerID: "example://one" } },
    after: { spec: { providerID: "example://two" } },
    mistakes: [{ spec: { podCIDR: "10.0.0.0", podCIDRs: ["10.0.0.0"] } }],
    loses: /the pods that run on it/,
  },
];

function identity({ apiVersion, kind, metadata }: LiveObject) {
  const { name, namespace: where } = metadata;
  return { apiVersion, kind, metadata: { name, ...(where !== undefined && { namespace: where }) } };
}

/** Signs a request as its signer would; any certificate will do. */
async function issue({ target: { name } }: Prepared): Promise<void> {
  await kubectl("certificate", "approve", name);
  const certificate = btoa(await Bun.file(variable("CONTROL_PLANE_CA_FILE")).text());
  const patch = JSON.stringify({ status: { certificate } });
  await kubectl("patch", "csr", name, "--subresource=status", "--type=merge", "-p", patch);
}

async function instance(definition: LiveObject, name: string): Promise<void> {
  const text = (...path: string[]): string => String(valueAt(definition, ["spec", ...path]));
  const plural = text("names", "plural");
  const kind: Kind = {
    group: text("group"),
    version: "v1",
    kind: text("names", "kind"),
    plural,
    namespaced: true,
  };
  const manifest = { apiVersion: `${kind.group}/v1`, kind: kind.kind, metadata: { name, namespace } };
  await eventually("the kind is served", () =>
    apply(client, kind, manifest, { fieldManager: "test" }).catch(() => undefined),
  );
}

const known = holders.filter(
  ({ kind }) => variable("CONTROL_PLANE_KRO") === "1" || !kind.startsWith("kro.run/"),
);
describe("a kind that holds data", () => {
  test.concurrent.each(known.map((holder) => [holder.kind, holder] as const))("%s", async (_kind, holder) => {
    const prepared = await prepare(holder.kind, { field: "", ...holder });
    await holder.fill?.(prepared);
    const { target, before, after } = prepared;
    const again = (manifest: typeof after, allowDataLoss: boolean) =>
      ensure(target, options(manifest, { expect: "present", applied: before, allowDataLoss }));
    const place = { namespace, name: target.name };
    for (const mistake of [...holder.mistakes, { metadata: { labels: { "not a label": "x" } } }]) {
      const error = await errorOf(again(changed(after, place, mistake), true));
      expect(error).toMatchObject({ code: "invalid" });
      await isKept(prepared);
    }
    const refused = await errorOf(again(after, false));
    expect(refused).toMatchObject({ code: "data-loss" });
    expect(refused.message).toMatch(holder.loses);
    expect(refused.message).toContain("allowDataLoss: true");
    await isKept(prepared);
    const { outcome, object } = await again(after, true);
    expect([outcome, object.metadata.uid === prepared.live.metadata.uid]).toEqual(["replaced", false]);
    await removeLive(target, object, { timeout: 30_000 });
  });
});

const POD = kindOf("v1", "Pod");
const CLAIM = kindOf("v1", "PersistentVolumeClaim");

function kindOf(apiVersion: string, name: string): Kind {
  const kind = builtinKind(apiVersion, name);
  if (kind === undefined) throw new Error(name);
  return kind;
}

describe("what is in use stays, with consent too", () => {
  test.concurrent("a claim that a pod mounts, and the volume that is bound to it", async () => {
    const after: Patch = { spec: { accessModes: ["ReadWriteMany"] } };
    const bound = (live: LiveObject) => phase(live) === "Bound";
    const prepared = await prepare("/PersistentVolumeClaim", { field: "", until: bound, after });
    const { target, before, live } = prepared;
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: target.name } }];
    const running = (pod: LiveObject) => phase(pod) === "Running";
    const pod = await prepare("/Pod", {
      field: "",
      before: { spec: { volumes } },
      until: running,
      after: {},
    });
    const more = { expect: "present", applied: before, allowDataLoss: true } as const;
    const error = await errorOf(ensure(target, options(prepared.after, more)));
    expect(error).toMatchObject({ code: "immutable" });
    expect(error.message).toContain(`in use by Pod ${namespace}/${pod.target.name}`);
    await isKept(prepared);

    const volume = {
      client,
      kind: kindOf("v1", "PersistentVolume"),
      name: String(valueAt(live, ["spec", "volumeName"])),
    };
    const theirs = await get(client, volume.kind, volume);
    if (theirs === undefined) throw new Error("the claim has no volume");
    const source = {
      ...identity(theirs),
      spec: { ...(theirs["spec"] as JsonObject), hostPath: { path: "/other" } },
    };
    const held = await errorOf(ensure(volume, options(source, { ...more, adopt: true, conflicts: "force" })));
    expect(held.message).toContain(`in use by PersistentVolumeClaim ${namespace}/${target.name}`);
    await isKept({ target: volume, live: theirs });
  });
});

describe("a StatefulSet", () => {
  const running = ({ name }: Place): JsonObject => ({
    spec: { ...pods(name), volumeClaimTemplates: templates, persistentVolumeClaimRetentionPolicy: retention },
  });
  const larger = { ...claim, resources: { requests: { storage: "2Gi" } } };
  const logs = { metadata: { name: "logs" }, spec: claim };
  const rows: [string, JsonObject, { keeps: boolean; warns: string }][] = [
    ["another pod management", { podManagementPolicy: "Parallel" }, { keeps: true, warns: "" }],
    ["another service", { serviceName: "other" }, { keeps: true, warns: "until they are restarted" }],
    [
      "larger claims",
      { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: larger }] },
      { keeps: true, warns: "keep their size" },
    ],
    ["a claim more", { volumeClaimTemplates: [...templates, logs] }, { keeps: false, warns: "" }],
  ];
  test.concurrent.each(rows)("with %s", async (_name, spec, { keeps, warns }) => {
    const until = (live: LiveObject) => valueAt(live, ["status", "readyReplicas"]) === 1;
    const prepared = await prepare("apps/StatefulSet", {
      field: "",
      before: running,
      until,
      after: { spec },
    });
    const { target, before, after, live } = prepared;
    const name = `${target.name}-0`;
    const uids = async (): Promise<unknown[]> => {
      const pod = await get(client, POD, { namespace, name });
      const data = await get(client, CLAIM, { namespace, name: `data-${name}` });
      return [pod?.metadata.uid, data?.metadata.uid];
    };
    const first = await uids();
    const more = { expect: "present", applied: before, allowDataLoss: !keeps } as const;
    const { outcome, object, warnings } = await ensure(target, options(after, more));
    expect([outcome, object.metadata.uid === live.metadata.uid]).toEqual(["replaced", false]);
    if (warns !== "") expect(warnings.join()).toContain(warns);
    await eventually("the set is ready again", async () => {
      const now = await get(client, target.kind, target);
      return now !== undefined && until(now) && valueAt(now, ["status", "observedGeneration"]) === 1
        ? true
        : undefined;
    });
    const second = await uids();
    if (keeps) expect(second).toEqual(first);
    else expect(second[0]).not.toBe(first[0]);
  });
});
