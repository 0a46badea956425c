/**
 * Kubeconfig files as data: parsed, merged as kubectl does, not yet understood.
 * An entry remembers its file: relative paths start there, and messages name it.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */

import { ProviderError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import { readOptional, systemCode } from "./files.ts";

/** One named entry of a kubeconfig. */
export interface Entry {
  section: "cluster" | "context" | "user";
  name: string;
  /** The file that it comes from. */
  file: string;
  fields: JsonObject;
}

/** One file, or several merged. */
export interface Kubeconfig {
  /** The files that were read, in order. */
  files: string[];
  currentContext?: string;
  contexts: Map<string, Entry>;
  clusters: Map<string, Entry>;
  users: Map<string, Entry>;
}

/**
 * Reads and merges kubeconfig files; files that do not exist are skipped.
 * @returns `files` is empty when none exists
 * @throws ProviderError `bad-kubeconfig` when a file cannot be read or is no kubeconfig
 */
export async function readKubeconfig(paths: readonly string[]): Promise<Kubeconfig> {
  const configs = await Promise.all([...new Set(paths)].map(readOne));
  return mergeKubeconfigs(configs.filter((config) => config !== undefined));
}

async function readOne(path: string): Promise<Kubeconfig | undefined> {
  let text: string | undefined;
  try {
    text = await readOptional(path);
  } catch (cause) {
    throw new ProviderError("bad-kubeconfig", `cannot be read (${systemCode(cause) ?? "unknown"})`, {
      object: `kubeconfig ${path}`,
      advice: "Check that it is a file and who may read it.",
      cause,
    });
  }
  return text === undefined ? undefined : parseKubeconfig(text, path);
}

/**
 * Parses one kubeconfig, YAML or JSON.
 * @param file its path: for messages and relative paths
 * @throws ProviderError `bad-kubeconfig`
 */
export async function parseKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  // An empty file is an empty kubeconfig, as for kubectl: KUBECONFIG=/dev/null is how people say "none".
  let document = text.trim() === "" ? {} : (parsedByRuntime(text) ?? (await parsed(text, file)));
  if (document === null || document === undefined) document = {};
  if (!isJsonObject(document)) throw notKubeconfig(file, "is not a kubeconfig: a mapping was expected");
  const config: Kubeconfig = {
    files: [file],
    contexts: entries(document, "context", file),
    clusters: entries(document, "cluster", file),
    users: entries(document, "user", file),
  };
  const current = document["current-context"] ?? "";
  if (typeof current !== "string") throw notKubeconfig(file, "current-context is not a string");
  if (current !== "") config.currentContext = current;
  return config;
}

/** A line of a file as tools write it: a key, a plain value, an element of a list. No quotes, tags or anchors. */
const PLAIN_LINE = /^ *(?:- +)*(?:[\w.-]+:)?(?: *[\w.:/+=@-]+)? *$/;

/**
 * What the runtime's own parsers read of JSON and of a plain file, a hundred times faster than loading one. They take what kubectl
 * refuses, unknown tags and keys that stand there twice, so anything else is left to the other one.
 */
function parsedByRuntime(text: string): unknown {
  return text.startsWith("{") ? parsedAsJson(text) : parsedAsPlain(text);
}

function parsedAsJson(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    const keys = text.match(/"(?:[^"\\]|\\.)*"\s*:?/g)?.filter((string) => string.endsWith(":")).length;
    return keys === keysIn(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function parsedAsPlain(text: string): unknown {
  const { Bun } = globalThis as { Bun?: { YAML?: { parse(text: string): unknown } } };
  const lines = text.split("\n");
  if (Bun?.YAML === undefined || !lines.every((line) => PLAIN_LINE.test(line))) return undefined;
  try {
    const document = Bun.YAML.parse(text);
    const keys = lines.filter((line) => /^ *(?:- +)*[\w.-]+:(?: |$)/.test(line)).length;
    return keys === keysIn(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value).reduce<number>((total, item) => total + keysIn(item), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

async function parsed(text: string, file: string): Promise<unknown> {
  const { load, YAMLException } = await import("js-yaml");
  try {
    return load(text);
  } catch (error) {
    // The parser's message and reason quote the file, which holds credentials: only the position is told.
    if (!(error instanceof YAMLException)) throw error;
    throw notKubeconfig(
      file,
      `is not YAML${error.mark ? `: line ${error.mark.line + 1} cannot be read` : ""}`,
    );
  }
}

function entries(document: JsonObject, section: Entry["section"], file: string): Map<string, Entry> {
  const list = document[`${section}s`] ?? [];
  if (!Array.isArray(list)) throw notKubeconfig(file, `${section}s is not a list`);
  const found = new Map<string, Entry>();
  for (const item of list) {
    if (!isJsonObject(item) || typeof item["name"] !== "string") {
      throw notKubeconfig(file, `an entry of ${section}s has no name that is a string`);
    }
    const { name } = item;
    if (found.has(name)) throw notKubeconfig(file, `${section}s has two entries named ${name}`);
    const fields = item[section] ?? {};
    if (!isJsonObject(fields)) throw notKubeconfig(file, `${section} ${name} is not a mapping`);
    found.set(name, { section, name, file, fields });
  }
  return found;
}

function notKubeconfig(file: string, what: string): ProviderError {
  return new ProviderError("bad-kubeconfig", what, {
    object: `kubeconfig ${file}`,
    advice: "Correct the file.",
  });
}

/** Merges kubeconfigs: the first to set current-context or a named entry wins, whole entries at a time. Pure. */
function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merged: Kubeconfig = {
    files: configs.flatMap((config) => config.files),
    contexts: firstWins(configs.map((config) => config.contexts)),
    clusters: firstWins(configs.map((config) => config.clusters)),
    users: firstWins(configs.map((config) => config.users)),
  };
  const current = configs.find((config) => config.currentContext !== undefined)?.currentContext;
  if (current !== undefined) merged.currentContext = current;
  return merged;
}

function firstWins(maps: readonly Map<string, Entry>[]): Map<string, Entry> {
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}
