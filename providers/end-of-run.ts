import { Scope } from "alchemy";
import { hasFailed, noteUnawaited } from "./exit-code.ts";

/**
 * Does something when the run ends, after all resources have been deployed. It is left out when the run failed, since what
 * others still refer to may be concerned, and when the program dies before: whoever uses it comes back to it in the next run.
 *
 * Alchemy calls deferred functions of nested scopes twice, so it is the root's, and swallows what they throw, so that is
 * reported here.
 */
export function atEndOfRun(scope: Scope, work: () => Promise<void>): void {
  const done = scope.root.defer(async () => {
    if (!hasFailed(scope)) await work();
  });
  done.catch((error: unknown) => {
    noteUnawaited(error);
    scope.logger.error(error instanceof Error ? error.message : String(error));
    Scope.getScope()?.fail();
  });
}
