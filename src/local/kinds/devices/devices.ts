/** Rules of the devices that pods ask for: DeviceClass, ResourceClaim, ResourceClaimTemplate, ResourceSlice. */

import type {
  ResourceV1ResourceClaim,
  V1DeviceClass,
  V1DeviceRequest,
  V1ResourceClaimSpec,
  V1ResourceClaimTemplate,
  V1ResourcePool,
  V1ResourceSlice,
} from "@kubernetes/client-node";
import { addInvalid, duplicate, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

type ClaimSpec = Fields<V1ResourceClaimSpec>;
type Request = Fields<V1DeviceRequest>;

const MODES = ["All", "ExactCount"];

function defaultRequests(spec: ClaimSpec | undefined): void {
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? [])
    for (const request of [...(isSet(exactly) ? [exactly] : []), ...firstAvailable]) {
      fallback(request, "allocationMode", "ExactCount");
      if (request.allocationMode === "ExactCount" && (request.count ?? 0) === 0) request.count = 1;
    }
}

function addClaim(to: Causes, field: string, spec: ClaimSpec | undefined): void {
  const names = new Set<string>();
  for (const [index, request] of (spec?.devices?.requests ?? []).entries()) {
    const at = `${field}.devices.requests[${index}]`;
    const name = request.name ?? "";
    if (name === "") to.push(required(`${at}.name`));
    else addInvalid(to, `${at}.name`, { value: name, wrong: dnsLabel(name) });
    addRequest(to, at, request);
    if (names.has(name)) to.push(duplicate(at, name));
    names.add(name);
  }
  addConstraints(to, field, spec);
}

function addConstraints(to: Causes, field: string, spec: ClaimSpec | undefined): void {
  const known = new Set(
    (spec?.devices?.requests ?? []).flatMap(({ name = "", firstAvailable = [] }) => [
      name,
      ...firstAvailable.map((one) => `${name}/${one.name ?? ""}`),
    ]),
  );
  for (const [index, constraint] of (spec?.devices?.constraints ?? []).entries()) {
    const at = `${field}.devices.constraints[${index}]`;
    for (const [one, name] of (constraint.requests ?? []).entries())
      if (!known.has(name))
        to.push(
          invalid(
            `${at}.requests[${one}]`,
            name,
            "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'",
          ),
        );
    if (!isSet(constraint.matchAttribute) && !isSet(constraint.distinctAttribute))
      to.push(
        required(
          at,
          'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
        ),
      );
  }
}

function addRequest(to: Causes, field: string, { exactly, firstAvailable = [] }: Request): void {
  if (!isSet(exactly) && firstAvailable.length === 0)
    to.push(required(field, "exactly one of `exactly` or `firstAvailable` is required"));
  if (isSet(exactly) && firstAvailable.length > 0)
    to.push(
      invalid(
        field,
        null,
        "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set",
      ),
    );
  if (!isSet(exactly)) return;
  const { deviceClassName = "", allocationMode = "", count = 0 } = exactly;
  if (deviceClassName === "") to.push(required(`${field}.exactly.deviceClassName`));
  else
    addInvalid(to, `${field}.exactly.deviceClassName`, {
      value: deviceClassName,
      wrong: dnsSubdomain(deviceClassName),
    });
  if (!MODES.includes(allocationMode))
    to.push(notSupported(`${field}.exactly.allocationMode`, allocationMode, MODES));
  else if (allocationMode === "ExactCount" && count <= 0)
    to.push(invalid(`${field}.exactly.count`, count, "must be greater than zero"));
  else if (allocationMode === "All" && count !== 0)
    to.push(invalid(`${field}.exactly.count`, count, "must not be specified when allocationMode is 'All'"));
}

export const resourceClaimRules: KindRules = {
  defaults: (object) => {
    defaultRequests(as<ResourceV1ResourceClaim>(object).spec);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addClaim(causes, "spec", as<ResourceV1ResourceClaim>(object).spec);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addImmutable(causes, "spec", { value: object["spec"], before: previous["spec"] });
    return causes;
  },
};

export const resourceClaimTemplateRules: KindRules = {
  defaults: (object) => {
    defaultRequests(within(as<V1ResourceClaimTemplate>(object), "spec").spec);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addClaim(causes, "spec.spec", as<V1ResourceClaimTemplate>(object).spec?.spec);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addImmutable(causes, "spec", { value: object["spec"], before: previous["spec"] });
    return causes;
  },
};

export const deviceClassRules: KindRules = {
  generation: "spec",
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: false });
    addSelectors(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSelectors(causes, object);
    return causes;
  },
};

function addSelectors(to: Causes, object: object): void {
  for (const [index, { cel }] of (as<V1DeviceClass>(object).spec?.selectors ?? []).entries())
    if (!isSet(cel)) to.push(required(`spec.selectors[${index}].cel`));
    else if ((cel.expression ?? "") === "") to.push(required(`spec.selectors[${index}].cel.expression`));
  for (const [index, { opaque }] of (as<V1DeviceClass>(object).spec?.config ?? []).entries())
    if (!isSet(opaque)) to.push(required(`spec.config[${index}].opaque`));
}

export const resourceSliceRules: KindRules = {
  generation: "spec",
  validate: (object) => {
    const causes: Causes = [];
    addSlice(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSlice(causes, object);
    const [now, before] = [as<V1ResourceSlice>(object).spec, as<V1ResourceSlice>(previous).spec];
    addImmutable(causes, "spec.pool.name", { value: now?.pool?.name, before: before?.pool?.name });
    addImmutable(causes, "spec.driver", { value: now?.driver, before: before?.driver });
    addImmutable(causes, "spec.nodeName", { value: now?.nodeName, before: before?.nodeName });
    return causes;
  },
};

function addPool(
  to: Causes,
  { name, resourceSliceCount: count = 0, generation = 0 }: Fields<V1ResourcePool>,
): void {
  if (isBlank(name)) to.push(required("spec.pool.name"));
  if (count <= 0) to.push(invalid("spec.pool.resourceSliceCount", count, "must be greater than zero"));
  if (generation < 0)
    to.push(invalid("spec.pool.generation", generation, "must be greater than or equal to zero"));
}

function addSlice(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1ResourceSlice>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  const { driver = "", nodeName, nodeSelector, allNodes, perDeviceNodeSelection } = spec;
  if (driver === "") to.push(required("spec.driver"));
  else addInvalid(to, "spec.driver", { value: driver, wrong: dnsSubdomain(driver) });
  addPool(to, spec.pool ?? {});
  const where = Object.entries({ nodeName, nodeSelector, allNodes, perDeviceNodeSelection })
    .filter(([, value]) => isSet(value) && value !== "" && value !== false)
    .map(([name]) => `\`${name}\``);
  const one = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
  if (where.length === 0) to.push(required("spec", one));
  if (where.length > 1)
    to.push(invalid("spec", `{${where.join(", ")}}`, `${one}, but multiple fields are set`));
  const names = new Set<string>();
  for (const [index, { name = "" }] of (spec.devices ?? []).entries()) {
    addInvalid(to, `spec.devices[${index}].name`, { value: name, wrong: dnsLabel(name) });
    if (names.has(name)) to.push(duplicate(`spec.devices[${index}]`, name));
    names.add(name);
  }
}
