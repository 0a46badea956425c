/** Waiting for an object as its resource wants it, and saying what is waited for. */

import { describeTarget, type Target } from "../../src/apply/target.ts";
import { untilSettled } from "../../src/apply/wait.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { progress } from "../progress.ts";
import { warn } from "./progress.ts";
import type { KubernetesContext, StoredProps } from "./state.ts";

/**
 * Waits until an object is what its resource waits for.
 * @param written the answer to our write
 * @param selector label selector that the object matches, so that its watch sees little else
 * @throws {NotReadyError} when it failed or the time is over
 */
export async function settled(
  { scope, fqn }: KubernetesContext,
  { wait, failOn, timeout }: StoredProps,
  target: Target,
  { written, selector }: { written: LiveObject; selector?: string },
): Promise<LiveObject> {
  const { object, warning } = await untilSettled(target, written, {
    wait,
    failOn,
    timeout,
    report: (reason) => progress(scope, fqn, reason),
    ...(selector !== undefined && { selector }),
  });
  if (warning !== undefined) warn(scope, describeTarget(target), warning);
  return object;
}
