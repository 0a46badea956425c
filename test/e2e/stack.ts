/** The language in which a test tells the program of stacks/objects.ts what to deploy. */

/** One resource of the package. */
export interface ResourceStep {
  /** Name of the export. */
  kind: string;
  id: string;
  /** As a user writes them; `{ $secret: value }` stands for `alchemy.secret(value)`. */
  props: Record<string, unknown>;
}

/** What the program does next. */
export type Step =
  | ResourceStep
  | { together: Step[] }
  /** Errors are caught, as a program may do. */
  | { settled: Step[] }
  /** A nested `alchemy.run`. */
  | { scope: string; kubernetes?: Record<string, unknown>; steps: Step[] }
  /** A resource of the user's own that deploys others. */
  | { component: string; steps: Step[] }
  /** Says HOLDING and never goes on. */
  | { hold: true };

export interface Stack {
  /** Options of `alchemy(name, …)`. */
  app?: { name?: string; stage?: string; kubernetes?: Record<string, unknown>; destroyStrategy?: "parallel" };
  /** One after the other. */
  steps?: Step[];
}

type Metadata = Record<string, unknown>;

/** A ConfigMap. */
export function configMap(
  id: string,
  metadata: Metadata,
  { data = { a: "1" }, ...options }: { data?: Record<string, unknown>; [option: string]: unknown } = {},
): ResourceStep {
  return { kind: "ConfigMap", id, props: { metadata, data, ...options } };
}

/** A Secret of plain strings. */
export function secret(
  id: string,
  metadata: Metadata,
  stringData: Record<string, unknown>,
  options: Record<string, unknown> = {},
): ResourceStep {
  return { kind: "Secret", id, props: { metadata, stringData, ...options } };
}

/** What a Deployment of one container may say. */
export interface DeploymentOptions {
  /** One of fault-stages.yaml, for its pods. */
  fault?: string;
  /** `app` label of selector and pods. @default the id */
  app?: string;
  spec?: Record<string, unknown>;
  container?: Record<string, unknown>;
  [option: string]: unknown;
}

/** A Deployment of one container. */
export function deployment(
  id: string,
  metadata: Metadata,
  { fault, app = id, spec = {}, container = {}, ...options }: DeploymentOptions = {},
): ResourceStep {
  const labels = fault === undefined ? { app } : { app, "test/fault": fault };
  const containers = [{ name: "main", image: "registry.test/main:1", ...container }];
  const template = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 0 } };
  const props = { metadata, spec: { selector: { matchLabels: { app } }, template, ...spec }, ...options };
  return { kind: "Deployment", id, props };
}
