import type { V1PersistentVolumeClaim, V1StatefulSet } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import { guarded } from "../guard.ts";
import { StatefulSet } from "../kubernetes/apps.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { type Field, metadataOf } from "./metadata.ts";
import { type K3sPodProps, podOptionsOf, podTemplate, selectorOf } from "./pod.ts";

/** A claim that each pod gets one of. */
export type VolumeClaimTemplate = Field<V1PersistentVolumeClaim>;

/** Props of a {@link K3sStatefulSet}. */
export interface K3sStatefulSetProps extends K3sPodProps {
  /** @default 1 */
  replicas?: number;
  /** The headless Service that gives its pods their names. @default the name */
  serviceName?: string;
  /** Claims of each pod. They stay when it is deleted, and go with their namespace. */
  volumeClaimTemplates?: VolumeClaimTemplate[];
}

/**
 * A StatefulSet whose labels and selector are `app: <name>`. Its pods roll as those of a {@link K3sDeployment}.
 *
 * @example
 * await K3sService("postgres", { clusterIP: "None", ports: [{ port: 5432 }] });
 * await K3sStatefulSet("postgres", {
 *   containers: [{ name: "postgres", image: "postgres:16", volumeMounts: [{ name: "data", mountPath: "/var/lib/postgresql/data" }] }],
 *   volumeClaimTemplates: [
 *     { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } } },
 *   ],
 * });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export interface K3sStatefulSet extends StatefulSet {}
export async function K3sStatefulSet(name: string, props: K3sStatefulSetProps): Promise<K3sStatefulSet> {
  return StatefulSet(name, await guarded(async () => statefulSetProps(name, props)));
}

/** The props of the StatefulSet behind it. */
export function statefulSetProps(name: string, props: K3sStatefulSetProps): KindProps<Wire<V1StatefulSet>> {
  const { replicas, serviceName = name, volumeClaimTemplates } = props;
  return {
    ...podOptionsOf(props),
    metadata: metadataOf(name, props),
    spec: {
      ...defined({ replicas, volumeClaimTemplates }),
      serviceName,
      selector: selectorOf("StatefulSet", name, props),
      template: podTemplate(name, props),
    },
  };
}
