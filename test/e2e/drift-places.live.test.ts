/** Edits that put something in the place of ours: another list key, another member of a union. An apply alone would leave both. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { isJsonObject, valueAt } from "../../src/model/json.ts";
import { randomNamespace } from "../support/control-plane.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, type Live } from "./cluster.ts";
import { expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { deployment, type Step } from "./stack.ts";

setDefaultTimeout(120_000);
afterAll(cleanUp);

interface Place {
  name: string;
  namespace: string;
}

/** What somebody puts in the place of ours by a merge patch, and what must stand there again. */
interface Row {
  name: string;
  path: (place: Place) => string;
  step: (place: Place) => Step;
  edit: Body | ((place: Place) => Body);
  /** What the run says. */
  says: RegExp[];
  is: (live: Live) => void;
}

const DEPLOYMENT = ({ namespace }: Place): string => `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
const at = ({ namespace }: Place): Body => ({ namespace, name: "web" });
const containerOf = (live: Live): unknown => valueAt(live, ["spec", "template", "spec", "containers", 0]);

const main: Body = {
  name: "main",
  image: "registry.test/main:1",
  env: [
    { name: "MODE", value: "fast" },
    { name: "OTHER", value: "1" },
  ],
  volumeMounts: [{ name: "files", mountPath: "/files" }],
  livenessProbe: { httpGet: { path: "/live", port: 80 } },
};
const volumes = [{ name: "files", emptyDir: { medium: "Memory" } }];

const rows: Row[] = [
  {
    name: "members of unions: probe, volume, variable, strategy",
    path: DEPLOYMENT,
    step: (place) =>
      deployment("web", at(place), {
        wait: "applied",
        spec: {
          strategy: { type: "Recreate" },
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [main], volumes } },
        },
      }),
    edit: {
      spec: {
        strategy: { type: "RollingUpdate" },
        template: {
          spec: {
            containers: [
              {
                ...main,
                livenessProbe: { exec: { command: ["true"] } },
                env: [
                  { name: "MODE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                  { name: "OTHER", value: "1" },
                ],
              },
            ],
            volumes: [{ name: "files", configMap: { name: "theirs" } }],
          },
        },
      },
    },
    says: [/web: drift: .*(strategy|volumes|env|livenessProbe).*; bringing it back/],
    is: (live) => {
      expect(valueAt(live, ["spec", "strategy"])).toEqual({ type: "Recreate" });
      expect(valueAt(live, ["spec", "template", "spec", "volumes"])).toEqual(volumes);
      expect(containerOf(live)).toMatchObject(main);
      expect(valueAt(containerOf(live), ["livenessProbe", "exec"])).toBeUndefined();
    },
  },
  {
    name: "names of a variable and of a volume",
    path: DEPLOYMENT,
    step: (place) =>
      deployment("web", at(place), {
        wait: "applied",
        spec: {
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [main], volumes } },
        },
      }),
    edit: {
      spec: {
        template: {
          spec: {
            containers: [
              {
                ...main,
                env: [
                  { name: "THEIRS", value: "fast" },
                  { name: "OTHER", value: "1" },
                ],
                volumeMounts: [{ name: "theirs", mountPath: "/files" }],
              },
            ],
            volumes: [{ name: "theirs", emptyDir: {} }],
          },
        },
      },
    },
    says: [/env\[name="MODE"\] \{…\} → none/, /\(somebody, /],
    is: (live) => {
      expect(containerOf(live)).toMatchObject(main);
      expect(valueAt(live, ["spec", "template", "spec", "volumes"])).toEqual(volumes);
    },
  },
  {
    name: "hosts of an Ingress, which is an atomic list",
    path: ({ namespace }) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/web`,
    step: (place) => ({
      kind: "Ingress",
      id: "web",
      props: {
        metadata: at(place),
        wait: "applied",
        spec: {
          defaultBackend: { service: { name: "web", port: { number: 80 } } },
          rules: [{ host: "ours.test" }, { host: "also.test" }],
        },
      },
    }),
    edit: { spec: { rules: [{ host: "theirs.test" }, { host: "also.test" }] } },
    says: [/spec\.rules\[0\]\.host "ours\.test" → "theirs\.test" \(somebody, /],
    is: (live) =>
      expect(valueAt(live, ["spec", "rules"])).toEqual([{ host: "ours.test" }, { host: "also.test" }]),
  },
  {
    name: "actions of a ValidatingAdmissionPolicyBinding, which exclude each other",
    path: ({ name }) => `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/${name}`,
    step: ({ name }) => ({
      kind: "ValidatingAdmissionPolicyBinding",
      id: "web",
      props: { metadata: { name }, spec: { policyName: name, validationActions: ["Deny"] } },
    }),
    edit: { spec: { validationActions: ["Warn"] } },
    says: [/spec\.validationActions.*"Deny"/, /spec\.validationActions\[="Warn"\] none → "Warn"/],
    is: (live) => expect(valueAt(live, ["spec", "validationActions"])).toEqual(["Deny"]),
  },
  {
    name: "the conversion of a CustomResourceDefinition",
    path: ({ name }) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${name}.test`,
    step: ({ name }) => ({
      kind: "CustomResourceDefinition",
      id: "web",
      props: {
        metadata: { name: `things.${name}.test` },
        spec: {
          group: `${name}.test`,
          scope: "Namespaced",
          names: { plural: "things", kind: "Thing" },
          conversion: { strategy: "None" },
          versions: [
            { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
          ],
        },
      },
    }),
    edit: {
      spec: {
        conversion: {
          strategy: "Webhook",
          webhook: {
            conversionReviewVersions: ["v1"],
            clientConfig: { url: "https://theirs.test/convert" },
          },
        },
      },
    },
    says: [/spec\.conversion\.strategy "None" → "Webhook" \(somebody, /],
    is: (live) => expect(valueAt(live, ["spec", "conversion"])).toEqual({ strategy: "None" }),
  },
];

test.concurrent.each(rows.map((row) => [row.name, row] as const))("%s", async (_name, row) => {
  const { world, checkout } = await fresh();
  const place = { namespace: world.name, name: randomNamespace("drift") };
  const steps = [row.step(place)];
  expectSuccess(await checkout.up(steps));
  later(() => api(row.path(place), { method: "DELETE" }));
  const edit = typeof row.edit === "function" ? row.edit(place) : row.edit;
  const contentType = "application/merge-patch+json";
  const edited = await api(`${row.path(place)}?fieldManager=somebody`, {
    method: "PATCH",
    contentType,
    body: edit,
  });
  expect(isJsonObject(edited)).toBe(true);
  const repaired = await checkout.up(steps);
  expectSuccess(repaired);
  for (const text of row.says) expect(repaired.output).toMatch(text);
  row.is((await api(row.path(place))) as Live);
  expect((await checkout.up(steps)).output).toContain("1 unchanged");
  expectSuccess(await checkout.destroy());
});
