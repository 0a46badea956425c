/** What is known of an object that did not become ready: data for programs, of which report.ts makes text. Types. */

import type { ObjectRef } from "../model/object.ts";
import type { Condition } from "../readiness/conditions.ts";
import type { Readiness } from "../readiness/verdict.ts";
import type { Unseen } from "./owners.ts";

/** Everything that was found. Its texts hold no secrets and nothing that a terminal acts on. */
export interface Diagnosis {
  /** What did not become ready. */
  object: ObjectRef;
  /** Why, in words. */
  reason: string;
  /** The object and what belongs to it, each before its own. */
  chain: DiagnosedObject[];
  /** Containers that do not do what they should. */
  containers: ContainerReport[];
  /** Warnings about any object of the chain, the latest first. */
  events: WarningReport[];
  logs: LogReport[];
  /** What could not be read. */
  unseen: Unseen[];
}

/** One object of the owner chain. */
export interface DiagnosedObject extends ObjectRef {
  uid: string;
  /** Uid of the one that it belongs to; absent for the first. */
  parent?: string;
  state: Readiness["state"];
  /** Why it is not ready. */
  reason?: string;
  /** The word that its controller has for that. */
  cause?: string;
  /** The condition that decided. */
  condition?: Condition;
}

/** A container and how it is doing. */
export interface ContainerReport {
  pod: ObjectRef;
  container: string;
  init: boolean;
  state: "waiting" | "running" | "terminated";
  /** Why it waits or has ended: `ImagePullBackOff`, `OOMKilled`. */
  reason?: string;
  message?: string;
  /** Of a container that has ended. */
  exitCode?: number;
  restarts: number;
  /** How its last run ended. */
  last?: { exitCode: number; reason?: string; message?: string };
}

/** A Kubernetes Event of type Warning. */
export interface WarningReport {
  object: ObjectRef;
  reason: string;
  message: string;
  count: number;
  /** When it was seen last, RFC 3339. */
  at: string;
}

/** The end of a container's log. */
export interface LogReport {
  pod: ObjectRef;
  container: string;
  /** It is of the run before the last restart. */
  previous: boolean;
  lines: string[];
  /** Why there are none. */
  missing?: string;
}
