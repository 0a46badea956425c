/** What can be done to pods beside writing them: eviction and binding. */

import { isJsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { matchesLabels, selectorOf } from "../objects/label-selector.ts";
import { badRequest, notFound, StatusError, type Status } from "../status.ts";
import { statusAnswer } from "./answer.ts";
import type { Exchange } from "./api.ts";
import { readBody } from "./body.ts";
import { metadataOf } from "./object-body.ts";
import { writeOptions } from "./write-options.ts";

const BUDGETS = "policy/poddisruptionbudgets";

function success(): Status {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
}

/** The object of the path. @throws {StatusError} 404 */
export function existing({ api, route }: Exchange): LiveObject {
  const { kind, namespace, name = "" } = route;
  const found = api.objects.get(kind, namespace, name);
  if (found === undefined) throw notFound({ group: kind.group, plural: kind.plural, name });
  return found;
}

/** Budgets that a pod counts for. */
function budgetsOf({ api, route }: Exchange, pod: LiveObject): LiveObject[] {
  return api.store.list(BUDGETS, route.namespace).filter((budget) => {
    const { spec } = budget;
    const selector = isJsonObject(spec) ? spec["selector"] : undefined;
    return isJsonObject(selector) && matchesLabels(selectorOf(selector), pod.metadata.labels);
  });
}

function disruptionsAllowed({ status }: LiveObject): number {
  const allowed = isJsonObject(status) ? status["disruptionsAllowed"] : undefined;
  return typeof allowed === "number" ? allowed : 0;
}

/** POST of an eviction: a deletion that disruption budgets can refuse. */
export async function evict(exchange: Exchange): Promise<Response> {
  const { api, route, request } = exchange;
  const { kind, namespace, name = "" } = route;
  const options = writeOptions(exchange, "CreateOptions");
  const { value } = await readBody(request, "Eviction");
  if (metadataOf(value).name !== name) throw badRequest("name in URL does not match name in Eviction object");
  const pod = existing(exchange);
  const refusing = budgetsOf(exchange, pod).find((budget) => disruptionsAllowed(budget) <= 0);
  if (refusing !== undefined)
    throw new StatusError({
      code: 429,
      reason: "TooManyRequests",
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: "DisruptionBudget",
            message: `The disruption budget ${refusing.metadata.name} needs more healthy pods than there are now`,
          },
        ],
      },
    });
  const sent = value["deleteOptions"];
  const grace = isJsonObject(sent) ? sent["gracePeriodSeconds"] : undefined;
  api.objects.delete(
    kind,
    { name, ...(namespace === undefined ? {} : { namespace }) },
    {
      ...(options.dryRun === true ? { dryRun: true } : {}),
      ...(typeof grace === "number" ? { gracePeriodSeconds: grace } : {}),
    },
  );
  await api.store.committed();
  return statusAnswer(success(), exchange.accepted, exchange.warnings);
}

/** POST of a binding: says on which node a pod runs. */
export async function bind(exchange: Exchange): Promise<Response> {
  const { api, route, request } = exchange;
  const { kind, namespace, name = "" } = route;
  const options = writeOptions(exchange, "CreateOptions");
  const { value } = await readBody(request, "Binding");
  const target = value["target"];
  const node = isJsonObject(target) ? target["name"] : undefined;
  if (typeof node !== "string" || node === "") throw badRequest("target.name: Required value");
  const pod = existing(exchange);
  const bound = isJsonObject(pod["spec"]) ? pod["spec"]["nodeName"] : undefined;
  if (typeof bound === "string" && bound !== "")
    throw new StatusError({
      code: 409,
      reason: "Conflict",
      message: `Operation cannot be fulfilled on pods/binding "${name}": pod ${name} is already assigned to node "${bound}"`,
      details: { name, kind: "pods/binding" },
    });
  api.objects.patch(
    kind,
    {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      type: "merge",
      patch: { spec: { nodeName: node } },
    },
    { ...options, trusted: true },
  );
  await api.store.committed();
  return statusAnswer(success(), exchange.accepted, exchange.warnings);
}
