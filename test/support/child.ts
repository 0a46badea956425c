/** Programs as child processes, whose output tests wait for. */

import type { Subprocess } from "bun";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a program ended. */
export interface Ended {
  /** Exit code; `null` after a signal that nobody handled. */
  code: number | null;
  /** Both streams, as they came. */
  output: string;
  /** The first of them alone. */
  stdout: string;
}

/** A program that runs. */
export interface Child extends AsyncDisposable {
  pid: number;
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with all output when it holds a text. @throws Error when the program ends without saying it */
  says(text: string | RegExp): Promise<string>;
}

/** Nothing else is inherited: clusters and settings of the machine are not for tests. */
const INHERITED = ["PATH", "TMPDIR"];

const SETTINGS = {
  ALCHEMY_TELEMETRY_DISABLED: "1",
  ALCHEMY_CI_STATE_STORE_CHECK: "false",
  NO_COLOR: "1",
  // By default below the home directory, which is another one for each test.
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: join(tmpdir(), "alchemy-kubernetes-transpiled"),
};

/**
 * Starts a program; it is killed when it is disposed of.
 * @param folder where it runs, and its home
 * @param env what it needs of the environment beside `PATH`
 */
export function startChild(
  command: string[],
  folder: string,
  env: Record<string, string | undefined> = {},
): Child {
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const child = Bun.spawn(command, {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...inherited, ...SETTINGS, HOME: folder, ...env },
  });
  const waiting = new Set<() => void>();
  let output = "";
  const read = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
    const decoder = new TextDecoder();
    let whole = "";
    for await (const chunk of stream) {
      const text = decoder.decode(chunk, { stream: true });
      whole += text;
      output += text;
      for (const look of waiting) look();
    }
    return whole;
  };
  const ended = Promise.all([read(child.stdout), read(child.stderr), child.exited]).then(([stdout]) => {
    return { code: child.exitCode, output, stdout };
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
