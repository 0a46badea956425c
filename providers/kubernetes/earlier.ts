/** What is stored of an earlier run of a resource, as far as there was one. */

import type { Scope } from "alchemy";
import { builtinKinds } from "../../src/model/kind-table.ts";
import { isObjectType } from "./registration.ts";
import { type Checkpoint, parseCheckpoint, type StoredOutput, type StoredProps } from "./state.ts";

export interface Earlier {
  props?: StoredProps;
  output?: StoredOutput;
  checkpoint?: Checkpoint;
  /** Whether the last run got through: only then its props are what was applied. */
  stable: boolean;
}

type State = NonNullable<Awaited<ReturnType<Scope["state"]["get"]>>>;

/** Reads what is stored under an id. */
export async function earlierRun(scope: Scope, id: string): Promise<Earlier> {
  const state = await scope.state.get(id);
  return state === undefined ? { stable: false } : fromState(state);
}

/** Reads what is stored in a scope, of all its Kubernetes resources. */
export async function earlierRuns(scope: Scope): Promise<Earlier[]> {
  const ids = (await scope.state.list()).filter(mayBeOurs);
  const states = await Promise.all(ids.map((id) => scope.state.get(id)));
  return states.flatMap((state) => (state !== undefined && isObjectType(state.kind) ? fromState(state) : []));
}

// Reading the state of other providers may take long, or need a password: their secrets are decrypted.
function mayBeOurs(id: string): boolean {
  const prefix = id.slice(0, id.indexOf("-"));
  return prefix === "manifest" || prefix.includes(".") || kindPrefixes().has(prefix);
}

let prefixes: Set<string> | undefined;

function kindPrefixes(): Set<string> {
  prefixes ??= new Set(builtinKinds().map(({ kind }) => kind.toLowerCase()));
  return prefixes;
}

function fromState(state: State): Earlier {
  const checkpoint = parseCheckpoint(state.data);
  return {
    props: state.props as StoredProps,
    output: state.output as unknown as StoredOutput,
    stable: state.status === "created" || state.status === "updated",
    ...(checkpoint !== undefined && { checkpoint }),
  };
}
