/** The proof that a manifest is valid on its own: where a careless one would say yes and delete, or no and refuse. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ensure } from "../../../../src/apply/ensure.ts";
import { apply } from "../../../../src/client/verbs.ts";
import { valueAt } from "../../../../src/model/json.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { eventually, kubectl, kubectlWithInput, randomNamespace } from "../../../support/control-plane.ts";
import type { Place } from "../../../support/manifests/row.ts";
import { onEmbedded } from "../../../support/target.ts";
import { errorOf } from "../../client/loopback.ts";
import type { Patch } from "./case.ts";
import { changed, client, isKept, newBench, options, type Prepared } from "./cluster-objects.ts";

setDefaultTimeout(90_000);

const [{ prepare, manifestOf }, full, frozen] = await Promise.all([newBench(), newBench(), newBench()]);

const again = ({ target, before }: Prepared, after: Manifest, allowDataLoss = true) =>
  ensure(target, options(after, { expect: "present", applied: before, allowDataLoss }));

async function expectKept(
  prepared: Prepared,
  after: Manifest,
  error: { code: string; says: string },
): Promise<void> {
  const refused = await errorOf(again(prepared, after));
  expect(refused).toMatchObject({ code: error.code });
  expect(refused.message).toContain(error.says);
  await isKept(prepared);
}

const balanced = (more: object): Patch => ({
  spec: { type: "LoadBalancer", loadBalancerClass: "example.com/one", ...more },
});
const otherClass: Patch = { spec: { loadBalancerClass: "example.com/two" } };

describe("is passed by what is valid", () => {
  test.concurrent("a name at its limit", async () => {
    const { target, place, manifest } = manifestOf("/Service", balanced({}));
    const name = `s${"x".repeat(50)}${randomNamespace("e")}`.padEnd(63, "0").slice(0, 63);
    const long = { ...manifest, metadata: { ...manifest.metadata, name } };
    const at = { ...target, name };
    const { object: live } = await ensure(at, options(long));
    const prepared = { target: at, before: long, after: changed(long, place, otherClass), live };
    expect((await again(prepared, prepared.after)).outcome).toBe("replaced");
  });

  test.concurrent("a node port that the Service itself holds, which it keeps", async () => {
    const nodePort = 30_000 + Math.floor(Math.random() * 1_000);
    const before = balanced({ ports: [{ port: 80, nodePort }] });
    const prepared = await prepare("/Service", {
      field: "spec.loadBalancerClass",
      before,
      after: otherClass,
    });
    const { outcome, object, warnings } = await again(prepared, prepared.after);
    expect([outcome, valueAt(object, ["spec", "ports", 0, "nodePort"])]).toEqual(["replaced", nodePort]);
    expect(warnings.join()).not.toContain("node ports");
  });

  test.concurrent("a node port that is not asked for is another one, and told", async () => {
    const prepared = await prepare("/Service", {
      field: "spec.loadBalancerClass",
      before: balanced({}),
      after: otherClass,
    });
    const { outcome, warnings } = await again(prepared, prepared.after);
    expect(outcome).toBe("replaced");
    expect(warnings.join()).toMatch(/its node ports are others \(TCP 80: \d+ is now \d+\)/);
  });

  test.concurrent("a definition with short names", async () => {
    const before = ({ name }: Place) => ({
      spec: {
        names: {
          plural: name.split(".")[0] ?? "",
          kind: name.split(".")[0] ?? "",
          shortNames: [`s${name.slice(4, 12)}`],
        },
      },
    });
    const prepared = await prepare("apiextensions.k8s.io/CustomResourceDefinition", {
      field: "spec.scope",
      before,
      after: { spec: { scope: "Cluster" } },
      until: (live) => conditionOf(live, "Established")?.status === "True",
    });
    expect((await again(prepared, prepared.after)).outcome).toBe("replaced");
  });
});

/** A node port that is this Service's own. */
const portOf = (name: string): number =>
  31_000 + (Number.parseInt(Bun.hash(name).toString(36).slice(0, 4), 36) % 1_700);

