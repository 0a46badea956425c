import type { V1Job } from "@kubernetes/client-node";
import type { Wire } from "../../src/model/wire.ts";
import { Job } from "../kubernetes/batch.ts";
import type { KindProps } from "../kubernetes/resource.ts";
import { metadataOf, present } from "./metadata.ts";
import { type K3sPodProps, podOptionsOf, podTemplate } from "./pod.ts";

/** Props of a {@link K3sJob}. */
export interface K3sJobProps extends K3sPodProps {
  /** How often to try again. @default 6 */
  backoffLimit?: number;
}

/**
 * A Job that has completed when the call returns. It runs again, as a new Job, when its pods would differ: another image, or
 * another content of a ConfigMap or Secret that they name.
 *
 * @example
 * await K3sJob("migrations", { containers: [{ name: "migrations", image: "shop/api:1.4.2", args: ["migrate"] }] });
 */
export interface K3sJob extends Job {}
export async function K3sJob(name: string, props: K3sJobProps): Promise<K3sJob> {
  return Job(name, jobProps(name, props));
}

/** The props of the Job behind it. Kubernetes makes up the selector. */
export function jobProps(name: string, props: K3sJobProps): KindProps<Wire<V1Job>> {
  const pod = { restartPolicy: "Never", ...props.pod };
  return {
    ...podOptionsOf(props),
    metadata: metadataOf(name, props),
    spec: {
      ...present({ backoffLimit: props.backoffLimit }),
      template: podTemplate(name, { ...props, pod }),
    },
  };
}
