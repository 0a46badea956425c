/** A lock between processes, so that two test runs do not compile the same programs side by side. */

import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./process.ts";

const heartbeat = 5_000;
const abandonedAfter = 30_000;
const pollEvery = 500;

/**
 * Runs the work while holding the lock file; waits for another holder, and takes over from one that died.
 * It only saves work: when two waiters take over at the same moment both run, and what they do must bear that.
 * @param path the lock file; its folder must exist
 * @param waiting called once when somebody else holds the lock
 */
export async function withLock<T>(path: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  for (let said = false; !(await acquire(path));) {
    if (await isAbandoned(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (!said) waiting();
    said = true;
    await delay(pollEvery);
  }
  const timer = setInterval(() => void touch(path), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(`${hostname()} ${process.pid}`);
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, owner] = await Promise.all([stat(path), readFile(path, "utf8")]);
    const [host, pid] = owner.split(" ");
    const died = host === hostname() && pid !== undefined && !isAlive(Number(pid));
    return died || Date.now() - mtimeMs > abandonedAfter;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Another process may have taken the lock over; then there is nothing to keep fresh. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
