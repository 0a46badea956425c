import { describe, expect, test } from "bun:test";
import { ownerOfFinalizer } from "../../../src/diagnosis/finalizers.ts";
import { reportHolds } from "../../../src/diagnosis/hold-report.ts";
import type { Hold } from "../../../src/diagnosis/holds.ts";
import type { LiveObject } from "../../../src/model/object.ts";

const owners: [finalizer: string, owner: string][] = [
  ["foregroundDeletion", "kube-controller-manager"],
  ["kubernetes.io/pvc-protection", "kube-controller-manager"],
  ["customresourcecleanup.apiextensions.k8s.io", "kube-apiserver"],
  ["service.kubernetes.io/load-balancer-cleanup", "the cloud controller manager"],
  ["kro.run/finalizer", "kro"],
  ["external-provisioner.volume.kubernetes.io/finalizer", "the CSI driver of the volume"],
  ["snapshot.storage.kubernetes.io/pvc-as-source-protection", "the snapshot controller"],
  ["acme.cert-manager.io/finalizer", "cert-manager"],
  ["finalizer.acme.cert-manager.io", "cert-manager"],
  ["externalsecrets.external-secrets.io/externalsecret-cleanup", "External Secrets"],
  ["resources-finalizer.argocd.argoproj.io", "Argo CD"],
  ["resources-finalizer.argocd.argoproj.io/background", "Argo CD"],
  ["finalizers.fluxcd.io", "Flux"],
  ["wrangler.cattle.io/on-helm-chart-remove", "the controllers of k3s or Rancher"],
  ["finalizer.apiextensions.crossplane.io", "Crossplane"],
  ["elbv2.k8s.aws/resources", "the AWS Load Balancer Controller"],
  ["example.com/x", "a controller of example.com"],
  ["evilcert-manager.io/x", "a controller of evilcert-manager.io"],
  ["hold", "whoever set it"],
];

test.each(owners)("%s is removed by %s", (finalizer, owner) => {
  expect(ownerOfFinalizer(finalizer).owner).toBe(owner);
});

function live(kind: string, name: string, finalizers: string[] = []): LiveObject {
  const apiVersion = kind === "Thing" ? "example.com/v1" : "v1";
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: "shop", uid: name, resourceVersion: "1", finalizers },
  };
}

function hold(object: LiveObject, finalizer: string, found: Partial<Hold> = {}): Hold {
  return { object, finalizer, ...ownerOfFinalizer(finalizer), waitsFor: [], users: [], notes: [], ...found };
}

describe("what a report says", () => {
  test("of a deletion that only needs time", () => {
    expect(reportHolds(live("Pod", "web"), [])).toEqual({
      advice: "It may only need more time: run again, or set a longer `delete.timeout`.",
      details: "",
    });
  });

  test("of a finalizer on the object itself: the command removes that one and no other", () => {
    const thing = live("Thing", "web", ["a.test/b", "example.com/x"]);
    expect(reportHolds(thing, [hold(thing, "example.com/x")])).toEqual({
      what: "a controller of example.com removes its finalizer example.com/x once it has cleaned up",
      advice: "See that a controller of example.com runs, then run again.",
      details: [
        "  Only if a controller of example.com is gone for good: this removes the finalizer, and what it would have cleaned up stays behind:",
        `    kubectl patch Thing.v1.example.com web -n shop --type=json -p '[{"op":"test","path":"/metadata/finalizers/1","value":"example.com/x"},{"op":"remove","path":"/metadata/finalizers/1"}]'`,
      ].join("\n"),
    });
  });

  test("of a finalizer further in: the outer ones go without saying", () => {
    const [outer, pod] = [live("Deployment", "web"), live("Pod", "web-1", ["example.com/x"])];
    const report = reportHolds(outer, [
      hold(pod, "example.com/x"),
      hold(outer, "foregroundDeletion", { waitsFor: [pod] }),
    ]);
    expect(report.what).toBe(
      "a controller of example.com removes the finalizer example.com/x of Pod shop/web-1 once it has cleaned up",
    );
    expect(report.details).not.toContain("foregroundDeletion");
    expect(report.details).toContain("kubectl patch pods web-1 -n shop");
  });

  test("of a claim in use: what uses it is to be deleted, and no command removes the finalizer", () => {
    const [claim, pod, owner] = [
      live("PersistentVolumeClaim", "data"),
      live("Pod", "web-1"),
      live("Deployment", "web"),
    ];
    const found = { waitsFor: [pod], users: [owner] };
    expect(reportHolds(claim, [hold(claim, "kubernetes.io/pvc-protection", found)])).toEqual({
      what: "kube-controller-manager removes its finalizer kubernetes.io/pvc-protection once no pod uses the claim (left: Pod shop/web-1)",
      advice: "Delete what it waits for (Deployment shop/web), then run again.",
      details: "",
    });
  });
});
