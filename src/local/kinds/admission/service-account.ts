/** Gives pods their ServiceAccount and its token. Changes the pod. */

import type { V1ServiceAccount } from "@kubernetes/client-node";
import { forbidden } from "../../status.ts";
import { as, isBlank, within } from "../fields.ts";
import type { Pod } from "../pod/defaults.ts";
import type { RuleContext } from "../served-kind.ts";

const MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const VOLUME = "kube-api-access-";
/** An hour, and some seconds that tell such tokens from those that were asked for. */
const TOKEN_SECONDS = 3607;

/** @throws {StatusError} 403 when there is no such ServiceAccount */
export function admitServiceAccount(pod: Pod, { store, chance }: RuleContext): void {
  const spec = within(pod, "spec");
  const { namespace = "", name = "" } = pod.metadata ?? {};
  if (isBlank(spec.serviceAccountName)) spec.serviceAccountName = "default";
  const account = spec.serviceAccountName ?? "";
  spec.serviceAccount = account;
  const found = store.get("/serviceaccounts", namespace, account);
  if (found === undefined)
    throw forbidden(
      { group: "", plural: "pods", name },
      `error looking up service account ${namespace}/${account}: serviceaccount ${JSON.stringify(account)} not found`,
    );
  const { automountServiceAccountToken, imagePullSecrets = [] } = as<V1ServiceAccount>(found);
  if (spec.automountServiceAccountToken ?? automountServiceAccountToken ?? true)
    mountToken(pod, () => chance.suffix(5));
  if ((spec.imagePullSecrets ?? []).length === 0 && imagePullSecrets.length > 0)
    spec.imagePullSecrets = imagePullSecrets.map(({ name = "" }) => ({ name }));
}

function mountToken(pod: Pod, suffix: () => string): void {
  const spec = within(pod, "spec");
  const existing = spec.volumes?.find((one) => one.name?.startsWith(VOLUME) === true)?.name;
  const without = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(
    ({ volumeMounts = [] }) => !volumeMounts.some(({ mountPath }) => mountPath === MOUNT_PATH),
  );
  if (without.length === 0) return;
  const volume = existing ?? `${VOLUME}${suffix()}`;
  for (const container of without)
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: volume, readOnly: true, mountPath: MOUNT_PATH },
    ];
  if (existing === undefined)
    spec.volumes = [...(spec.volumes ?? []), { name: volume, projected: tokenSources() }];
}

function tokenSources(): NonNullable<NonNullable<NonNullable<Pod["spec"]>["volumes"]>[number]["projected"]> {
  return {
    defaultMode: 0o644,
    sources: [
      { serviceAccountToken: { path: "token", expirationSeconds: TOKEN_SECONDS } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      {
        downwardAPI: {
          items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
        },
      },
    ],
  };
}
