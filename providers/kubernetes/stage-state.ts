/** What is stored of a whole stage: every Kubernetes resource in it, and which of them this run deletes. */

import { Scope } from "alchemy";
import { defined } from "../../src/model/json.ts";
import { hasFailed } from "../exit-code.ts";
import { isPatch, mayBeOurs, storedRuns } from "./earlier.ts";
import type { Departure } from "./removal.ts";

/** A resource that is stored in a stage. */
export interface StoredResource extends Departure {
  /** Whether this run deletes it: all at destroy, and what the program does not mention once a scope has ended. */
  departs: boolean;
}

/** The scope of the stage that a scope belongs to. */
export function stageOf(scope: Scope): Scope {
  let stage = scope;
  while (stage.parent?.parent !== undefined) stage = stage.parent;
  return stage;
}

/** The outermost scope round a resource that has ended: what it and those in it do not mention is being deleted. */
export function endingRound(scope: Scope): Scope | undefined {
  let found: Scope | undefined;
  for (let at: Scope | undefined = scope; at?.parent !== undefined; at = at.parent)
    if (isEnding(at)) found = at;
  return found;
}

function isEnding(scope: Scope): boolean {
  if (hasFailed(scope)) return false;
  // What is deferred runs when the app ends, before its stage does.
  const isStage = scope.parent !== undefined && scope.parent.parent === undefined;
  return isFinalized(scope) || (isStage && scope.parent !== undefined && isFinalized(scope.parent));
}

// Alchemy tells it nowhere but in this private field.
function isFinalized(scope: Scope): boolean {
  return (scope as unknown as { finalized?: boolean }).finalized === true;
}

/** The stage of a scope and all scopes in it that hold anything: those of this run, else such as are only read. */
export async function scopesOfStage(scope: Scope): Promise<Scope[]> {
  return scopesFrom(stageOf(scope));
}

async function scopesFrom(scope: Scope): Promise<Scope[]> {
  const nested = (await heldIn(scope)).map(({ inner }) => scopesFrom(inner));
  return [scope, ...(await Promise.all(nested)).flat()];
}

/** Reads every Kubernetes resource that is stored in the stage of a scope, patches left out. */
export function storedInStage(scope: Scope): Promise<StoredResource[]> {
  const stage = stageOf(scope);
  return storedIn(stage, stage.phase === "destroy" || isEnding(stage));
}

/** @param drops whether what the scope does not mention is being deleted */
async function storedIn(scope: Scope, drops: boolean): Promise<StoredResource[]> {
  const departs = (id: string): boolean => drops && (scope.phase === "destroy" || !scope.resources.has(id));
  const own = (await storedRuns(scope))
    .filter(({ id }) => !isPatch(id))
    .map(({ id, props, output, checkpoint }): StoredResource => ({
      scope,
      fqn: scope.fqn(id),
      departs: departs(id),
      props,
      ...defined({ output, checkpoint }),
    }));
  const nested = (await nestedScopes(scope)).map(({ id, inner, isResource }) =>
    // Whether a resource of somebody else takes along what is in it is its own choice.
    storedIn(inner, !isResource && (departs(id) || isEnding(inner))),
  );
  return [...own, ...(await Promise.all(nested)).flat()];
}

interface Nested extends Held {
  /** It is not a scope of the program's own, but that of a resource which deploys others. */
  isResource: boolean;
}

async function nestedScopes(scope: Scope): Promise<Nested[]> {
  return Promise.all(
    (await heldIn(scope)).map(async (held) => ({ ...held, isResource: !(await isScope(scope, held.id)) })),
  );
}

interface Held {
  id: string;
  inner: Scope;
}

/** The scopes in a scope that hold anything. */
async function heldIn(scope: Scope): Promise<Held[]> {
  const ids = (await scope.state.list()).filter((id) => !mayBeOurs(id));
  const found = await Promise.all(
    ids.map(async (id): Promise<Held[]> => {
      const inner = innerScope(scope, id);
      return (await inner.state.list()).length === 0 ? [] : [{ id, inner }];
    }),
  );
  return found.flat();
}

/** The scope of this run, else one that is only read. */
function innerScope(scope: Scope, id: string): Scope {
  const known = scope.children.get(id);
  if (known !== undefined) return known;
  const made = new Scope({ parent: scope, scopeName: id });
  // Alchemy would end it with the rest.
  scope.children.delete(id);
  return made;
}

async function isScope(scope: Scope, id: string): Promise<boolean> {
  try {
    return (await scope.state.get(id))?.kind === "alchemy::Scope";
  } catch {
    // The state of another provider's resource may need a password to be read: it is no scope.
    return false;
  }
}
