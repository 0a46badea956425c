/**
 * `npm run control-plane`: starts a control plane, prints its environment and waits for Ctrl-C.
 * `npm run control-plane -- COMMAND`: runs COMMAND on one (on the one it runs in already, if so) and exits with its code.
 * KRO=1 adds the kro controller. CONTROL_PLANE_AUDIT=bodies puts statuses into the audit log. TARGET=embedded is the embedded
 * cluster instead.
 */

import { dirname } from "node:path";
import { readFile } from "node:fs/promises";
import { say } from "./build.ts";
import { exportLines, request, type Environment } from "./environment.ts";
import { runCommand } from "./process.ts";
import { startControlPlane } from "./start.ts";

const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

async function main(command: string[]): Promise<number> {
  const embedded = process.env["TARGET"] === "embedded";
  const kro = !embedded && process.env["KRO"] === "1";
  if (command.length > 0 && !embedded && (await insideOne(kro)))
    return runCommand(command, process.env, signals);
  const interrupted = new Promise<number>((resolve) => {
    const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
    for (const [signal, code] of Object.entries(codes)) process.on(signal, () => resolve(code));
  });
  const audit = process.env["CONTROL_PLANE_AUDIT"] === "bodies" ? "bodies" : "metadata";
  const started = Date.now();
  const starting = embedded
    ? (await import("./embedded.ts")).startEmbedded()
    : startControlPlane({ kro, audit });
  const early = await Promise.race([starting.then(() => undefined), interrupted]);
  if (early !== undefined) return early;
  const { environment, broken, stop } = await starting;
  say(`ready after ${((Date.now() - started) / 1000).toFixed(1)} s at ${environment.CONTROL_PLANE_SERVER}`);
  try {
    if (command.length > 0)
      return await Promise.race([runCommand(command, environmentOf(environment), signals), broken]);
    process.stdout.write(exportLines(environment));
    return await Promise.race([interrupted.then(() => 0), broken]);
  } finally {
    await stop();
  }
}

function environmentOf(environment: Environment): NodeJS.ProcessEnv {
  const path = [dirname(environment.CONTROL_PLANE_KUBECTL), process.env["PATH"]].join(":");
  return { ...process.env, ...environment, PATH: path };
}

async function insideOne(kro: boolean): Promise<boolean> {
  const {
    CONTROL_PLANE_SERVER: server,
    CONTROL_PLANE_CA_FILE: ca,
    CONTROL_PLANE_TOKEN: token = "",
  } = process.env;
  if (!server || !ca || (kro && process.env["CONTROL_PLANE_KRO"] !== "1")) return false;
  try {
    return (await request({ server, ca: await readFile(ca, "utf8"), token }, "/readyz")).ok;
  } catch (error) {
    say(`${server} of the environment does not answer (${String(error)}), starting another`);
    return false;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();
