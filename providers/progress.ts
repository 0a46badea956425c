import type { Scope } from "alchemy";

/** One line about a resource that takes its time, through Alchemy's logger, which can only append. */
export function progress(scope: Scope, fqn: string, message: string): void {
  scope.logger.task(fqn, {
    prefix: "progress",
    prefixColor: "cyanBright",
    resource: shortName(scope, fqn),
    message,
  });
}

/** As Alchemy names resources in its own lines: without app and stage. */
function shortName(scope: Scope, fqn: string): string {
  const root = `${scope.chain.slice(0, 2).join("/")}/`;
  return fqn.startsWith(root) ? fqn.slice(root.length) : fqn;
}
