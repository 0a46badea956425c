/**
 * The embedded cluster: wires store, kinds, objects, controllers and the HTTP surface. Imports everything in src/local but what
 * listens on a port. Invariant: nothing is known outside of the store, so a cluster that is opened again goes on where it was.
 */

import { kindSchemas } from "../model/kind-schemas.ts";
import type { Manifest } from "../model/object.ts";
import { systemChance, systemClock, type Chance, type Clock } from "./clock.ts";
import type { Controller, ControllerContext, Key } from "./controllers/controller.ts";
import { controllers, enforceQuota, eventRecorder, isTerminatingNamespace } from "./controllers/index.ts";
import { startQueue, type Queue } from "./controllers/queue.ts";
import {
  customResourceController,
  definitionKind,
  establishSeeded,
  serveStored,
} from "./custom-resources/index.ts";
import { kindRegistry, type KindRegistry } from "./kind-registry.ts";
import { builtinServedKinds } from "./kinds/index.ts";
import type { Kinds } from "./kinds/served-kind.ts";
import { createKro } from "./kro/index.ts";
import { createObjects } from "./objects/create-objects.ts";
import type { Environment } from "./objects/environment.ts";
import { garbageCollector } from "./objects/garbage-collector.ts";
import { namespaceController } from "./objects/namespace-controller.ts";
import type { Objects } from "./objects/objects.ts";
import { reviveUntracked } from "./objects/untracked.ts";
import { restHandler } from "./rest/handle.ts";
import { seed } from "./seed.ts";
import type { Journal } from "./store/journal.ts";
import { memoryStore } from "./store/memory.ts";
import type { Database } from "./store/sqlite.ts";
import { sqliteJournal } from "./store/sqlite-journal.ts";
import type { Store } from "./store/store.ts";

export interface ClusterOptions {
  /** Where it is kept. @default in memory only */
  file?: string;
  /** Forget all objects; the cluster stays the same one. @default false */
  reset?: boolean;
  /** Bearer token that requests must carry. @default none is asked for */
  token?: string;
  /** @default the machine's */
  clock?: Clock;
  /** @default real chance */
  chance?: Chance;
  /** Told of errors that controllers throw; what they were at is tried again. @default a warning of the process */
  onError?: (error: unknown, controller: string, key: Key) => void;
}

export interface Cluster {
  /** The UID of `kube-system`. */
  readonly identity: string;
  /** Answers one request to the API server. Never rejects. */
  handle: (this: void, request: Request) => Promise<Response>;
  /** Resolves when controllers have nothing left to do at the clock's present time, and all of it is kept. */
  settled(): Promise<void>;
  readonly clock: Clock;
  readonly store: Store;
  readonly objects: Objects;
  readonly kinds: Kinds;
  /** For what is kept beside the objects; absent in memory. */
  readonly database?: Database;
  /** When time alone changes something next, ms since 1970. */
  nextTimer(): number | undefined;
  /** Ends it: what was acknowledged is kept. */
  close(): void;
}

const DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

/** The value that holds the identity. */
const IDENTITY = "identity";

/**
 * Opens a cluster, or makes a new one.
 * @throws {ProviderError} `in-use` when another process has the file, `no-cluster` when it cannot be read
 */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { file, reset = false, token, clock = systemClock, chance = systemChance } = options;
  const [builtIn, schemas, journal] = await Promise.all([
    builtinServedKinds(),
    kindSchemas(),
    file === undefined ? undefined : sqliteJournal(file, { reset }),
  ]);
  const kinds = kindRegistry(
    builtIn.map((kind) => (kind.resource === DEFINITIONS ? definitionKind(kind) : kind)),
  );
  const kro = createKro(schemas);
  const store = opened(journal, ({ resource, object, untracked: saved = {} }) =>
    reviveUntracked(() => environment, { resource, object, saved }),
  );
  const environment: Environment = {
    store,
    kinds,
    clock,
    chance,
    admit: (resource, object, previous) => enforceQuota(resource, object, { store }, previous),
  };
  const objects = createObjects(environment);
  const identity = identityOf(environment);
  const queue = start({ environment, objects, kinds, kro, identity, options });
  const handle = restHandler({ objects, kinds, store, clock, ...(token === undefined ? {} : { token }) });
  await store.committed();
  return {
    identity,
    handle,
    settled: async () => {
      await queue.settled();
      await store.committed();
    },
    clock,
    store,
    objects,
    kinds,
    ...(journal === undefined ? {} : { database: journal.database }),
    nextTimer: () => queue.nextTimer(),
    close() {
      queue.close();
      handle.close();
      store.close();
    },
  };
}

/** Lets go of the file when it cannot be read. */
function opened(journal: Journal | undefined, revive: Parameters<typeof memoryStore>[1]): Store {
  try {
    return memoryStore(journal, revive);
  } catch (error) {
    journal?.close();
    throw error;
  }
}

function identityOf({ store, chance }: Environment): string {
  const known = store.values.get(IDENTITY);
  if (known !== undefined) return known;
  const made = chance.uid();
  store.values.set(IDENTITY, made);
  return made;
}

interface Starting {
  environment: Environment;
  objects: Objects;
  kinds: KindRegistry;
  kro: { controllers: readonly Controller[]; definitions: readonly Manifest[] };
  identity: string;
  options: ClusterOptions;
}

function start({ environment, objects, kinds, kro, identity, options }: Starting): Queue {
  const resources = { registry: kinds };
  serveStored(environment.store, resources);
  seed(environment, identity, kro.definitions);
  const own: Omit<ControllerContext, "event"> = { ...environment, objects };
  const context: ControllerContext = { ...own, event: eventRecorder(own) };
  establishSeeded(context, resources);
  return startQueue({
    context,
    controllers: [
      namespaceController,
      customResourceController(resources),
      garbageCollector,
      ...controllers,
      ...kro.controllers,
    ],
    onError: options.onError ?? warn,
  });
}

function warn(error: unknown, controller: string, { resource, namespace = "", name }: Key): void {
  // Its controllers need not know that what they are about is going, too.
  if (isTerminatingNamespace(error)) return;
  const where = `${resource} ${namespace}/${name}`;
  process.emitWarning(`embedded cluster: ${controller} failed at ${where}: ${String(error)}`);
}
