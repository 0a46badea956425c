/** What a deployment through Alchemy needs of its scope, and how its failures read. */

import { Scope } from "alchemy";
import { hasCode, ProviderError } from "../../src/errors.ts";
import { messageOf } from "./errors.ts";

/**
 * Makes sure that a deployment has a scope of Alchemy to keep its resources in.
 * @param context what needs it, for the message
 * @throws {ProviderError} `usage` when there is none, or something else was passed
 */
export function validateAlchemyScope(scope: Scope | undefined, context: string): asserts scope is Scope {
  if (scope === undefined) throw noScope(context, "Alchemy scope is required but not provided");
  if (scope.parent !== undefined && !scope.scopeName)
    throw noScope(context, "Alchemy scope must have a name");
  if (typeof scope.run !== "function") throw noScope(context, "Alchemy scope must have a run method");
}

function noScope(context: string, what: string): ProviderError {
  return new ProviderError("usage", what, {
    object: context,
    advice: 'Call it inside of a program that began with `await alchemy("name")`, or pass `alchemyScope`.',
  });
}

/** The scope that a program runs in, if it is one of Alchemy at all. */
export function ambientScope(): Scope | undefined {
  return Scope.getScope();
}

// The cause says it in full already; this is for those who read the first line only.
const HINTS = [
  ["not-ready", "Deployment timed out or failed"],
  ["unknown-kind", "Required resource or dependency not found"],
  ["not-owned", "Resource already exists"],
] as const;

/**
 * Rethrows what a deployment threw, with what was being done before it.
 * @throws {Error} always; the original is its `cause`
 */
export function handleAlchemyDeploymentError(error: unknown, context: string): never {
  const hint = HINTS.find(([code]) => hasCode(error, code))?.[1];
  const message = hint === undefined ? messageOf(error) : `${hint}: ${messageOf(error)}`;
  throw new Error(`${context}: ${message}`, { cause: error });
}

/**
 * Rethrows what registering a resource type threw. That a type is registered already is no failure: types are shared.
 * @throws {Error} for anything else; the original is its `cause`
 */
export function handleResourceRegistrationError(error: unknown, resourceType: string): void {
  if (/already (?:registered|exists)/.test(messageOf(error))) return;
  throw new Error(`Resource registration failed for '${resourceType}': ${messageOf(error)}`, {
    cause: error,
  });
}
