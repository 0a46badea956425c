/**
 * The three patches that change an object: RFC 6902, RFC 7386 and the strategic merge patch of Kubernetes, with the API
 * server's texts. Pure and synchronous; imports model and status.ts. Invariant: arguments are never changed.
 */

export { jsonPatch } from "./json-patch.ts";
export { mergePatch } from "./merge-patch.ts";
export { strategicPatch } from "./strategic-patch.ts";
