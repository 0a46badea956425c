/**
 * The steps of the conformance suite. Each is one process over all kinds at once; what it did is recorded from outside:
 * the live objects by raw requests, its own requests by the audit log.
 *
 * Per kind there are two objects: one that we make, and one that kubectl made before us.
 */

import { randomBytes } from "node:crypto";
import { type JsonObject, sameJson } from "../../src/model/json.ts";
import { apiVersionOf, objectPath } from "../../src/model/kind.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { audit, type AuditEntry } from "./audit.ts";
import { eventually, kubectl, kubectlWithInput, randomNamespace, rawRequest } from "./control-plane.ts";
import type { PlannedObject } from "./kinds.stack.ts";
import type { Subject } from "./manifests.ts";
import { merge, missing } from "./merge.ts";
import { Checkout, type Outcome } from "./stack.ts";

/** `made` by us, or `found`: made by kubectl before us. */
export type Role = "made" | "found";
const ROLES: readonly Role[] = ["made", "found"];

/** What one process did. */
export interface Facts extends Outcome {
  /** Requests of the run, by our user agent. */
  requests: AuditEntry[];
  /** The objects that exist right after it, by path. */
  live: ReadonlyMap<string, LiveObject>;
}

/** The processes in their order, each on the state that the one before left. */
export interface Facets {
  create: Facts;
  unchanged: Facts;
  update: Facts;
  /** What kubectl made. */
  found: ReadonlyMap<string, LiveObject>;
  /** With the found objects in the program. */
  refused: Facts;
  adopt: Facts;
  settled: Facts;
  /** With the found objects no longer in the program. */
  removed: Facts;
  destroy: Facts;
  /** With the state from before `removed`. */
  destroyGone: Facts;
  destroyNothing: Facts;
  /** Only what cannot become ready, waiting for it for two seconds. */
  waiting: Facts;
}

/** One object of one row. */
export interface Piece {
  subject: Subject;
  key: string;
  name: string;
  namespace: string;
  /** Of the object, on the API server. */
  path: string;
  base: JsonObject;
  changed: JsonObject;
}

/** The label that only the found object has: it must go when it is adopted. */
export const LEFT_OVER = "left-over";

const FILTER = { userAgentPrefix: "alchemy-kubernetes/" };

/** ms */
const SETTLE = 2_500;

// Every kind becomes ready within seconds here; what does not shall say so soon.
const TIMEOUT = 60_000;

/** One run of the suite: its own namespace, names and state. */
export class Conformance {
  readonly namespace = randomNamespace("conformance");
  readonly #pieces = new Map<string, Piece>();
  readonly #subjects: readonly Subject[];
  readonly #random = randomBytes(3).toString("hex");

  constructor(subjects: readonly Subject[]) {
    this.#subjects = subjects;
    for (const subject of subjects)
      for (const role of ROLES) this.#pieces.set(keyOf(subject, role), this.#plan(subject, role));
  }

  /** The object of a row in a role. */
  piece(subject: Subject, role: Role): Piece {
    const piece = this.#pieces.get(keyOf(subject, role));
    if (piece === undefined) throw new Error(`${subject.title} is not part of this run`);
    return piece;
  }

  /** Runs every step. */
  async run(): Promise<Facets> {
    await kubectl("create", "namespace", this.namespace);
    const checkout = await Checkout.create();
    try {
      return await this.#steps(checkout);
    } finally {
      await checkout.remove();
      await this.#cleanUp();
    }
  }

