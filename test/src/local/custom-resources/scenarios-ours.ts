/** Takes the steps of scenarios on our own implementation. */

import type { ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { notFound, StatusError } from "../../../../src/local/status.ts";
import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { refusal } from "../validation/answers.ts";
import { DEFINITION_KIND, definitionCluster } from "./definitions-ours.ts";
import { shown } from "./scenario-answers.ts";
import type { StepAnswer } from "./scenario-answers.ts";
import { DEFINITIONS, kindNamed, over } from "./scenarios.ts";
import type { Ref, Scenario, Step } from "./scenarios.ts";

/** Takes all steps of a scenario. */
export function takeOurSteps({ group, steps }: Scenario): StepAnswer[] {
  const { objects, kinds, settle } = definitionCluster();
  const options = { manager: "test" };
  const served = ({ plural, version = "v1" }: Ref): ServedKind => {
    const kind = plural === DEFINITIONS ? DEFINITION_KIND : kinds.byPath(group, version, plural);
    if (kind === undefined) throw new StatusError({ code: 404, message: "404 page not found\n" });
    return kind;
  };
  const get = (ref: Ref): Manifest => {
    const kind = served(ref);
    const found = objects.get(kind, undefined, ref.name);
    if (found === undefined) throw notFound({ group: kind.group, plural: kind.plural, name: ref.name });
    return found;
  };
  const take = (step: Step): StepAnswer => {
    if ("create" in step) {
      const { create: ref, object } = step;
      const kind = served(ref);
      const body = {
        apiVersion: `${kind.group}/${kind.version}`,
        kind: kindNamed(ref.plural),
        metadata: { name: ref.name },
        ...object,
      };
      const made = objects.create(kind, body, options).object;
      settle();
      return shown(ref.plural === DEFINITIONS ? get(ref) : made);
    }
    if ("get" in step) return shown(get(step.get));
    if ("delete" in step) {
      const { gone, object } = objects.delete(served(step.delete), { name: step.delete.name });
      settle();
      return gone ? { object: { deleted: served(step.delete).plural } } : shown(object);
    }
    const ref = "update" in step ? step.update : step.status;
    const kind = served(ref);
    const body = over(get(ref) as unknown as JsonObject, step.with);
    const isStatus = "status" in step;
    if (isStatus && !kind.subresources.has("status"))
      throw notFound({ group: kind.group, plural: kind.plural, name: ref.name });
    return shown(
      objects.update(kind, body, isStatus ? { ...options, subresource: "status" } : options).object,
    );
  };
  return steps.map((step) => {
    try {
      return take(step);
    } catch (error) {
      if (error instanceof StatusError) return refusal(error.status);
      throw error;
    }
  });
}
