import { invocations } from "../invocation.ts";
import type { ResolvedServer } from "./server.ts";

/** One call of the resource. */
export interface Invocation {
  server: ResolvedServer;
  adopt: boolean;
}

/** Between the wrapper of a bucket and its handler. */
export const invocation = invocations<Invocation>();
