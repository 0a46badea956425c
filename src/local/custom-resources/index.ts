/**
 * Custom resources: CustomResourceDefinitions checked as the API server checks them, and the kinds that they serve, with validation,
 * defaults, pruning and rules of their schemas. Imports model, cel, and of `local` the contracts, validation, names and columns.
 * Invariant: a definition becomes ServedKinds that nothing else tells from built-in ones; a kind is served before anybody can read
 * that it is established.
 */

export { customResourceController, establishSeeded, serveStored } from "./controller.ts";
export { definitionKind } from "./definition-kind.ts";
export { servedKinds } from "./serve.ts";
