/** What may change of a running pod. Pure. */

import { sameJson } from "../../../model/json.ts";
import { differences } from "../differences.ts";
import { forbiddenCause, invalid, required, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import { between } from "../names.ts";
import type { Container, PodSpec } from "./defaults.ts";
import { addTolerations } from "./node-selector.ts";

const UPDATABLE = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");
const MAX_SECONDS = 2_147_483_647;

export function addPodUpdate(to: Causes, spec: PodSpec, before: PodSpec): void {
  for (const list of ["containers", "initContainers"] as const) {
    const [now, old] = [spec[list] ?? [], before[list] ?? []];
    if (now.length !== old.length)
      return void to.push(forbiddenCause(`spec.${list}`, "pod updates may not add or remove containers"));
    for (const [index, { image = "" }] of now.entries()) {
      if (image === "") to.push(required(`spec.${list}[${index}].image`));
      if (image !== image.trim())
        to.push(
          invalid(`spec.${list}[${index}].image`, image, "must not have leading or trailing whitespace"),
        );
    }
  }
  if (!addDeadline(to, spec, before)) return;
  addOnlyMoreTolerations(to, spec, before);
  addOnlyFewerGates(to, spec, before);
  const expected = restored(spec, before);
  if (!sameJson(expected, before))
    to.push(
      forbiddenCause(
        "spec",
        `pod updates may not change fields other than ${UPDATABLE}\n${differences(before, expected)}`,
      ),
    );
}

/** @returns whether to look on */
function addDeadline(to: Causes, spec: PodSpec, before: PodSpec): boolean {
  const [now, old] = [spec.activeDeadlineSeconds, before.activeDeadlineSeconds];
  const field = "spec.activeDeadlineSeconds";
  if (!isSet(now)) {
    if (isSet(old)) to.push(invalid(field, null, "must not update from a positive integer to nil value"));
    return true;
  }
  const [wrong] = between(now, 0, MAX_SECONDS);
  const problem =
    wrong ?? (isSet(old) && old < now ? "must be less than or equal to previous value" : undefined);
  if (problem === undefined) return true;
  to.push(invalid(field, now, problem));
  return false;
}

function addOnlyMoreTolerations(to: Causes, spec: PodSpec, before: PodSpec): void {
  const now = spec.tolerations ?? [];
  for (const { tolerationSeconds: _, ...old } of before.tolerations ?? [])
    if (!now.some(({ tolerationSeconds: __, ...one }) => sameJson(one, old)))
      return void to.push(
        forbiddenCause(
          "spec.tolerations",
          "existing toleration can not be modified except its tolerationSeconds",
        ),
      );
  addTolerations(to, "spec.tolerations", now);
}

function addOnlyFewerGates(to: Causes, spec: PodSpec, before: PodSpec): void {
  const old = new Set((before.schedulingGates ?? []).map(({ name }) => name));
  for (const [index, { name = "" }] of (spec.schedulingGates ?? []).entries())
    if (!old.has(name))
      to.push(
        forbiddenCause(
          `spec.schedulingGates[${index}].name`,
          `only deletion is allowed, but found new scheduling gate '${name}'`,
        ),
      );
}

/** The new spec with what may change put back. */
function restored(spec: PodSpec, before: PodSpec): PodSpec {
  const expected: Record<string, unknown> = { ...spec };
  for (const list of ["containers", "initContainers"] as const)
    if (isSet(spec[list]))
      expected[list] = spec[list].map((one: Container, index): Container => {
        const image = before[list]?.[index]?.image;
        return image === undefined ? one : { ...one, image };
      });
  const isGated = (before.schedulingGates ?? []).length > 0;
  const free = ["activeDeadlineSeconds", "tolerations", "schedulingGates"] as const;
  for (const name of isGated ? [...free, "nodeSelector" as const, "affinity" as const] : free)
    if (before[name] === undefined) delete expected[name];
    else expected[name] = before[name];
  return expected;
}
