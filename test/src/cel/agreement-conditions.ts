/** Records the conditions that the real kro writes for expressions of `status.conditions`. */

import type { Json, JsonObject } from "../../../src/model/json.ts";
import { isJsonObject } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";
import { eventually, kubectlWithInput, kubectl, randomNamespace } from "../../support/control-plane.ts";
import { SPEC, SPEC_SCHEMA, TYPES } from "./agreement-objects.ts";
import { schemaOfInstance, schemaOfKind } from "./agreement-schemas.ts";

const EXPRESSIONS = [
  `runtime.newCondition({type: "Named", status: schema.spec.name == "shop" ? "True" : "False", reason: "Why", message: "it is " + schema.spec.name})`,
  `runtime.newCondition({type: "Bare", status: "Unknown"})`,
  `schema.spec.tags.distinct().map(t, runtime.newCondition({type: "Tag" + t.upperAscii(), status: "True", reason: t}))`,
  `runtime.newCondition({type: "Copied", status: runtime.condition(other, "Ready").status, reason: runtime.condition(other, "Ready").reason})`,
  `runtime.newCondition({type: "Missing", status: runtime.condition(other, "Nothing").status == "" ? "False" : "True"})`,
];

/** The expressions, what they saw, and what kro made of them. */
export interface Conditions {
  expressions: readonly string[];
  schemas: Record<string, StructuralSchema>;
  values: Record<string, Json>;
  conditions: JsonObject[];
}

/** Records on the control plane of the environment, which has to run kro. */
export async function recordConditions(): Promise<Conditions> {
  const namespace = randomNamespace("conditions");
  const group = `${namespace}.test`;
  await kubectl("create", "namespace", namespace);
  const other = { apiVersion: "v1", kind: "ReplicationController", metadata: { name: "other", namespace } };
  const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "a", image: "a" }] } };
  await kubectlWithInput(
    { ...other, spec: { replicas: 0, selector: { a: "b" }, template } },
    "create",
    "-f",
    "-",
  );
  const status = { conditions: [{ type: "Ready", status: "True", reason: "Fine", message: "m" }] };
  const patch = JSON.stringify({ status });
  await kubectl("patch", "rc", "other", "-n", namespace, "--subresource=status", "--type=merge", "-p", patch);
  const definition = {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: namespace },
    spec: {
      schema: {
        apiVersion: "v1alpha1",
        group,
        kind: "Conditioned",
        spec: SPEC_SCHEMA,
        types: TYPES,
        status: { conditions: EXPRESSIONS.map((expression) => `\${${expression}}`) },
      },
      resources: [{ id: "other", externalRef: other }],
    },
  };
  await kubectlWithInput(definition, "create", "-f", "-");
  await kubectl("wait", "--for=condition=Ready", `rgd/${namespace}`, "--timeout=60s");
  const instance = {
    apiVersion: `${group}/v1alpha1`,
    kind: "Conditioned",
    metadata: { name: "it", namespace },
  };
  await kubectlWithInput({ ...instance, spec: SPEC }, "create", "-f", "-");
  const live = await eventually(
    "conditions are written",
    () => written(`conditioneds.${group}/it`, namespace),
    60_000,
  );
  const values = {
    schema: live.instance,
    other: JSON.parse(await kubectl("get", "rc", "other", "-n", namespace, "-o", "json")) as Json,
  };
  const schemas = {
    schema: await schemaOfInstance(`conditioneds.${group}`),
    other: await schemaOfKind("v1", "ReplicationController"),
  };
  return { expressions: EXPRESSIONS, schemas, values, conditions: live.conditions };
}

async function written(
  name: string,
  namespace: string,
): Promise<{ instance: JsonObject; conditions: JsonObject[] } | undefined> {
  const instance = JSON.parse(await kubectl("get", name, "-n", namespace, "-o", "json")) as JsonObject;
  const status = isJsonObject(instance["status"]) ? instance["status"] : {};
  const conditions = (status["conditions"] ?? []) as JsonObject[];
  // One of the expressions makes three.
  if (conditions.length < EXPRESSIONS.length + 2) return undefined;
  return {
    instance,
    conditions: conditions.map(({ type, status: is, reason = "", message = "" }) => ({
      type,
      status: is,
      reason,
      message,
    })),
  };
}
