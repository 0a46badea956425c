import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit, mutating } from "./support/audit.ts";
import { type Ended, startChild } from "./support/child.ts";
import { kubectl, variable } from "./support/control-plane.ts";
import { stateIn } from "./support/program.ts";

const root = join(import.meta.dir, "..");
const stack = join(root, "examples/quick-start/alchemy.run.ts");

/** Node runs TypeScript, and the package's compiled code, from 22.7 on. */
function recentNode(): boolean {
  const { stdout } = Bun.spawnSync(["node", "--version"]);
  const [major = 0, minor = 0] = stdout.toString().slice(1).split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 7);
}

const runtimes: [name: string, command: string[], present: boolean][] = [
  ["Bun, from source", [process.execPath], true],
  ["Node, compiled", ["node", "--experimental-strip-types", "--no-warnings"], recentNode()],
];

function run(command: string[], folder: string, ...flags: string[]): Promise<Ended> {
  return startChild([...command, stack, ...flags], folder, { KUBECONFIG: variable("KUBECONFIG") }).ended;
}

beforeAll(() => {
  const { exitCode, stderr } = Bun.spawnSync(["npm", "run", "build"], { cwd: root });
  expect(exitCode, stderr.toString()).toBe(0);
});

for (const [name, command, present] of runtimes) {
  describe.skipIf(!present)(`the quick start of the README under ${name}`, () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "quick-start-"));
    });
    afterAll(() => rm(folder, { recursive: true }));

    test("deploys, changes nothing when run again, and destroys", async () => {
      const first = await run(command, folder);
      expect(first.output).toContain("Deployment shop/shop-web-");
      expect(first.code).toBe(0);
      expect(
        await kubectl("get", "deployments", "-n", "shop", "-o", "jsonpath={.items[*].status.readyReplicas}"),
      ).toBe("1");

      const mark = await audit.mark();
      const second = await run(command, folder);
      expect(second.output).toContain("5 unchanged");
      expect(second.code).toBe(0);
      expect(mutating(await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" }))).toEqual([]);

      const destroyed = await run(command, folder, "--destroy");
      expect(destroyed.code, destroyed.output).toBe(0);
      expect(await kubectl("get", "namespaces", "-o", "name")).not.toContain("namespace/shop\n");
      expect(await stateIn(folder)).toEqual({});
    }, 60_000);
  });
}
