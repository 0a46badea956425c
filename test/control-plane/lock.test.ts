import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "./lock.ts";

const folder = mkdtempSync(join(tmpdir(), "lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

const silent = (): void => undefined;

test("two holders follow each other, the second is told that it waits", async () => {
  const path = join(folder, "two");
  const order: string[] = [];
  const first = withLock(path, silent, async () => {
    order.push("first begins");
    await Bun.sleep(100);
    order.push("first ends");
  });
  await Bun.sleep(20);
  const waits = (): number => order.push("second waits");
  await Promise.all([first, withLock(path, waits, async () => order.push("second begins"))]);
  expect(order).toEqual(["first begins", "second waits", "first ends", "second begins"]);
  expect(existsSync(path)).toBe(false);
});

test("is released when the work fails", async () => {
  const path = join(folder, "fails");
  const failure = await withLock(path, silent, () => Promise.reject(new Error("broke"))).catch(String);
  expect(failure).toBe("Error: broke");
  expect(existsSync(path)).toBe(false);
});

const deadProcess = Bun.spawnSync(["sh", "-c", "echo $$"]).stdout.toString().trim();
const longAgo = new Date(Date.now() - 60_000);

test.each([
  ["its process is dead", `${hostname()} ${deadProcess}`, new Date()],
  ["it shows no life", `elsewhere 1`, longAgo],
])("is taken over from a holder when %s", async (_, owner, modified) => {
  const path = join(folder, "abandoned");
  writeFileSync(path, owner);
  utimesSync(path, modified, modified);
  expect(await withLock(path, silent, async () => "done")).toBe("done");
});
