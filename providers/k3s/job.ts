import type { V1Job } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import { Job } from "../kubernetes/batch.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { metadataOf, optionsOf } from "./metadata.ts";
import { type K3sPodProps, podTemplate } from "./pod.ts";

/** Props of a {@link K3sJob}. */
export interface K3sJobProps extends K3sPodProps {
  /** How often to try again. @default 6 */
  backoffLimit?: number;
}

/**
 * A Job that has completed when the call returns. It runs again, as a new Job, when its pods would differ, as with another image.
 * A changed ConfigMap or Secret runs it again only when `rollOnChange` names it: not every work may be done twice.
 *
 * @example
 * await K3sJob("migrations", { containers: [{ name: "migrations", image: "shop/api:1.4.2", args: ["migrate"] }] });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export interface K3sJob extends Job {}
export async function K3sJob(name: string, props: K3sJobProps): Promise<K3sJob> {
  return Job(name, jobProps(name, props));
}

/** The props of the Job behind it. Kubernetes makes up the selector. */
export function jobProps(name: string, props: K3sJobProps): KindProps<Wire<V1Job>> {
  const pod = { restartPolicy: "Never", ...props.pod };
  return {
    ...optionsOf(props),
    metadata: metadataOf(name, props),
    spec: {
      ...defined({ backoffLimit: props.backoffLimit }),
      template: podTemplate(name, { ...props, pod }),
    },
  };
}