describe("is not passed, and nothing is deleted", () => {
  const other = "another-name.example.com";
  const rows: [string, string, { before?: Patch; after: Patch }, string, string][] = [
    [
      "an address out of range",
      "/Service",
      { after: { spec: { clusterIP: "192.0.2.1" } } },
      "invalid",
      "clusterIP",
    ],
    [
      "a service name that is none",
      "apps/StatefulSet",
      { after: { spec: { serviceName: "Not A Name" } } },
      "invalid",
      "serviceName",
    ],
    [
      "a priority too high",
      "scheduling.k8s.io/PriorityClass",
      { after: { value: 2_000_000_000 } },
      "invalid",
      "value",
    ],
    [
      "a policy that does not exist",
      "scheduling.k8s.io/PriorityClass",
      { after: { preemptionPolicy: "Sometimes" } },
      "invalid",
      "preemptionPolicy",
    ],
    [
      "a restart policy of Jobs",
      "batch/Job",
      { after: { spec: { template: { spec: { restartPolicy: "Always" } } } } },
      "invalid",
      "restartPolicy",
    ],
    [
      "a node port of a Service that has none any more",
      "/Service",
      {
        before: ({ name }) => ({ spec: { type: "NodePort", ports: [{ port: 80, nodePort: portOf(name) }] } }),
        after: { spec: { type: "ClusterIP", clusterIP: "None", clusterIPs: ["None"] } },
      },
      "invalid",
      "may not be used when `type` is 'ClusterIP'",
    ],
    [
      "a short name that is none",
      "apiextensions.k8s.io/CustomResourceDefinition",
      { after: { spec: { scope: "Cluster", names: { shortNames: ["My_W"] } } } },
      "invalid",
      "shortNames",
    ],
    [
      "a role of another group",
      "rbac.authorization.k8s.io/RoleBinding",
      { after: { roleRef: { apiGroup: other } } },
      "invalid",
      "roleRef",
    ],
  ];
  test.concurrent.each(rows)("%s", async (_name, kind, { before, after }, code, says) => {
    const prepared = await prepare(kind, { field: "", after, ...(before !== undefined && { before }) });
    await expectKept(prepared, prepared.after, { code, says });
  });

  test.concurrent("an address that another Service has", async () => {
    const [taken, prepared] = await Promise.all([
      prepare("/Service", { field: "", after: {} }),
      prepare("/Service", { field: "", after: {} }),
    ]);
    const address = String(valueAt(taken.live, ["spec", "clusterIP"]));
    for (const spec of [{ clusterIP: address }, { clusterIP: address, clusterIPs: [address] }]) {
      const after = changed(prepared.before, { namespace: "", name: "" }, { spec });
      await expectKept(prepared, after, {
        code: "invalid",
        says: address,
      });
    }
  });

  test.concurrent("a quota that leaves no room for the proof", async () => {
    const { namespace } = full;
    const prepared = await full.prepare("/Service", { field: "", before: balanced({}), after: otherClass });
    await kubectl("create", "quota", "full", "--hard=services=1", "-n", namespace);
    await eventually("the quota counts", async () =>
      (await kubectl("get", "quota", "full", "-n", namespace, "-o", "json")).includes('"used"')
        ? true
        : undefined,
    );
    await expectKept(prepared, prepared.after, { code: "immutable", says: "exceeded quota" });
  });

  test.skipIf(onEmbedded("policies"))("a policy that forbids updates", async () => {
    const { namespace, dropAfter } = frozen;
    const name = randomNamespace("freeze");
    await kubectlWithInput(policy(name, namespace), "apply", "-f", "-");
    for (const kind of ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"])
      dropAfter({ ...manifestOf(`admissionregistration.k8s.io/${kind}`).target, name });
    const after: Patch = { data: { MODE: "other" } };
    const prepared = await frozen.prepare("/ConfigMap", { field: "data", after });
    const how = { fieldManager: "probe", force: true, dryRun: true };
    await eventually("the policy is in force", () =>
      apply(client, prepared.target.kind, prepared.after, how).then(
        () => undefined,
        () => true,
      ),
    );
    await expectKept(prepared, prepared.after, { code: "invalid", says: "updates are forbidden" });
  });
});

function policy(name: string, namespace: string): Manifest[] {
  const apiVersion = "admissionregistration.k8s.io/v1";
  const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["UPDATE"], resources: ["configmaps"] };
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [rule],
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        },
        validations: [{ expression: "false", message: "updates are forbidden: field is immutable" }],
      },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions: ["Deny"] },
    },
  ];
}
