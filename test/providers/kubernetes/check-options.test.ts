/** How wrong options are told: never as what was expected. */

import { describe, expect, test } from "bun:test";
import { checkCluster, checkOptions } from "../../../providers/kubernetes/check-options.ts";
import type { ClusterProp } from "../../../providers/kubernetes/options.ts";

type Options = Parameters<typeof checkOptions>[1];

const RIGHT: Options = {
  adopt: false,
  timeout: 1,
  delete: true,
  conflicts: "fail",
  drift: "repair",
  allowDataLoss: false,
};

function told(check: () => void): string {
  try {
    check();
    return "nothing";
  } catch (error) {
    return String(error);
  }
}

describe("options", () => {
  const rows: [string, object, string][] = [
    ["a text", { conflicts: { ignore: "spec" } }, 'conflicts.ignore is "spec", not a list of field paths'],
    ["an object", { conflicts: { ignore: {} } }, "conflicts.ignore is an object, not a list of field paths"],
    ["an empty text in a list", { conflicts: { ignore: ["a", ""] } }, "is a list with an empty text, not"],
    ["a number in a list", { conflicts: { ignore: [7] } }, "is a list with a number, not"],
    ["a list in a list", { conflicts: { ignore: [["a"]] } }, "is a list with a list, not"],
    ["a list", { drift: ["off"] }, 'drift is a list, not "repair", "report" or "off"'],
    ["null", { adopt: null }, "adopt is null, not true or false"],
    ["a number", { timeout: 0 }, "timeout is 0, not a number of milliseconds"],
  ];
  test.each(rows)("%s", (_name, wrong, words) => {
    expect(told(() => checkOptions('Deployment "web"', { ...RIGHT, ...wrong }))).toContain(words);
  });
});

describe("cluster", () => {
  const rows: [string, object, string][] = [
    [
      "no files",
      { kubeconfig: [] },
      "cluster.kubeconfig is an empty list, not the path of a file, or a list",
    ],
    [
      "a list of credentials",
      { server: "https://a", token: ["s3cr3t"] },
      "cluster.token is a list, not a text",
    ],
    ["an unknown field beside a known one", { context: "a", contxt: "b" }, "cluster has no field contxt"],
  ];
  test.each(rows)("%s", (_name, wrong, words) => {
    expect(told(() => checkCluster('Deployment "web"', wrong as ClusterProp))).toContain(words);
  });
});