  async #steps(checkout: Checkout): Promise<Facets> {
    const deploy = (...sets: PlannedObject[][]): Promise<Facts> =>
      this.#record(() => checkout.deploy(sets.flat()));
    const destroy = (): Promise<Facts> => this.#record(() => checkout.destroy());
    const base = this.#planned("made", "base");
    const changed = this.#planned("made", "changed");
    const create = await deploy(base);
    // What controllers make of new objects is no drift.
    await Bun.sleep(SETTLE);
    const unchanged = await deploy(base);
    const update = await deploy(changed);
    const found = await this.#createByKubectl();
    const refused = await deploy(changed, this.#planned("found", "base"));
    const adopting = this.#planned("found", "base", { adopt: true });
    const adopt = await deploy(changed, adopting);
    const settled = await deploy(changed, adopting);
    await checkout.saveState();
    const removed = await deploy(changed);
    const destroyed = await destroy();
    await checkout.restoreState();
    const destroyGone = await destroy();
    const destroyNothing = await destroy();
    const hopeless = this.#subjects.filter(({ row }) => row.neverReady !== undefined);
    const waiting = await deploy(this.#planned("made", "base", { wait: "ready", timeout: 2_000 }, hopeless));
    await destroy();
    return {
      create,
      unchanged,
      update,
      found,
      refused,
      adopt,
      settled,
      removed,
      destroy: destroyed,
      destroyGone,
      destroyNothing,
      waiting,
    };
  }

  #plan(subject: Subject, role: Role): Piece {
    const { kind, row, slug } = subject;
    const label = `${slug}-${role}-${this.#random}`;
    const name = row.name?.(label) ?? label;
    const place = { namespace: this.namespace, name };
    const base = row.manifest(place) as JsonObject;
    const identity = kind.namespaced ? place : { name };
    return {
      subject,
      key: keyOf(subject, role),
      ...place,
      path: objectPath(kind, identity),
      base: merge(base, { metadata: identity }),
      changed: merge(merge(base, row.change as JsonObject), { metadata: identity }),
    };
  }

  #planned(
    role: Role,
    which: "base" | "changed",
    options: JsonObject = {},
    subjects = this.#subjects,
  ): PlannedObject[] {
    return subjects.map((subject) => {
      const { kind, row, slug } = subject;
      const wait = row.neverReady === undefined ? "ready" : "applied";
      const piece = this.piece(subject, role);
      return {
        key: piece.key,
        id: `${slug}-${role}`,
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        props: { ...piece[which], wait, timeout: TIMEOUT, ...options },
      };
    });
  }

  /**
   * The found objects hold the changed values and a label: adopting changes the values back and drops the rest.
   * @returns the objects once their controllers have written what they write to new ones
   */
  async #createByKubectl(): Promise<Map<string, LiveObject>> {
    const manifests = this.#subjects.map((subject) => ({
      apiVersion: apiVersionOf(subject.kind),
      kind: subject.kind.kind,
      ...merge(this.piece(subject, "found").changed, { metadata: { labels: { [LEFT_OVER]: "yes" } } }),
    }));
    await kubectlWithInput(manifests, "apply", "-f", "-");
    let before = await this.#read();
    return eventually("the objects that kubectl made are left alone", async () => {
      await Bun.sleep(500);
      const now = await this.#read();
      const same = this.#subjects.every((subject) => {
        const { path } = this.piece(subject, "found");
        const ready = missing(now.get(path), subject.row.ready ?? {}).length === 0;
        return ready && sameJson(withoutStatus(before.get(path)), withoutStatus(now.get(path)));
      });
      before = now;
      return same ? now : undefined;
    });
  }

  async #record(step: () => Promise<Outcome>): Promise<Facts> {
    const mark = await audit.mark();
    const outcome = await step();
    const requests = await audit.since(mark, FILTER);
    return { ...outcome, requests, live: await this.#read() };
  }

  async #read(): Promise<Map<string, LiveObject>> {
    const objects = [...this.#pieces.values()].map(async ({ path }) => {
      const answer = await rawRequest(path);
      const body = (await answer.json()) as LiveObject;
      if (answer.ok) return [[path, body] as const];
      if (answer.status === 404) return [];
      throw new Error(`GET ${path}: ${JSON.stringify(body)}`);
    });
    return new Map((await Promise.all(objects)).flat());
  }

  /** What a failed run left behind. */
  async #cleanUp(): Promise<void> {
    const left = [...(await this.#read()).keys()];
    await Promise.all(left.map(async (path) => (await rawRequest(path, { method: "DELETE" })).text()));
    await kubectl("delete", "namespace", this.namespace, "--wait=false");
  }
}

/** Everything of an object but what controllers keep writing. */
export function withoutStatus(object: LiveObject | undefined): unknown {
  if (object === undefined) return undefined;
  const { status: _status, metadata, ...rest } = object;
  const { resourceVersion: _version, managedFields = [], ...kept } = metadata;
  const entries = managedFields.filter(({ subresource }) => subresource === undefined);
  return { ...rest, metadata: { ...kept, managedFields: entries } };
}

function keyOf({ title }: Subject, role: Role): string {
  return `${title} ${role}`;
}
