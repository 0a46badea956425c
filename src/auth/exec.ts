/**
 * Exec plugins: a command that prints credentials (aws, gke-gcloud-auth-plugin, kubelogin …).
 * Not by @kubernetes/client-node: its plugins know neither cluster info, expiry after 401, relative commands nor interactiveMode, and
 * loading it takes 300 ms. Invariant: a plugin's stderr goes to the terminal, its stdout (the credentials) nowhere.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */

import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { ProviderError } from "../errors.ts";
import { isJsonObject, valueAt, type JsonObject } from "../model/json.ts";
import type { Credentials, RequestCredentials } from "./access.ts";
import { bearer } from "./credentials.ts";
import { systemCode } from "./files.ts";
import { checkKeyPair } from "./pem.ts";

/** What a kubeconfig says about a plugin, understood. */
export interface ExecPlugin {
  /** A name to look for on PATH, or an absolute path. */
  command: string;
  args: string[];
  /** The whole environment of the plugin. */
  env: Record<string, string | undefined>;
  /** `client.authentication.k8s.io/v1` or `…/v1beta1`. */
  apiVersion: string;
  /** How to get the command, told when it does not exist. */
  installHint?: string;
  interactiveMode: InteractiveMode;
  /** What the plugin is told about the cluster, when it asks for it. */
  cluster?: JsonObject;
  /** Who names the plugin, for messages: `user eks of ~/.kube/config`. */
  object: string;
}

/** Whether a plugin talks to the person at the terminal. */
export type InteractiveMode = "Never" | "IfAvailable" | "Always";

/** Credentials that end this close are fetched again, so that they do not end on their way. */
const LEEWAY_MS = 10_000;

interface Result {
  credentials: RequestCredentials;
  /** Milliseconds since 1970. */
  expires: number;
}

/** One process, for all who wait for it. */
interface Run {
  result: Promise<Result>;
  waiting: number;
  stop: AbortController;
}

/** The credentials that a plugin gives: one process at a time, its answer kept until it expires or a server refuses it. */
export class ExecCredentials implements Credentials {
  readonly #plugin: ExecPlugin;
  #kept: Result | undefined;
  #run: Run | undefined;

  constructor(plugin: ExecPlugin) {
    this.#plugin = plugin;
  }

  async get(signal?: AbortSignal): Promise<RequestCredentials> {
    if (this.#kept !== undefined && this.#kept.expires - LEEWAY_MS > Date.now())
      return this.#kept.credentials;
    const run = (this.#run ??= this.#start());
    run.waiting += 1;
    try {
      return (await abortable(run.result, signal)).credentials;
    } finally {
      run.waiting -= 1;
      if (run.waiting === 0) this.#end(run);
    }
  }

  /** A run that has not answered yet will give something new: only an answer is forgotten. */
  refresh(): Promise<boolean> {
    this.#kept = undefined;
    return Promise.resolve(true);
  }

  #start(): Run {
    const stop = new AbortController();
    const result = runPlugin(this.#plugin, stop.signal).then((result) => (this.#kept = result));
    return { result, waiting: 0, stop };
  }

  /** Nobody waits any more: either it has answered, or all gave up and the process has no purpose. */
  #end(run: Run): void {
    if (this.#run === run) this.#run = undefined;
    run.stop.abort();
  }
}

async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function runPlugin(plugin: ExecPlugin, signal: AbortSignal): Promise<Result> {
  const [{ spawn }, { isatty }] = await Promise.all([import("node:child_process"), import("node:tty")]);
  signal.throwIfAborted();
  const terminal = isatty(0);
  if (plugin.interactiveMode === "Always" && !terminal) {
    throw failure(plugin, "needs a terminal (interactiveMode: Always) and standard input is none", {
      advice: "Run from a terminal, or log in with the plugin's own command first.",
    });
  }
  const interactive = terminal && plugin.interactiveMode !== "Never";
  const spec: JsonObject = { interactive };
  if (plugin.cluster !== undefined) spec["cluster"] = plugin.cluster;
  const info = JSON.stringify({ apiVersion: plugin.apiVersion, kind: "ExecCredential", spec });
  const child = spawn(plugin.command, plugin.args, {
    env: { ...plugin.env, KUBERNETES_EXEC_INFO: info },
    stdio: [interactive ? "inherit" : "ignore", "pipe", "inherit"],
  });
  return credentialsOf(await outputOf(child, plugin, signal), plugin);
}

function outputOf(
  child: ChildProcessByStdio<null, Readable, null>,
  plugin: ExecPlugin,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.on("error", (cause) => reject(notStarted(plugin, cause)));
  child.on("close", (code, killedBy) => {
    if (code === 0) return resolve(Buffer.concat(output).toString("utf8"));
    const how = code === null ? `was ended by ${killedBy}` : `ended with exit code ${code}`;
    return reject(failure(plugin, `${how}; what it said is on stderr`));
  });
  signal.addEventListener("abort", () => {
    child.kill();
    // A grandchild may hold the pipe open, which would keep this process alive.
    child.stdout.destroy();
    reject(signal.reason);
  });
  return promise;
}

function notStarted(plugin: ExecPlugin, cause: Error): ProviderError {
  const code = systemCode(cause);
  const what = code === "ENOENT" ? "was not found" : `could not be started (${code ?? "unknown"})`;
  return failure(plugin, what, {
    advice: plugin.installHint?.trim() ?? "Install the command, or add it to PATH.",
  });
}

function credentialsOf(output: string, plugin: ExecPlugin): Result {
  const answer = parse(output);
  if (!isJsonObject(answer)) throw failure(plugin, "printed no JSON object");
  const { kind, apiVersion } = answer;
  if (kind !== "ExecCredential") throw failure(plugin, "printed another kind than ExecCredential");
  if (apiVersion !== plugin.apiVersion) {
    throw failure(plugin, "answered in another apiVersion than the kubeconfig's", {
      advice: `The kubeconfig says ${plugin.apiVersion}: make both agree, by updating the plugin or the kubeconfig.`,
    });
  }
  const status = (field: string): string | undefined => {
    const value = valueAt(answer, ["status", field]);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [token, cert, key] = [status("token"), status("clientCertificateData"), status("clientKeyData")];
  if ((cert === undefined) !== (key === undefined))
    throw failure(plugin, "gave a certificate without its key, or the reverse");
  if (token === undefined && cert === undefined)
    throw failure(plugin, "gave neither a token nor a certificate");
  const credentials: RequestCredentials = {
    headers: token === undefined ? {} : bearer(token, describePlugin(plugin)),
  };
  if (cert !== undefined && key !== undefined) {
    checkKeyPair(cert, key, describePlugin(plugin));
    credentials.certificate = { cert, key };
  }
  return { credentials, expires: expiry(status("expirationTimestamp"), plugin) };
}

function expiry(timestamp: string | undefined, plugin: ExecPlugin): number {
  if (timestamp === undefined) return Number.POSITIVE_INFINITY;
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) throw failure(plugin, "gave an expirationTimestamp that is no date");
  return time;
}

/** The parser's own error would quote what it could not read. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function describePlugin(plugin: ExecPlugin): string {
  return `exec plugin ${plugin.command} (${plugin.object})`;
}

function failure(plugin: ExecPlugin, what: string, options: { advice?: string } = {}): ProviderError {
  const advice = options.advice ?? `Run the plugin by itself to see what is wrong: ${plugin.command}.`;
  return new ProviderError("credentials", what, { ...options, advice, object: describePlugin(plugin) });
}
