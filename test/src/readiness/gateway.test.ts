import { describe, expect, test } from "bun:test";
import { judge } from "../../../src/readiness/readiness.ts";
import { object } from "./objects.ts";

type Told = [type: string, status: string, reason?: string, observedGeneration?: number];

const conditions = (...list: Told[]): object[] =>
  list.map(([type, status, reason = type, observedGeneration = 2]) => ({
    type,
    status,
    reason,
    message: "",
    observedGeneration,
  }));
const ROUTE = "gateway.networking.k8s.io/v1/HTTPRoute";
const GATEWAY = "gateway.networking.k8s.io/v1/Gateway";
const ACCEPTED: Told[] = [
  ["Accepted", "True"],
  ["ResolvedRefs", "True"],
];
const web = { name: "web" };
const full = { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "shop", name: "web" };
const parent = (parentRef: object, ...list: Told[]): object => ({
  parentRef,
  controllerName: "x/y",
  conditions: conditions(...list),
});
const route = (parentRefs: object[], parents: object[]): object => ({
  spec: { parentRefs },
  status: { parents },
});
const listener = (name: string, ...list: Told[]): object => ({ name, conditions: conditions(...list) });
const PROGRAMMED: Told[] = [
  ["Accepted", "True"],
  ["Programmed", "True"],
];

