/**
 * `npm test`: the hermetic tests, then the live tests on the embedded cluster. Needs Node and npm only.
 * The live tests are the same as those of `npm run test:live`, which runs them on the real control plane.
 */

import { Glob } from "bun";
import { join } from "node:path";
import { MOST_LEFT_OUT } from "./support/target.ts";

const ROOT = join(import.meta.dir, "..");
const bun = process.execPath;

/** Live tests that are about the real control plane itself, or compare the embedded cluster with it. */
const ABOUT_THE_REAL_ONE = ["test/control-plane/", "test/src/local/"];

interface Run {
  code: number;
  passed: number;
  skipped: number;
  failed: number;
}

async function run(command: string[], env: Record<string, string> = {}): Promise<Run> {
  const child = Bun.spawn(command, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const texts = await Promise.all([shown(child.stdout, process.stdout), shown(child.stderr, process.stderr)]);
  const code = await child.exited;
  const text = Bun.stripANSI(texts.join("\n"));
  const count = (word: string): number => sum(text, word);
  // Bun lists them again at the end.
  const [once = text] = text.split(/^\d+ tests skipped:$/m);
  const elsewhere = once.match(SKIPPED_FOR_WANT_OF_NODE)?.length ?? 0;
  return { code, passed: count("pass"), skipped: count("skip") - elsewhere, failed: count("fail") };
}

/** These want a newer Node than this machine may have: on the real control plane they would be skipped, too. */
const SKIPPED_FOR_WANT_OF_NODE = /^\(skip\) .*\bunder Node\b.*$/gm;

async function shown(from: ReadableStream<Uint8Array>, to: NodeJS.WriteStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of from as unknown as AsyncIterable<Uint8Array>) {
    to.write(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** Bun ends a run with lines like ` 12 pass`. */
function sum(text: string, word: string): number {
  const counts = text.matchAll(new RegExp(`^ *(\\d+) ${word}$`, "gm"));
  return [...counts].reduce((total, [, count]) => total + Number(count), 0);
}

async function liveFiles(): Promise<string[]> {
  const files = await Array.fromAsync(new Glob("test/**/*.live.test.ts").scan(ROOT));
  return files.filter((file) => !ABOUT_THE_REAL_ONE.some((folder) => file.startsWith(folder))).sort();
}

const hermetic = await run([bun, "test", "--timeout", "30000", "--path-ignore-patterns=**/*.live.test.ts"]);
console.log("\nThe live tests on the embedded cluster:");
const live = await run(
  [bun, "test/control-plane/main.ts", bun, "test", "--timeout", "60000", ...(await liveFiles())],
  { TARGET: "embedded" },
);
const all = live.passed + live.skipped + live.failed;
const share = ((100 * live.skipped) / all).toFixed(1);
console.log(
  `\n${live.skipped} of ${all} live tests (${share} %) run on the real control plane only, at most ${MOST_LEFT_OUT} may; docs/local.md has the reasons.`,
);
console.log("Not run: the live tests on the real control plane. With Go installed: npm run test:live");
const tooMany = live.skipped > MOST_LEFT_OUT || all === 0;
if (tooMany) console.log(`FAILED: ${live.skipped} live tests were left out, of ${all}.`);
process.exitCode = hermetic.code || live.code || (tooMany ? 1 : 0);
