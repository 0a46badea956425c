/** Where the cluster is: kubeconfigs, addresses and credentials. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Input, kinds, named } from "../input.ts";

/** A kubeconfig whose parts are replaced by others. */
function kubeconfig(parts: { cluster?: string; user?: string; context?: string; current?: string }): string {
  const { cluster = "{ server: 'https://127.0.0.1:1' }", user = "{ token: s3cr3t }" } = parts;
  const { context = "{ cluster: a, user: a }", current = "a" } = parts;
  return [
    "apiVersion: v1",
    "kind: Config",
    `current-context: ${current}`,
    `clusters: [{ name: a, cluster: ${cluster} }]`,
    `users: [{ name: a, user: ${user} }]`,
    `contexts: [{ name: a, context: ${context} }]`,
  ].join("\n");
}

const texts: readonly (readonly [string, string])[] = [
  ["empty", ""],
  ["not YAML", "clusters: [}"],
  ["a tab, which YAML does not indent with", "clusters:\n\t- name: a"],
  ["one key twice", "kind: Config\nkind: Config"],
  ["a list", "- a"],
  ["a manifest of a Pod", "apiVersion: v1\nkind: Pod\nmetadata: { name: a }"],
  [
    "names that expand to gigabytes",
    [
      "a: &a [x, x, x, x, x, x, x, x, x, x]",
      ..."bcdefghi"
        .split("")
        .map(
          (name, at) =>
            `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefgh"[at]}`).join(", ")}]`,
        ),
    ].join("\n"),
  ],
  ["no current context", kubeconfig({ current: '""' })],
  ["current context that there is not", kubeconfig({ current: "b" })],
  ["context of a cluster that there is not", kubeconfig({ context: "{ cluster: b, user: a }" })],
  ["context of a user that there is not", kubeconfig({ context: "{ cluster: a, user: b }" })],
  ["cluster without a server", kubeconfig({ cluster: "{}" })],
  ["server that is no URL", kubeconfig({ cluster: "{ server: 'localhost port 6443' }" })],
  ["server of another protocol", kubeconfig({ cluster: "{ server: 'ftp://127.0.0.1' }" })],
  [
    "authority that is not base64",
    kubeconfig({ cluster: "{ server: 'https://127.0.0.1:1', certificate-authority-data: '%%' }" }),
  ],
  [
    "authority whose file there is not",
    kubeconfig({ cluster: "{ server: 'https://127.0.0.1:1', certificate-authority: missing.pem }" }),
  ],
  ["certificate without a key", kubeconfig({ user: "{ client-certificate-data: QUJD }" })],
  ["token file that there is not", kubeconfig({ user: "{ tokenFile: missing }" })],
  [
    "exec plugin without a command",
    kubeconfig({ user: "{ exec: { apiVersion: client.authentication.k8s.io/v1 } }" }),
  ],
  [
    "exec plugin that there is not",
    kubeconfig({
      user: "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, interactiveMode: Never } }",
    }),
  ],
  [
    "exec plugin that fails",
    kubeconfig({
      user: "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: 'false', interactiveMode: Never } }",
    }),
  ],
  [
    "exec plugin that prints no credential",
    kubeconfig({
      user: "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: echo, args: [s3cr3t], interactiveMode: Never } }",
    }),
  ],
  [
    "exec plugin of an old version",
    kubeconfig({
      user: "{ exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: echo, interactiveMode: Never } }",
    }),
  ],
];

const other: readonly (readonly [string, Input["code"], unknown])[] = [
  ["text", "usage", "production"],
  ["empty object", "usage", {}],
  ["context that there is not", "bad-kubeconfig", { context: "no-such-context" }],
  ["context that is no text", "usage", { context: 7 }],
  ["kubeconfig that there is not", "bad-kubeconfig", { kubeconfig: "/nowhere/kubeconfig" }],
  ["server that is no URL", "bad-kubeconfig", { server: "127.0.0.1:6443" }],
  ["token, and no password to keep it with", "usage", { server: "https://127.0.0.1:1", token: "s3cr3t" }],
  ["unknown field", "usage", { contxt: "a" }],
  ["unknown field beside a known one", "usage", { context: "a", contxt: "b" }],
];

export const clusters: Input[] = [
  ...texts.map(([what, text], index): Input => ({
    what: `kubeconfig: ${what}`,
    code: /^(?:token file|exec plugin that)/.test(what) ? "credentials" : "bad-kubeconfig",
    deploy: (place) => {
      const file = join(place.folder, `${index}.yaml`);
      writeFileSync(file, text);
      return kinds.ConfigMap("web", { metadata: named(place), cluster: { kubeconfig: file } });
    },
  })),
  ...other.map(([what, code, cluster]): Input => ({
    what: `cluster: ${what}`,
    code,
    deploy: (place) => kinds.ConfigMap("web", { metadata: named(place), cluster }),
  })),
];
