/**
 * Drives a transport in a process of its own, so that the same steps run under Bun and under Node.
 * argv[2] is a ProbeInput as JSON; what happened is one JSON line on stdout.
 */

import type { Access } from "../../../src/auth/access.ts";
import { fixedHeaders, clientCertificate, combined } from "../../../src/auth/credentials.ts";
import { createTransport } from "../../../src/auth/transport.ts";

export interface ProbeInput {
  server: string;
  tls: Access["tls"];
  proxyUrl?: string;
  headers?: Record<string, string>;
  certificate?: { cert: string; key: string };
  step: "get" | "sequential" | "parallel" | "abort-stream" | "abort-request" | "redirect";
}

/** What the probe saw: a status and a body, or the code of an error. */
export interface ProbeOutput {
  status?: number;
  body?: string;
  error?: string;
}

async function run(input: ProbeInput): Promise<ProbeOutput> {
  const parts = [fixedHeaders(input.headers ?? {})];
  if (input.certificate)
    parts.push(clientCertificate(input.certificate.cert, input.certificate.key, "probe"));
  const access: Access = {
    connection: { name: "probe", server: input.server, source: { from: "inline" }, description: "probe" },
    tls: input.tls,
    credentials: combined(parts),
  };
  if (input.proxyUrl !== undefined) access.proxyUrl = input.proxyUrl;
  const send = createTransport(access);
  const get = async (): Promise<ProbeOutput> => {
    const response = await send(`${input.server}/version?pretty=1`, {});
    return { status: response.status, body: await response.text() };
  };
  const abort = new AbortController();
  switch (input.step) {
    case "get":
    case "redirect":
      return get();
    case "sequential": {
      for (let count = 1; count < 200; count++) await get();
      return get();
    }
    case "parallel": {
      const worker = async (): Promise<void> => {
        for (let count = 0; count < 10; count++) await get();
      };
      await Promise.all(Array.from({ length: 32 }, worker));
      return {};
    }
    case "abort-stream": {
      const response = await send(`${input.server}/watch`, { signal: abort.signal, stream: true });
      const reader = response.body?.getReader();
      const first = new TextDecoder().decode((await reader?.read())?.value as Uint8Array | undefined);
      abort.abort();
      const end = await reader?.read().then(
        () => "read on",
        (error: Error) => error.name,
      );
      return { body: first.trim(), error: end ?? "" };
    }
    case "abort-request": {
      // Long enough for a slow machine to have sent the request.
      setTimeout(() => abort.abort(), 1_500);
      await send(`${input.server}/hang`, { method: "POST", body: "x", signal: abort.signal });
      return {};
    }
  }
}

function codeOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (!(root instanceof Error)) return String(root);
  return "code" in root && typeof root.code === "string" ? root.code : root.name;
}

const input = JSON.parse(process.argv[2] ?? "") as ProbeInput;
const output = await run(input).catch((error: unknown): ProbeOutput => ({ error: codeOf(error) }));
console.log(JSON.stringify(output));
// The server looks for closed connections while this process, which would close all of them by ending, still runs.
if (input.step.startsWith("abort")) await new Promise((resolve) => setTimeout(resolve, 1_500));
