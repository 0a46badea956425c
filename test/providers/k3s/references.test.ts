import { expect, test } from "bun:test";
import alchemy from "alchemy";
import type { K3sPodProps } from "../../../providers/k3s/pod.ts";
import { referencesOf } from "../../../providers/k3s/references.ts";

const plain = { name: "web" };

const places: [string, K3sPodProps, string[]][] = [
  ["nothing", { containers: [plain] }, []],
  [
    "the environment of all containers",
    { containers: [plain], envFrom: [{ configMapRef: { name: "a" } }, { secretRef: { name: "b" } }] },
    ["ConfigMap/a", "Secret/b"],
  ],
  [
    "the environment of a container",
    { containers: [{ ...plain, envFrom: [{ configMapRef: { name: "a" } }, { secretRef: { name: "b" } }] }] },
    ["ConfigMap/a", "Secret/b"],
  ],
  [
    "single variables",
    {
      containers: [
        {
          ...plain,
          env: [
            { name: "A", valueFrom: { configMapKeyRef: { name: "a", key: "A" } } },
            { name: "B", valueFrom: { secretKeyRef: { name: "b", key: "B" } } },
            { name: "C", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            { name: "D", value: "d" },
          ],
        },
      ],
    },
    ["ConfigMap/a", "Secret/b"],
  ],
  [
    "an init container",
    { containers: [plain], initContainers: [{ name: "first", envFrom: [{ secretRef: { name: "b" } }] }] },
    ["Secret/b"],
  ],
  [
    "volumes",
    {
      containers: [plain],
      volumes: [
        { name: "1", configMap: { name: "a" } },
        { name: "2", secret: { secretName: "b" } },
        { name: "3", projected: { sources: [{ configMap: { name: "c" } }, { secret: { name: "d" } }] } },
        { name: "4", emptyDir: {} },
      ],
    },
    ["ConfigMap/a", "Secret/b", "ConfigMap/c", "Secret/d"],
  ],
  [
    "the same object twice, and a Secret of the same name",
    {
      containers: [{ ...plain, envFrom: [{ configMapRef: { name: "a" } }, { secretRef: { name: "a" } }] }],
      volumes: [{ name: "1", configMap: { name: "a" } }],
    },
    ["ConfigMap/a", "Secret/a"],
  ],
  [
    "a name that is itself a secret",
    { containers: [plain], envFrom: [{ secretRef: { name: alchemy.secret("hidden") } }] },
    [],
  ],
];

test.each(places)("finds what pods read through %s", (_place, props, expected) => {
  expect(referencesOf(props).map(({ kind, name }) => `${kind}/${name}`)).toEqual(expected);
});
