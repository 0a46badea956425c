/**
 * Processes that cannot outlive us, however we end.
 * Each runs in a process group of its own beside a watcher that reads a pipe from us. The kernel closes the pipe when we
 * die, also by SIGKILL; the watcher then kills its group. Nothing but a POSIX shell is needed.
 */

import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { Writable } from "node:stream";

/** One running program. */
export interface Program {
  name: string;
  pid: number;
  /** File with its standard output and error. */
  log: string;
  /** The exit code, or the signal's name; resolves when it ended. */
  ended: Promise<number | NodeJS.Signals>;
  /** Kills it and all it started, at once. */
  kill: () => void;
}

/** What to start. */
export interface ProgramOptions {
  name: string;
  path: string;
  args: string[];
  env?: Record<string, string>;
  /** File that gets its standard output and error. */
  log: string;
}

/** The shell becomes the program after it forked the watcher. A line on the pipe means an orderly end: nothing to kill. */
const watched = (victim: string): string =>
  `{ trap "" INT TERM HUP; read -r _ <&3 || kill -KILL ${victim}; } </dev/null >/dev/null 2>&1 & exec "$@" 3<&-`;
const watchedGroup = watched("0");
/** In the foreground group of a terminal only the command itself is ours to kill. */
const watchedCommand = watched("$$");

/** Starts a program in the background; it lives in a session of its own, so Ctrl-C reaches only us. */
export function startProgram({ name, path, args, env = {}, log }: ProgramOptions): Program {
  const output = openSync(log, "a");
  const child = spawn("/bin/sh", ["-c", watchedGroup, name, path, ...args], {
    detached: true,
    stdio: ["ignore", output, output, "pipe"],
    env: { ...process.env, ...env },
  });
  closeSync(output);
  killAtExit(child);
  return {
    name,
    log,
    pid: pidOf(child, name),
    ended: endOf(child),
    kill: () => signalGroup(child, "SIGKILL"),
  };
}

/** Last lines of a program's log, for error messages. */
export function tailOf(program: Program, lines = 20): string {
  return readFileSync(program.log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Runs a command with our standard streams, forwards signals to it, and kills what it left behind.
 * On a terminal it shares our foreground group: there Ctrl-C reaches it from the terminal itself.
 * @returns its exit code; 128 + number for a signal, as shells do
 */
export async function runCommand(
  command: string[],
  env: NodeJS.ProcessEnv,
  signals: NodeJS.Signals[],
): Promise<number> {
  const foreground = process.stdin.isTTY;
  const script = foreground ? watchedCommand : watchedGroup;
  const child = spawn("/bin/sh", ["-c", script, "command", ...command], {
    detached: !foreground,
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    env,
  });
  pidOf(child, command[0] ?? "");
  const forward = (signal: NodeJS.Signals): void => {
    if (foreground && signal === "SIGINT") return;
    if (foreground) child.kill(signal);
    else signalGroup(child, signal);
  };
  for (const signal of signals) process.on(signal, forward);
  try {
    return exitCode(await endOf(child));
  } finally {
    for (const signal of signals) process.off(signal, forward);
    if (foreground) release(child);
    else signalGroup(child, "SIGKILL");
  }
}

/** Runs a program to its end in a group of its own and returns its standard output; its standard error is ours. */
export async function capture(
  path: string,
  args: string[],
  { folder, env = {} }: { folder: string; env?: Record<string, string> },
): Promise<string> {
  const child = spawn("/bin/sh", ["-c", watchedGroup, path, path, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  killAtExit(child);
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const closed = new Promise((resolve) => child.stdout?.on("close", resolve));
  const end = await endOf(child);
  signalGroup(child, "SIGKILL");
  await closed;
  if (end !== 0) throw new Error(`"${path} ${args[0]}" failed in ${folder} (${end}).`);
  return output.trim();
}

/**
 * Deletes a folder when we have ended, however that was; the pause lets the watchers kill those who write into it.
 * @returns ends the waiting, for when the folder was deleted in good order
 */
export function deleteWhenWeEnd(folder: string): () => void {
  const script = 'read -r _; for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; rm -rf "$1" && break; done';
  const child = spawn("/bin/sh", ["-c", script, "cleaner", folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  return () => signalGroup(child, "SIGKILL");
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function pidOf(child: ChildProcess, name: string): number {
  if (child.pid === undefined) throw new Error(`${name} could not be started.`);
  return child.pid;
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? signal ?? 1));
  });
}

function exitCode(end: number | NodeJS.Signals): number {
  return typeof end === "number" ? end : 128 + constants.signals[end];
}

/** The watcher keeps the group's id in use until we kill it, so the number cannot mean somebody else. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pidOf(child, "process"), signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Sooner than the watcher would: nothing of the group is left when our own end is seen. */
function killAtExit(child: ChildProcess): void {
  const kill = (): void => signalGroup(child, "SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}

/** Tells the watcher that the command ended by itself. */
function release(child: ChildProcess): void {
  const pipe = child.stdio[3];
  if (pipe instanceof Writable) pipe.end("\n");
}
