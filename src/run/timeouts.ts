/** How long deployments of graphs may take by default. */

/** For an instance, and each of its objects, to become ready or to go away, ms. */
export const INSTANCE_TIMEOUT = 300_000;

/** For kro to accept a ResourceGraphDefinition, ms. */
export const GRAPH_TIMEOUT = 60_000;
