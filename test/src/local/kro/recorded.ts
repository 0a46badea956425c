/** What the real kro v0.9.4 wrote: values that follow from its inputs alone. Recorded on the control plane of the tests. Data only. */

/** The spec of kro's webapp example as the API server stored it, and the label of its revision. */
export const WEBAPP_HASH = "c911b9a88fa62fc6";

/** The id of the set of an instance, by group, kind, namespace and name. */
export const APPLY_SETS: readonly (readonly [
  group: string,
  kind: string,
  namespace: string,
  name: string,
  id: string,
])[] = [
  ["kro.run", "WebApp", "default", "test-app", "applyset-2AOceA5TUA8iRObyNMqwAaD3CpB4MI4Xqk9FAt_f7j4-v1"],
];

/** Hashes of the inventories of that instance, by what they name. */
export const INVENTORIES: Readonly<Record<string, string>> = {
  "": "sha256:L21615Ky3ZmhtyOMvV0VKbHw5iHCK0BjLoa5Quqk8T0",
  "Deployment.apps": "sha256:rDCeoi8SHdiKFi7QaPWWRx-XkgAoMtx6RN_6gUWaum0",
  "Deployment.apps,Ingress.networking.k8s.io,Service": "sha256:PrvrHJm7ALrDFO1rXySLKqsA8nJ7m0CAqt3eP9258D8",
};
