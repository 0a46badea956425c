/** Programs as child processes, whose output tests wait for. */

import type { Subprocess } from "bun";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a program ended. */
export interface Ended {
  /** Exit code; `null` after a signal that nobody handled. */
  code: number | null;
  /** Both streams. */
  output: string;
}

/** A program that runs. */
export interface Child extends AsyncDisposable {
  pid: number;
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with all output when it holds a text. @throws Error when the program ends without saying it */
  says(text: string | RegExp): Promise<string>;
}

/** The machine's own clusters and settings are not for tests. */
const CLEAN = {
  KUBECONFIG: undefined,
  K3S_API_URL: undefined,
  K3S_TOKEN: undefined,
  MINIO_ENDPOINT: undefined,
  MINIO_ACCESS_KEY: undefined,
  MINIO_SECRET_KEY: undefined,
  ALCHEMY_PASSWORD: undefined,
  ALCHEMY_TELEMETRY_DISABLED: "1",
  ALCHEMY_CI_STATE_STORE_CHECK: "false",
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
  // By default below the home directory, which is another one for each test.
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: join(tmpdir(), "alchemy-kubernetes-transpiled"),
};

/** Starts a program; it is killed when it is disposed of. @param folder where it runs, and its home */
export function startChild(
  command: string[],
  folder: string,
  env: Record<string, string | undefined> = {},
): Child {
  const child = Bun.spawn(command, {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...CLEAN, HOME: folder, ...env },
  });
  const waiting = new Set<() => void>();
  let output = "";
  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true });
      for (const look of waiting) look();
    }
  };
  const ended = Promise.all([read(child.stdout), read(child.stderr), child.exited]).then(() => {
    return { code: child.exitCode, output };
  });
  return {
    pid: child.pid,
    ended,
    kill: (signal) => child.kill(signal),
    says: (text) => {
      const said = new Promise<string>((resolve) => {
        const look = (): void => {
          if (typeof text === "string" ? !output.includes(text) : !text.test(output)) return;
          waiting.delete(look);
          resolve(output);
        };
        waiting.add(look);
        look();
      });
      const silent = ended.then(({ code }) => {
        throw new Error(`it ended with ${String(code)} and did not say ${String(text)}:\n${output}`);
      });
      return Promise.race([said, silent]);
    },
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function end(child: Subprocess): Promise<void> {
  child.kill("SIGKILL");
  await child.exited;
}
