/** What is stored of an earlier run of a resource, as far as there was one. */

import type { Scope } from "alchemy";
import { defined } from "../../src/model/json.ts";
import { builtinKinds } from "../../src/model/kind-table.ts";
import { isForgotten } from "../other-cluster.ts";
import { readStateFile } from "./state-file.ts";
import {
  isObjectType,
  type Checkpoint,
  parseCheckpoint,
  type StoredOutput,
  type StoredProps,
} from "./state.ts";

/** What state has of a resource from the last run, as far as there was one. */
export interface Earlier {
  id: string;
  props?: StoredProps;
  output?: StoredOutput;
  checkpoint?: Checkpoint;
  /** Whether the last run got through: only then its props are what was applied. */
  stable: boolean;
}

type State = NonNullable<Awaited<ReturnType<Scope["state"]["get"]>>>;

/** Reads what is stored under an id. */
export async function earlierRun(scope: Scope, id: string): Promise<Earlier> {
  const file = readStateFile(scope, id);
  if (file === "absent") return { id, stable: false };
  const state = file === undefined ? await scope.state.get(id) : (file as unknown as State);
  return state === undefined ? { id, stable: false } : withoutForgotten(scope, fromState(id, state));
}

/** Reads what is stored in a scope, of all its Kubernetes resources. */
export async function earlierRuns(scope: Scope): Promise<Earlier[]> {
  return (await storedRuns(scope)).map((earlier) => withoutForgotten(scope, earlier));
}

/** As {@link earlierRuns}, with the objects on clusters that are to be forgotten. */
export async function storedRuns(scope: Scope): Promise<Earlier[]> {
  const ids = (await scope.state.list()).filter(mayBeOurs);
  const states = await Promise.all(ids.map(async (id) => ({ id, state: await scope.state.get(id) })));
  return states.flatMap(({ id, state }) =>
    state !== undefined && isObjectType(state.kind) ? fromState(id, state) : [],
  );
}

/** Leaves out what was on a cluster that is gone for good: without its current object a resource begins anew. */
function withoutForgotten(scope: Scope, earlier: Earlier): Earlier {
  const { checkpoint, ...rest } = earlier;
  if (checkpoint === undefined) return earlier;
  const refs = checkpoint.refs.filter(({ cluster }) => !isForgotten(scope, cluster));
  if (refs.length === checkpoint.refs.length) return earlier;
  if (refs.at(-1) === checkpoint.refs.at(-1)) return { ...earlier, checkpoint: { ...checkpoint, refs } };
  // The props have to differ, or Alchemy would skip it.
  const props = rest.props && { ...rest.props, observed: rest.props.observed + 1 };
  return { ...rest, ...defined({ props }), stable: false };
}

/** Whether an id is one that our resources have: reading the state of other providers may take long, or need a password. */
export function mayBeOurs(id: string): boolean {
  const prefix = id.slice(0, id.indexOf("-"));
  return prefix === "manifest" || prefix === "patch" || prefix.includes(".") || kindPrefixes().has(prefix);
}

/** Whether an id is that of a patch, which owns no object. */
export function isPatch(id: string): boolean {
  const prefix = id.slice(0, id.indexOf("-"));
  return prefix === "patch" || prefix.endsWith(".patch");
}

let prefixes: Set<string> | undefined;

function kindPrefixes(): Set<string> {
  prefixes ??= new Set(builtinKinds().map(({ kind }) => kind.toLowerCase()));
  return prefixes;
}

function fromState(id: string, state: State): Earlier {
  const checkpoint = parseCheckpoint(state.data);
  const props = state.props as StoredProps;
  const stable = state.status === "created" || state.status === "updated";
  return {
    id,
    props,
    output: state.output as unknown as StoredOutput,
    stable,
    ...(checkpoint !== undefined && { checkpoint: stable ? withApplied(checkpoint, props) : checkpoint }),
  };
}

/** The checkpoint after a run that got through: what was applied to the current object is in the props. */
function withApplied({ owner, refs }: Checkpoint, { manifest }: StoredProps): Checkpoint {
  return {
    owner,
    refs: refs.map((ref, index) => (index === refs.length - 1 ? { ...ref, applied: [manifest] } : ref)),
  };
}
