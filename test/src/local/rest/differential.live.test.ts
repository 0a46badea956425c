import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createCluster } from "../../../../src/local/cluster.ts";
import { adminAccess, randomNamespace, rawRequest } from "../../../support/control-plane.ts";
import { reading } from "./cases/reading.ts";
import { writing } from "./cases/writing.ts";
import { ask, type Row, type Send } from "./exchange.ts";

const namespace = randomNamespace();

const real: Send = (path, init) => {
  const { server, token, ca } = adminAccess();
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
  return fetch(`${server}${path}`, { ...init, headers, tls: { ca } });
};

let embedded: Send;
let stop: () => void;

beforeAll(async () => {
  const cluster = await createCluster();
  stop = () => {
    cluster.close();
  };
  embedded = (path, init) => cluster.handle(new Request(`http://127.0.0.1${path}`, init));
  const body = JSON.stringify({ metadata: { name: namespace } });
  const init = { method: "POST", body, headers: { "content-type": "application/json", "user-agent": "t" } };
  await embedded("/api/v1/namespaces", init);
  await real("/api/v1/namespaces", init);
  await cluster.settled();
});

afterAll(async () => {
  stop();
  await rawRequest(`/api/v1/namespaces/${namespace}`, { method: "DELETE" });
});

/** Rows are in order: later ones build on what earlier ones wrote. */
function compare(rows: readonly Row[]): void {
  for (const row of rows)
    test(row.title, async () => {
      const [theirs, ours] = [await ask(real, row, namespace), await ask(embedded, row, namespace)];
      if (row.differs === undefined) expect(ours).toEqual(theirs);
      else
        expect({ status: ours.status, type: ours.type }).toEqual({
          status: theirs.status,
          type: theirs.type,
        });
    });
}

describe("reading", () => {
  compare(reading);
});

describe("writing", () => {
  compare(writing);
});

test("the table is long, and few of its rows are exceptions", () => {
  const rows = [...reading, ...writing];
  expect(rows.length).toBeGreaterThanOrEqual(150);
  expect(rows.filter(({ differs }) => differs !== undefined).length).toBeLessThan(rows.length / 20);
});
