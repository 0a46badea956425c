/** The conditions of a ResourceGraphDefinition, in kro's words. Pure. */

import type { LiveObject } from "../../model/object.ts";
import type { Clock } from "../clock.ts";
import { ConditionSet } from "./conditions.ts";
import { conditionOwnerOf } from "./graph-revisions.ts";

const REVISIONS = "GraphRevisionsResolved";
const ACCEPTED = "GraphAccepted";
const KIND = "KindReady";
const CONTROLLER = "ControllerReady";

/** The marks that kro makes on a graph. */
export interface GraphMarks {
  set: ConditionSet;
  /** Whether the kind is served: what `status.state` says. */
  isActive(): boolean;
  revisionsSettling(): void;
  revisionCompiling(revision: number): void;
  revisionResolved(revision: number): void;
  revisionFailed(message: string): void;
  accepted(): void;
  refused(message: string): void;
  kindReady(kind: string): void;
  kindFailed(message: string): void;
  controllerRunning(): void;
}

/** Conditions of a graph, to be marked while it is reconciled. */
export function graphMarks(graph: LiveObject, clock: Clock): GraphMarks {
  const owner = conditionOwnerOf(graph);
  const set = new ConditionSet(owner, { dependents: [REVISIONS, ACCEPTED, KIND, CONTROLLER], clock });
  const mark = (type: string, status: string, reason: string, message: string): void =>
    set.mark(type, { status, reason, message });
  return {
    set,
    isActive: () => set.isTrue(ACCEPTED, KIND, CONTROLLER),
    revisionsSettling: () =>
      mark(
        REVISIONS,
        "Unknown",
        "WaitingForGraphRevisionSettlement",
        "waiting for terminating graph revisions to settle",
      ),
    revisionCompiling: (revision) =>
      mark(
        REVISIONS,
        "Unknown",
        "WaitingForGraphRevisionCompilation",
        `graph revision ${revision} issued and awaiting compilation`,
      ),
    revisionResolved: (revision) =>
      mark(REVISIONS, "True", "Resolved", `revision ${revision} compiled and active`),
    revisionFailed: (message) => mark(REVISIONS, "False", "Failed", message),
    accepted: () => mark(ACCEPTED, "True", "Valid", "resource graph and schema are valid"),
    refused: (message) => mark(ACCEPTED, "False", "InvalidResourceGraph", message),
    kindReady: (kind) => mark(KIND, "True", "Ready", `kind ${kind} has been accepted and ready`),
    kindFailed: (message) => mark(KIND, "False", "Failed", message),
    controllerRunning: () => mark(CONTROLLER, "True", "Running", "controller is running"),
  };
}
