/** Rules of PriorityLevelConfigurations. */

import type {
  V1LimitedPriorityLevelConfiguration,
  V1PriorityLevelConfiguration,
} from "@kubernetes/client-node";
import { forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, type Fields } from "../fields.ts";
import { addMetadata } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

const MAX_QUEUES = 10_000_000;

function validate(object: object): Causes {
  const causes: Causes = [];
  const { metadata, spec = {} } = as<V1PriorityLevelConfiguration>(object);
  addMetadata(causes, metadata, { name: dnsSubdomain, namespaced: false });
  const { type = "", limited, exempt } = spec;
  if ((metadata?.name === "exempt") !== (type === "Exempt"))
    causes.push(invalid("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'"));
  if (type === "Exempt") {
    if (isSet(limited)) causes.push(forbiddenCause("spec.limited", "must be nil if the type is not Limited"));
  } else if (type === "Limited") {
    if (isSet(exempt)) causes.push(forbiddenCause("spec.exempt", "must be nil if the type is Limited"));
    if (isSet(limited)) addLimited(causes, limited);
    else causes.push(required("spec.limited", "must not be empty when type is Limited"));
  } else if (type === "") causes.push(required("spec.type"));
  else causes.push(notSupported("spec.type", type, ["Exempt", "Limited"]));
  return causes;
}

export const priorityLevelRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const { limited, exempt } = as<V1PriorityLevelConfiguration>(object).spec ?? {};
    if (isSet(exempt)) {
      fallback(exempt, "nominalConcurrencyShares", 0);
      fallback(exempt, "lendablePercent", 0);
    }
    if (!isSet(limited)) return;
    fallback(limited, "nominalConcurrencyShares", 30);
    fallback(limited, "lendablePercent", 0);
    const queuing = limited.limitResponse?.queuing;
    if (!isSet(queuing)) return;
    if ((queuing.handSize ?? 0) === 0) queuing.handSize = 8;
    if ((queuing.queues ?? 0) === 0) queuing.queues = 64;
    if ((queuing.queueLengthLimit ?? 0) === 0) queuing.queueLengthLimit = 50;
  },
  validate,
  validateUpdate: validate,
};

function addLimited(to: Causes, limited: Fields<V1LimitedPriorityLevelConfiguration>): void {
  const {
    nominalConcurrencyShares: shares,
    lendablePercent: lent,
    borrowingLimitPercent: borrowed,
  } = limited;
  if (isSet(shares) && shares < 0)
    to.push(invalid("spec.limited.nominalConcurrencyShares", shares, "must be a non-negative integer"));
  const { type = "", queuing } = limited.limitResponse ?? {};
  const field = "spec.limited.limitResponse";
  if (type === "Reject") {
    if (isSet(queuing))
      to.push(forbiddenCause(`${field}.queuing`, "must be nil if limited.limitResponse.type is not Limited"));
  } else if (type === "Queue") {
    if (isSet(queuing)) addQueuing(to, `${field}.queuing`, queuing);
    else to.push(required(`${field}.queuing`, "must not be empty if limited.limitResponse.type is Limited"));
  } else if (type === "") to.push(required(`${field}.type`));
  else to.push(notSupported(`${field}.type`, type, ["Queue", "Reject"]));
  if (isSet(lent) && (lent < 0 || lent > 100))
    to.push(invalid("spec.limited.lendablePercent", lent, "must be between 0 and 100, inclusive"));
  if (isSet(borrowed) && borrowed < 0)
    to.push(
      invalid("spec.limited.borrowingLimitPercent", borrowed, "if specified, must be a non-negative integer"),
    );
}

function addQueuing(
  to: Causes,
  field: string,
  {
    queueLengthLimit = 0,
    queues = 0,
    handSize = 0,
  }: { queueLengthLimit?: number; queues?: number; handSize?: number },
): void {
  if (queueLengthLimit <= 0)
    to.push(invalid(`${field}.queueLengthLimit`, queueLengthLimit, "must be positive"));
  if (queues <= 0) to.push(invalid(`${field}.queues`, queues, "must be positive"));
  else if (queues > MAX_QUEUES)
    to.push(invalid(`${field}.queues`, queues, `must not be greater than ${MAX_QUEUES}`));
  if (handSize <= 0) to.push(invalid(`${field}.handSize`, handSize, "must be positive"));
  else if (handSize > queues)
    to.push(invalid(`${field}.handSize`, handSize, `should not be greater than queues (${queues})`));
}