const rows: [what: string, type: string, fields: object, verdict: string][] = [
  [
    "a route nobody has seen",
    ROUTE,
    { spec: { parentRefs: [web] } },
    "progressing: its parent web has not taken it up: does its controller run?",
  ],
  ["an accepted route", ROUTE, route([web], [parent(web, ...ACCEPTED)]), "ready"],
  [
    "an accepted route whose parent is named in full",
    ROUTE,
    route([web], [parent(full, ...ACCEPTED)]),
    "ready",
  ],
  [
    "a route that another section of the parent accepted",
    ROUTE,
    route([{ ...web, sectionName: "https" }], [parent({ ...web, sectionName: "http" }, ...ACCEPTED)]),
    "progressing: its parent web has not taken it up: does its controller run?",
  ],
  [
    "a route that one of two parents has seen",
    ROUTE,
    route([web, { name: "mesh", kind: "Service", group: "" }], [parent(web, ...ACCEPTED)]),
    "progressing: its parent mesh has not taken it up: does its controller run?",
  ],
  [
    "a route that was accepted before it changed",
    ROUTE,
    route([web], [parent(web, ["Accepted", "True", "Accepted", 1], ["ResolvedRefs", "True"])]),
    "progressing: its condition Accepted is about generation 1 of 2",
  ],
  [
    "a route that is refused",
    ROUTE,
    route([web], [parent(web, ["Accepted", "False", "NotAllowedByListeners"], ["ResolvedRefs", "True"])]),
    "failed after 60 s: parent web is not Accepted: NotAllowedByListeners",
  ],
  [
    "a route without its Service",
    ROUTE,
    route([web], [parent(web, ["Accepted", "True"], ["ResolvedRefs", "False", "BackendNotFound"])]),
    "failed after 60 s: parent web is not ResolvedRefs: BackendNotFound",
  ],
  ["a route without parents", ROUTE, route([], []), "ready"],
  [
    "a route of which a part is served",
    ROUTE,
    route([web], [parent(web, ...ACCEPTED, ["PartiallyInvalid", "True", "UnsupportedValue"])]),
    "ready, though UnsupportedValue",
  ],

  [
    "a Gateway nobody has seen",
    GATEWAY,
    {
      status: {
        conditions: conditions(
          ["Accepted", "Unknown", "Pending", 0],
          ["Programmed", "Unknown", "Pending", 0],
        ),
      },
    },
    "progressing: its condition Accepted is about generation 0 of 2",
  ],
  [
    "a Gateway that is being programmed",
    GATEWAY,
    {
      status: { conditions: conditions(["Accepted", "True"], ["Programmed", "False", "AddressNotAssigned"]) },
    },
    "progressing: it is not Programmed: AddressNotAssigned",
  ],
  [
    "a Gateway that is refused",
    GATEWAY,
    { status: { conditions: conditions(["Accepted", "False", "InvalidParameters"]) } },
    "failed after 60 s: it is not Accepted: InvalidParameters",
  ],
  [
    "a Gateway that serves",
    GATEWAY,
    {
      status: {
        conditions: conditions(...PROGRAMMED),
        listeners: [listener("http", ...PROGRAMMED, ["ResolvedRefs", "True"])],
      },
    },
    "ready",
  ],
  [
    "a Gateway whose listener lacks its Secret",
    GATEWAY,
    {
      status: {
        conditions: conditions(...PROGRAMMED),
        listeners: [
          listener("http", ...PROGRAMMED),
          listener("https", ...PROGRAMMED, ["ResolvedRefs", "False", "InvalidCertificateRef"]),
        ],
      },
    },
    "failed after 60 s: listener https is not ResolvedRefs: InvalidCertificateRef",
  ],
  // Traefik tells of a listener only what is wrong with it.
  [
    "a Gateway one of whose listeners has nothing but faults",
    GATEWAY,
    {
      status: {
        conditions: conditions(...PROGRAMMED),
        listeners: [
          listener("http", ...PROGRAMMED),
          listener(
            "https",
            ["ResolvedRefs", "False", "InvalidCertificateRef"],
            ["Programmed", "False", "Invalid"],
          ),
        ],
      },
    },
    "failed after 60 s: listener https is not ResolvedRefs: InvalidCertificateRef",
  ],
  [
    "a Gateway with one listener twice",
    GATEWAY,
    {
      status: {
        conditions: conditions(...PROGRAMMED),
        listeners: [
          listener("http", ...PROGRAMMED),
          listener("again", ["Conflicted", "True", "DuplicateListener"]),
        ],
      },
    },
    "failed after 60 s: listener again is Conflicted: DuplicateListener",
  ],
  [
    "a Gateway without a valid listener",
    GATEWAY,
    {
      status: {
        conditions: conditions(
          ["Accepted", "False", "ListenersNotValid"],
          ["Programmed", "False", "Invalid"],
        ),
        listeners: [listener("https", ["ResolvedRefs", "False", "InvalidCertificateRef"])],
      },
    },
    "failed after 60 s: listener https is not ResolvedRefs: InvalidCertificateRef",
  ],
  [
    "a Gateway whose listener was wrong before it changed",
    GATEWAY,
    {
      status: {
        conditions: conditions(...PROGRAMMED),
        listeners: [
          listener(
            "https",
            ["ResolvedRefs", "False", "InvalidCertificateRef", 1],
            ["Conflicted", "True", "HostnameConflict", 1],
          ),
        ],
      },
    },
    "progressing: listener https has no condition Accepted yet",
  ],

  [
    "a policy nobody has seen",
    "gateway.networking.k8s.io/v1/BackendTLSPolicy",
    {},
    "progressing: nobody has taken it up: does its controller run?",
  ],
  [
    "a policy that one ancestor refuses",
    "gateway.networking.k8s.io/v1/BackendTLSPolicy",
    {
      status: {
        ancestors: [
          { ancestorRef: web, conditions: conditions(["Accepted", "True"]) },
          { ancestorRef: { name: "inner" }, conditions: conditions(["Accepted", "False", "TargetNotFound"]) },
        ],
      },
    },
    "failed after 60 s: ancestor inner is not Accepted: TargetNotFound",
  ],
];

describe("the Gateway API", () => {
  test.each(rows)("%s", (_what, type, fields, expected) => {
    const verdict = judge(object(type, fields, { namespace: "shop" }));
    const told =
      verdict.state === "ready"
        ? `ready${verdict.warning === undefined ? "" : `, though ${verdict.warning}`}`
        : `${verdict.state}${verdict.state === "failed" ? ` after ${(verdict.patience ?? 0) / 1000} s` : ""}: ${verdict.reason}`;
    expect(told).toBe(expected);
  });
});
