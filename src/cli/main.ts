#!/usr/bin/env node
/** The command `alchemy-kubernetes`: wiring only. */

import { parseArgs } from "node:util";
import { ProviderError } from "../errors.ts";
import { DEFAULT_DIRECTORY } from "../local/host/directory.ts";

const USAGE = `alchemy-kubernetes local [--directory DIR] [--port PORT] [--reset]

  local        runs the embedded cluster until Ctrl-C and shows objects as they change

  --directory  where it is kept                     (${DEFAULT_DIRECTORY})
  --port       port of its API server               (a free one)
  --reset      forgets all objects and buckets first
  --help`;

/** @returns the exit code */
async function main(argv: string[]): Promise<number> {
  refuseOldNode();
  const { positionals, values } = read(argv);
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const [command, ...others] = positionals;
  if (command !== "local" || others.length > 0) throw usage(`unknown command "${positionals.join(" ")}"`);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw usage(`--port is "${values.port}", not a port`);
  const { runLocal } = await import("./local.ts");
  return runLocal({
    directory: values.directory ?? DEFAULT_DIRECTORY,
    ...(port !== undefined && { port }),
    reset: values.reset ?? false,
  });
}

function read(argv: string[]): ReturnType<typeof parse> {
  try {
    return parse(argv);
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      directory: { type: "string" },
      port: { type: "string" },
      reset: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}

/** Before anything is loaded that an older one cannot read. */
function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return;
  throw new ProviderError("unsupported", `this is Node ${process.version}`, {
    object: "alchemy-kubernetes",
    advice: "Use Node 22.13 or later, or Bun.",
  });
}

function usage(what: string): ProviderError {
  return new ProviderError("usage", what, { object: "alchemy-kubernetes", advice: `Usage:\n${USAGE}` });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ProviderError ? error.message : error);
  process.exitCode = 1;
}
