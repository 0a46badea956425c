import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { rawRequest, until, variable } from "../support/control-plane.ts";
import { isAlive } from "./process.ts";

setDefaultTimeout(120_000);
const main = join(import.meta.dirname, "main.ts");
/** An environment that knows of no control plane. */
const outside = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("CONTROL_PLANE_")),
);

/** Processes whose command line names the folder of a control plane. */
function processesOf(folder: string): string[] {
  const listing = Bun.spawnSync(["ps", "-e", "-ww", "-o", "pid=,args="]).stdout.toString();
  return listing.split("\n").filter((line) => line.includes(folder));
}

/** Starts a second control plane and reads its output up to the line END. */
async function startAnother(...command: string[]) {
  const child = Bun.spawn([process.execPath, main, ...command], {
    env: outside,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  let text = "";
  for await (const chunk of child.stdout.values({ preventCancel: true })) {
    text += new TextDecoder().decode(chunk);
    if (text.includes("CONTROL_PLANE_KRO=")) break;
  }
  const read = (name: string): string => new RegExp(`${name}=(\\S+)`).exec(text)?.[1] ?? "missing";
  return { child, folder: dirname(read("CONTROL_PLANE_LOGS")), read };
}

/** An orphan's entry stays until the system's first process has read its exit code. */
async function vanishes(pid: number): Promise<void> {
  await until(`process ${pid} is gone`, async () => !isAlive(pid));
}

/** A command that leaves a child behind, tells its id and the environment, and waits for ever. */
const script = "sleep 3600 & echo CHILD=$!; env | grep ^CONTROL_PLANE_L; echo CONTROL_PLANE_KRO=; wait";

test("run beside another control plane, and vanish when it is killed by SIGKILL", async () => {
  const { child, folder, read } = await startAnother();
  expect(read("CONTROL_PLANE_SERVER")).not.toBe(variable("CONTROL_PLANE_SERVER"));
  expect(processesOf(folder).length).toBeGreaterThanOrEqual(6);
  child.kill("SIGKILL");
  await child.exited;
  const gone = async () => processesOf(folder).length === 0 && !existsSync(folder);
  await until("nothing is left", gone);
  expect((await rawRequest("/readyz")).status).toBe(200);
});

test("take the command and its children with them when killed by SIGKILL", async () => {
  const { child, folder, read } = await startAnother("bash", "-c", script);
  const left = Number(read("CHILD"));
  expect(isAlive(left)).toBe(true);
  child.kill("SIGKILL");
  await child.exited;
  await vanishes(left);
  const gone = async () => processesOf(folder).length === 0 && !existsSync(folder);
  await until("nothing is left", gone);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("are gone when it ended by %s", async (signal, code) => {
  const { child, folder, read } = await startAnother("bash", "-c", script);
  child.kill(signal);
  expect(await child.exited).toBe(code);
  expect(processesOf(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  await vanishes(Number(read("CHILD")));
});

test("are gone, and the reason is told, when one of them dies", async () => {
  const { child, folder } = await startAnother("bash", "-c", script);
  const scheduler = processesOf(folder).find((line) => /kube-scheduler --/.test(line)) ?? "";
  process.kill(Number(scheduler.trim().split(" ")[0]), "SIGKILL");
  expect(await child.exited).toBe(1);
  expect(processesOf(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test("are shared by a nested run, whose exit code and output come through", () => {
  const nested = Bun.spawnSync([process.execPath, main, "sh", "-c", "echo $CONTROL_PLANE_SERVER; exit 7"]);
  expect(nested.stdout.toString().trim()).toBe(variable("CONTROL_PLANE_SERVER"));
  expect(nested.exitCode).toBe(7);
});
