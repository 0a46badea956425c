/** Starts one control plane: builds what is missing, starts the programs in order and waits until they work together. */

import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "./build.ts";
import { writeContainerLogs } from "./container-logs.ts";
import { createCertificates } from "./certificates.ts";
import {
  type AuditLevel,
  auditPolicy,
  kubeconfig,
  node,
  storageClass,
  tokenFile,
  users,
  type User,
} from "./documents.ts";
import { request, type ApiAccess, type Environment } from "./environment.ts";
import * as flags from "./flags.ts";
import { freePorts } from "./ports.ts";
import { deleteWhenWeEnd, startProgram, tailOf, type Program } from "./process.ts";
import { standardModules, type ModuleName } from "./programs.ts";
import { touchHanging } from "./definitions.ts";
import { provision } from "./provisioner.ts";

const readyWithin = 120_000;

/** A running control plane. */
export interface ControlPlane {
  environment: Environment;
  /** Rejects when one of the programs ends. */
  broken: Promise<never>;
  /** Ends everything and deletes its folder. */
  stop: () => Promise<void>;
}

/** What may differ between control planes. */
export interface StartOptions {
  /** Whether to run the kro controller. */
  kro: boolean;
  /** @default "metadata" */
  audit?: AuditLevel;
}

/** Starts a control plane on free ports, with a folder of its own. */
export async function startControlPlane({ kro, audit = "metadata" }: StartOptions): Promise<ControlPlane> {
  const modules = await buildAll([...standardModules, ...(kro ? ["kro" as const] : [])]);
  const folder = await mkdtemp(join(tmpdir(), "control-plane-"));
  const running = new Running(folder, deleteWhenWeEnd(folder));
  try {
    const setup = await prepare(folder, audit);
    await Promise.race([startAll(running, setup, modules), running.broken]);
    const environment = describe(setup, modules);
    return { environment, broken: running.broken, stop: () => running.stop() };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

type Modules = Partial<Record<ModuleName, string>>;

/** One after the other: compiling uses all processors already. */
async function buildAll(names: ModuleName[]): Promise<Modules> {
  const built: Modules = {};
  for (const name of names) built[name] = await build(name);
  return built;
}

/** The programs of one control plane. */
class Running {
  readonly broken: Promise<never>;
  readonly signal: AbortSignal;
  readonly #folder: string;
  readonly #deleted: () => void;
  readonly #programs: Program[] = [];
  readonly #ending = new AbortController();
  #fail: (error: Error) => void = () => undefined;

  /** @param deleted called when the folder is deleted */
  constructor(folder: string, deleted: () => void) {
    this.#folder = folder;
    this.#deleted = deleted;
    this.signal = this.#ending.signal;
    this.broken = new Promise((_, reject) => (this.#fail = reject));
    this.broken.catch(() => undefined);
  }

  start(path: string, args: string[], env: Record<string, string> = {}): void {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const program = startProgram({ name, path, args, env, log: join(this.#folder, "logs", `${name}.log`) });
    this.#programs.push(program);
    void program.ended.then((end) => {
      if (!this.signal.aborted) this.#fail(new Error(`${name} ended (${end}):\n${tailOf(program)}`));
    }, this.#fail);
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    for (const program of this.#programs) program.kill();
    await Promise.allSettled(this.#programs.map((program) => program.ended));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    this.#deleted();
  }
}

/** Name of the key that MinIO encrypts with. */
const MINIO_KEY = "main";

/** What exists before the first program starts. */
interface Setup {
  layout: flags.Layout;
  audit: AuditLevel;
  api: ApiAccess;
  minio: { endpoint: string; user: string; password: string };
}

async function prepare(folder: string, audit: AuditLevel): Promise<Setup> {
  await mkdir(join(folder, "logs"));
  const [certificates, ports] = await Promise.all([createCertificates(folder), freePorts(9)]);
  const [etcd = 0, etcdPeer = 0, server = 0, controllerManager = 0, scheduler = 0, ...rest] = ports;
  const [minio = 0, minioConsole = 0, kro = 0, kubelet = 0] = rest;
  const layout: flags.Layout = {
    folder,
    certificates,
    ports: { etcd, etcdPeer, server, controllerManager, scheduler, minio, minioConsole, kro, kubelet },
    kubeconfig: (user) => join(folder, `${user}.kubeconfig`),
  };
  const tokens = Object.fromEntries(users.map((user) => [user, secret()])) as Record<User, string>;
  const url = `https://127.0.0.1:${server}`;
  const kubeconfigOf = (user: User): string => {
    const { certificate, key } = certificates.admin;
    const identity =
      user === "admin" ? { "client-certificate": certificate, "client-key": key } : { token: tokens[user] };
    return kubeconfig({ server: url, ca: certificates.ca, user: identity });
  };
  await Promise.all([
    writeFile(join(folder, "tokens.csv"), tokenFile(tokens)),
    writeFile(join(folder, "audit-policy.json"), JSON.stringify(auditPolicy(audit))),
    ...users.map((user) => writeFile(layout.kubeconfig(user), kubeconfigOf(user))),
  ]);
  return {
    layout,
    audit,
    api: { server: url, token: tokens.admin, ca: await readFile(certificates.ca, "utf8") },
    minio: { endpoint: `http://127.0.0.1:${minio}`, user: "minioadmin", password: secret() },
  };
}

// Encryption needs a key, notifications a target that the server knows; nobody listens on the discard port.
function minioFeatures(): Record<string, string> {
  return {
    MINIO_KMS_SECRET_KEY: `${MINIO_KEY}:${randomBytes(32).toString("base64")}`,
    MINIO_NOTIFY_WEBHOOK_ENABLE_PRIMARY: "on",
    MINIO_NOTIFY_WEBHOOK_ENDPOINT_PRIMARY: "http://127.0.0.1:9",
  };
}

function secret(): string {
  return randomBytes(16).toString("hex");
}

async function startAll(running: Running, { layout, api, minio }: Setup, modules: Modules): Promise<void> {
  const { etcd, kubernetes, kwok, kro } = modules;
  const { ports } = layout;
  running.start(`${etcd}/etcd`, flags.etcdFlags(layout));
  running.start(`${kubernetes}/kube-apiserver`, flags.serverFlags(layout));
  running.start(`${modules.minio}/minio`, flags.minioFlags(layout), {
    MINIO_ROOT_USER: minio.user,
    MINIO_ROOT_PASSWORD: minio.password,
    ...minioFeatures(),
  });
  await answers(() => request(api, "/readyz"), "kube-apiserver");
  running.start(`${kubernetes}/kube-controller-manager`, flags.controllerManagerFlags(layout));
  running.start(`${kubernetes}/kube-scheduler`, flags.schedulerFlags(layout));
  await create(api, "/api/v1/nodes", node);
  await create(api, "/apis/storage.k8s.io/v1/storageclasses", storageClass);
  void provision(api, running.signal);
  void touchHanging(api, running.signal);
  running.start(`${kwok}/kwok`, flags.kwokFlags(layout, await kwokConfigs(`${kwok}`, layout.folder)));
  const health = (port: number) => () => request({ ...api, server: `https://127.0.0.1:${port}` }, "/healthz");
  await Promise.all([
    answers(health(ports.controllerManager), "kube-controller-manager"),
    answers(health(ports.scheduler), "kube-scheduler"),
    answers(() => fetch(`${minio.endpoint}/minio/health/ready`), "minio"),
    until("the node is ready", () => nodeIsReady(api)),
    until("a new namespace works", () => namespaceWorks(api)),
  ]);
  if (kro !== undefined) await startKro(running, { layout, api, kro });
}

/** @param modules kwok's own folder; @param folder the control plane's */
async function kwokConfigs(modules: string, folder: string): Promise<string[]> {
  const files = (await readdir(modules)).filter((file) => file.endsWith(".yaml"));
  const logs = join(folder, "container-logs.json");
  await writeFile(logs, JSON.stringify(await writeContainerLogs(join(folder, "containers"))));
  return [...files.map((file) => join(modules, file)), join(import.meta.dirname, "fault-stages.yaml"), logs];
}

/** The controller needs its two definitions served before it starts. */
async function startKro(
  running: Running,
  { layout, api, kro }: { layout: flags.Layout; api: ApiAccess; kro: string },
): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  for (const file of await readdir(join(kro, "crds"))) {
    const definition = Bun.YAML.parse(await readFile(join(kro, "crds", file), "utf8")) as {
      metadata: { name: string };
    };
    await create(api, path, definition);
    await until(`${definition.metadata.name} is established`, async () => {
      const answer = await request(api, `${path}/${definition.metadata.name}`);
      return hasCondition(await answer.json(), "Established");
    });
  }
  running.start(`${kro}/kro`, flags.kroFlags(layout));
  await answers(() => fetch(`http://127.0.0.1:${layout.ports.kro}/readyz`), "kro");
}

async function create(api: ApiAccess, path: string, body: unknown): Promise<void> {
  const answer = await request(api, path, { method: "POST", body });
  if (!answer.ok) throw new Error(`POST ${path}: ${await answer.text()}`);
}

interface Conditioned {
  spec?: { taints?: unknown[] };
  status?: { conditions?: { type: string; status: string }[] };
}

function hasCondition(object: unknown, type: string): boolean {
  const conditions = (object as Conditioned).status?.conditions ?? [];
  return conditions.some((condition) => condition.type === type && condition.status === "True");
}

async function nodeIsReady(api: ApiAccess): Promise<boolean> {
  const live = (await (await request(api, `/api/v1/nodes/${node.metadata.name}`)).json()) as Conditioned;
  return hasCondition(live, "Ready") && (live.spec?.taints ?? []).length === 0;
}

/** Pods are refused until the controller manager made the namespace's default ServiceAccount. */
async function namespaceWorks(api: ApiAccess): Promise<boolean> {
  return (await request(api, "/api/v1/namespaces/default/serviceaccounts/default")).ok;
}

async function answers(probe: () => Promise<Response>, name: string): Promise<void> {
  await until(`${name} answers`, async () => (await probe()).ok);
}

/** A probe that throws counts as not yet: nobody listens so far. */
async function until(what: string, probe: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + readyWithin;
  let cause: unknown;
  while (Date.now() < deadline) {
    if (await probe().catch((error: unknown) => ((cause = error), false))) return;
    await delay(50);
  }
  throw new Error(`The control plane did not start: waited ${readyWithin / 1000} s until ${what}.`, {
    cause,
  });
}

function describe({ layout, audit, api, minio }: Setup, modules: Modules): Environment {
  const { kubernetes, kro } = modules;
  return {
    KUBECONFIG: layout.kubeconfig("admin"),
    MINIO_ENDPOINT: minio.endpoint,
    MINIO_ACCESS_KEY: minio.user,
    MINIO_SECRET_KEY: minio.password,
    CONTROL_PLANE_MINIO: `${modules.minio}/minio`,
    CONTROL_PLANE_MINIO_KMS_KEY: MINIO_KEY,
    CONTROL_PLANE_MINIO_WEBHOOK: "arn:minio:sqs::PRIMARY:webhook",
    CONTROL_PLANE_SERVER: api.server,
    CONTROL_PLANE_CA_FILE: layout.certificates.ca,
    CONTROL_PLANE_TOKEN: api.token,
    CONTROL_PLANE_KUBECTL: `${kubernetes}/kubectl`,
    CONTROL_PLANE_AUDIT: audit,
    CONTROL_PLANE_AUDIT_LOG: join(layout.folder, "audit.log"),
    CONTROL_PLANE_LOGS: join(layout.folder, "logs"),
    CONTROL_PLANE_KRO: kro === undefined ? "0" : "1",
    CONTROL_PLANE_TARGET: "real",
  };
}
