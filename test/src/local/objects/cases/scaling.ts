/** Scenarios: the scale subresource, of a kind whose controllers have nothing to do. */

import type { Scenario, Step } from "../step.ts";

const kind = "apps/v1/ReplicaSet";
const scale = (
  verb: Step["verb"],
  what: string,
  body: Step["body"] = {},
  rest: Partial<Step> = {},
): Step => ({
  what,
  verb,
  kind,
  name: "a",
  body,
  ...(verb === "scale" ? {} : { subresource: "scale" }),
  ...rest,
});
const SCALE = { apiVersion: "autoscaling/v1", kind: "Scale" };
const SPEC = {
  selector: { matchLabels: { b: "2", a: "1" } },
  // With all defaults: those are no matter of the scale.
  template: {
    metadata: { labels: { a: "1", b: "2" } },
    spec: {
      containers: [
        {
          name: "c",
          image: "i",
          imagePullPolicy: "Always",
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
        },
      ],
      dnsPolicy: "ClusterFirst",
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    },
  },
};

export const scaling: Scenario[] = [
  {
    name: "scale",
    controlled: true,
    steps: [
      scale("scale", "nothing there"),
      { what: "made", verb: "apply", kind, name: "a", body: { spec: { replicas: 0, ...SPEC } } },
      scale("scale", "as it is"),
      scale("merge", "patched", { spec: { replicas: 0 } }),
      scale("update", "fewer than none", { ...SCALE, spec: { replicas: -1 } }),
      scale("update", "an older revision", {
        ...SCALE,
        metadata: { resourceVersion: "1" },
        spec: { replicas: 0 },
      }),
      scale("update", "dry run", { ...SCALE, spec: { replicas: 3 } }, { dryRun: true }),
      scale("merge", "dry run", { spec: { replicas: 4 } }, { dryRun: true }),
      scale("apply", "a conflict", { ...SCALE, spec: { replicas: 5 } }, { manager: "other" }),
      scale(
        "apply",
        "dry run with force",
        { ...SCALE, spec: { replicas: 5 } },
        { manager: "other", force: true, dryRun: true },
      ),
    ],
  },
];
