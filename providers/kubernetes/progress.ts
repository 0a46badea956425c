/** What a run says about its Kubernetes resources: one line per change, through Alchemy's logger, and a summary at the end. */

import type { Scope } from "alchemy";
import type { Outcome } from "../../src/apply/ensure.ts";
import { scopeOptions } from "../scope-options.ts";
import type { Client } from "../../src/client/client.ts";

interface Run {
  announced: Set<Client>;
  counts: Map<Outcome, number>;
}

const runs = new WeakMap<Scope, Run>();

function runOf(scope: Scope): Run {
  const known = runs.get(scope.root);
  if (known !== undefined) return known;
  const run: Run = { announced: new Set(), counts: new Map() };
  runs.set(scope.root, run);
  void scope.root.defer(async () => summarize(scope, run));
  return run;
}

/** Says which cluster is written to, once per run, before the first write. */
export function announce(scope: Scope, client: Client, namespace: string | undefined): void {
  const { announced } = runOf(scope);
  if (announced.has(client)) return;
  announced.add(client);
  const { name, server, description } = client.connection;
  const usual = namespace ?? scopeOptions(scope).namespace;
  const where = usual === undefined ? "" : `, namespace ${usual}`;
  scope.logger.log(`Kubernetes: ${name} (${server}, ${description})${where}`);
}

/** A warning about a resource. */
export function warn(scope: Scope, object: string, message: string): void {
  scope.logger.warn(`${object}: ${message}`);
}

/** Counts what became of a resource, for the summary. */
export function count(scope: Scope, outcome: Outcome): void {
  const { counts } = runOf(scope);
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

function summarize(scope: Scope, run: Run): void {
  const parts = [...run.counts].map(([outcome, times]) => `${times} ${outcome}`);
  if (parts.length > 0) scope.logger.log(`Kubernetes: ${parts.join(", ")}`);
  run.counts.clear();
}
