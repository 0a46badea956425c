import { invocations } from "../invocation.ts";
import type { ResolvedServer } from "./server.ts";

/** One call of the resource. */
export interface Invocation {
  server: ResolvedServer;
  adopt: boolean;
}

export const invocation = invocations<Invocation>();
