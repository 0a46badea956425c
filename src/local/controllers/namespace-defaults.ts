/**
 * What every namespace has: the ServiceAccount `default` and the ConfigMap with the certificate authority. May import the other
 * files of this folder, the contracts of src/local and src/model.
 */

import type { Manifest } from "../../model/object.ts";
import { StatusError } from "../status.ts";
import type { Controller, ControllerContext, Key } from "./controller.ts";
import { RESOURCE, type ResourceName } from "./kinds.ts";
import { create } from "./write.ts";

const ACCOUNT = "default";
const AUTHORITY = "kube-root-ca.crt";

function account(namespace: string): Manifest {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: ACCOUNT, namespace } };
}

function authority(namespace: string): Manifest {
  const description =
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal " +
    "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: AUTHORITY, namespace, annotations: { "kubernetes.io/description": description } },
    // The embedded cluster has no certificates.
    data: { "ca.crt": "" },
  };
}

/** The namespace of an object that was deleted, if it is one of those that every namespace has. */
function missing(namespace: string | undefined): Key[] {
  return namespace === undefined ? [] : [{ resource: RESOURCE.namespaces, name: namespace }];
}

export const namespaceDefaults: Controller = {
  name: "namespace-defaults",
  watches: {
    [RESOURCE.namespaces]: ({ type, object }) => (type === "ADDED" ? missing(object.metadata.name) : []),
    [RESOURCE.serviceAccounts]: ({ type, object }) =>
      type === "DELETED" && object.metadata.name === ACCOUNT ? missing(object.metadata.namespace) : [],
    [RESOURCE.configMaps]: ({ type, object }) =>
      type === "DELETED" && object.metadata.name === AUTHORITY ? missing(object.metadata.namespace) : [],
  },
  reconcile: ({ name }, context) => {
    const namespace = context.store.get(RESOURCE.namespaces, undefined, name);
    if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return;
    ensure(context, RESOURCE.serviceAccounts, account(name));
    ensure(context, RESOURCE.configMaps, authority(name));
  },
};

function ensure(context: ControllerContext, resource: ResourceName, manifest: Manifest): void {
  const { namespace, name } = manifest.metadata;
  if (context.store.get(resource, namespace, name) !== undefined) return;
  try {
    create(context, resource, manifest);
  } catch (error) {
    // The namespace may be going.
    if (!(error instanceof StatusError)) throw error;
  }
}
