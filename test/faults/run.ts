/** One run of the program, as its user runs it: a process, through the proxy, with an end to its time. */

import type { Injection, Proxy, Traffic } from "./proxy.ts";
import type { Program } from "./programs.ts";
import type { Settings } from "./settings.ts";

/** How a run ended. */
export interface Run {
  /** Exit code; `null` after a signal. */
  code: number | null;
  /** Both streams. */
  output: string;
  /** It did not end by itself in time. */
  hung: boolean;
  traffic: Traffic;
  /** How long it went on after it said DONE, in ms. */
  lingered: number;
}

/** Which run. */
export interface RunRequest {
  program: Program;
  proxy: Proxy;
  /** Where it runs, and keeps its state. */
  folder: string;
  settings: Settings;
  destroy?: boolean;
  injections?: readonly Injection[];
}

/** ms. Longer than every time-out inside the program together. */
const DEADLINE = 90_000;

/** Runs the program to its end. */
export async function run(request: RunRequest): Promise<Run> {
  const { program, proxy, folder, settings, destroy = false, injections = [] } = request;
  let hung = false;
  proxy.begin({ injections, name: settings.name, kill: () => child.kill("SIGKILL") });
  const child = Bun.spawn([process.execPath, program.path, ...(destroy ? ["--destroy"] : [])], {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      TMPDIR: process.env["TMPDIR"],
      K3S_API_URL: proxy.address.api,
      K3S_TOKEN: process.env["CONTROL_PLANE_TOKEN"],
      MINIO_ENDPOINT: proxy.address.s3,
      MINIO_ACCESS_KEY: process.env["MINIO_ACCESS_KEY"],
      MINIO_SECRET_KEY: process.env["MINIO_SECRET_KEY"],
      ALCHEMY_TELEMETRY_DISABLED: "1",
      ALCHEMY_CI_STATE_STORE_CHECK: "false",
      NO_COLOR: "1",
      ...program.env(settings),
    },
  });
  const timer = setTimeout(() => {
    hung = true;
    child.kill("SIGKILL");
  }, DEADLINE);
  let output = "";
  let done = Infinity;
  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      output += decoder.decode(chunk, { stream: true });
      if (/^DONE$/m.test(output)) done = Math.min(done, performance.now());
    }
  };
  await Promise.all([read(child.stdout), read(child.stderr), child.exited]);
  clearTimeout(timer);
  const lingered = Math.max(0, performance.now() - done);
  return { code: child.exitCode, output, hung, traffic: await proxy.end(), lingered };
}
