import { afterAll, beforeAll, expect, test } from "bun:test";
import type { LiveObject } from "../../../../src/model/object.ts";
import { builtinKinds } from "../../../../src/model/kind-table.ts";
import { collectionPath, type Kind } from "../../../../src/model/kind.ts";
import { builtinServedKinds } from "../../../../src/local/kinds/index.ts";
import { printerOf } from "../../../../src/local/table/printer.ts";
import {
  adminAccess,
  kubectl,
  kubectlWithInput,
  randomNamespace,
  until,
} from "../../../support/control-plane.ts";
import { printed } from "./printed.ts";

const namespace = randomNamespace();

interface Table {
  columnDefinitions: { name: string; type: string; format: string; priority: number }[];
  rows: { cells: unknown[]; object: LiveObject }[] | null;
}

beforeAll(async () => {
  await kubectlWithInput(
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    "create",
    "-f",
    "-",
  );
  await kubectlWithInput(printed(namespace), "create", "-f", "-");
  await until("pods run", async () => {
    const phases = await kubectl("get", "pods", "-n", namespace, "-o", "jsonpath={.items[*].status.phase}");
    return phases.includes("Running");
  });
}, 60_000);

afterAll(async () => {
  await kubectlWithInput(printed(namespace), "delete", "--wait=false", "--ignore-not-found", "-f", "-");
  await kubectl("delete", "ns", namespace, "--wait=false");
});

async function tableOf(kind: Kind): Promise<Table> {
  const { server, token, ca } = adminAccess();
  const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
  const response = await fetch(`${server}${collectionPath(kind)}?includeObject=Object`, {
    headers: { authorization: `Bearer ${token}`, accept },
    tls: { ca },
  });
  return (await response.json()) as Table;
}

/** Ages move on while the test reads. */
function withoutAges(cells: readonly unknown[]): unknown[] {
  return cells.map((cell) =>
    typeof cell === "string" ? cell.replaceAll(/\b(?:\d+[ydhms]){1,2}\b/g, "<age>") : cell,
  );
}

test("tables of the API server's own objects are as it prints them", async () => {
  const served = await builtinServedKinds();
  const compared = new Set<string>();
  for (const kind of builtinKinds()) {
    const ours = served.find(
      (one) => one.kind === kind.kind && one.group === kind.group && one.version === kind.version,
    );
    if (ours === undefined) throw new Error(`${kind.kind} is not served`);
    const { columnDefinitions, rows } = await tableOf(kind);
    const printer = printerOf(ours);
    const columns = columnDefinitions.map(({ name, type, format, priority }) => ({
      name,
      type,
      format,
      priority,
    }));
    expect(
      printer.columns.map(({ name, type, format = "", priority = 0 }) => ({ name, type, format, priority })),
      kind.kind,
    ).toEqual(columns as never);
    for (const { cells, object } of rows ?? []) {
      expect(withoutAges(printer.cells(object, Date.now())), `${kind.kind} ${object.metadata.name}`).toEqual(
        withoutAges(cells),
      );
      compared.add(kind.kind);
    }
  }
  expect(compared.size).toBeGreaterThan(35);
}, 60_000);
