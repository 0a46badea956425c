/** A replacement that does not get through: between its delete and its create. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { ensure } from "../../../../src/apply/ensure.ts";
import { get, patch } from "../../../../src/client/verbs.ts";
import { eventually, kubectl, until } from "../../../support/control-plane.ts";
import { errorOf } from "../../client/loopback.ts";
import { client, newBench, options } from "./cluster-objects.ts";

setDefaultTimeout(90_000);

const { namespace, prepare } = await newBench();
afterAll(() => kubectl("delete", "quota", "none", "-n", namespace, "--ignore-not-found"));

test("what is refused after the delete says so, and the next run makes it", async () => {
  const sealed = { immutable: true };
  const after = { data: { MODE: "other" } };
  const prepared = await prepare("/ConfigMap", { field: "data", before: sealed, after });
  const { target, before } = prepared;
  // Held, so that something can change between the delete and the create.
  const hold = { op: "add", path: "/metadata/finalizers", value: ["test.example.com/hold"] } as const;
  await patch(client, target.kind, target, [hold]);
  const how = { expect: "present", applied: before } as const;
  const refused = errorOf(ensure(target, options(prepared.after, how)));
  await until(
    "it is being deleted",
    async () => (await get(client, target.kind, target))?.metadata.deletionTimestamp !== undefined,
  );
  await kubectl("create", "quota", "none", "--hard=count/configmaps=0", "-n", namespace);
  await eventually("the quota counts", async () =>
    (await kubectl("get", "quota", "none", "-n", namespace, "-o", "json")).includes('"used"')
      ? true
      : undefined,
  );
  await patch(client, target.kind, target, [{ op: "remove", path: "/metadata/finalizers" }]);
  const { message } = await refused;
  expect(message).toContain("it was deleted to be replaced, and could not be made anew");
  expect(message).toContain("exceeded quota");
  expect(message).toContain("the next run makes it");
  expect(await get(client, target.kind, target)).toBeUndefined();
  await kubectl("delete", "quota", "none", "-n", namespace);
  const again = await eventually("there is room again", () =>
    ensure(target, options(prepared.after, how)).catch(() => undefined),
  );
  expect([again.outcome, again.object["data"]]).toEqual(["created", { MODE: "other" }]);
});
