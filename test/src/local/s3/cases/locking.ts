/** Retention and legal hold of objects. */

import type { Step } from "../exchange.ts";

const at = (what: string, method: string, key: string, more: Partial<Step> = {}): Step => ({
  what,
  method,
  path: `/{locked}${key}`,
  ...more,
});
const MD5 = { "content-md5": "{md5}" };
const HOLD = (status: string): string => `<LegalHold><Status>${status}</Status></LegalHold>`;
const RETAIN = (mode: string, date: string): string =>
  `<Retention><Mode>${mode}</Mode><RetainUntilDate>${date}</RetainUntilDate></Retention>`;
const VERSION = { version: /x-amz-version-id: (.*)/ };
const FUTURE = "2035-01-01T00:00:00Z";
const LATER = "2036-01-01T00:00:00Z";
const PAST = "2020-01-01T00:00:00Z";
const BYPASS = { "x-amz-bypass-governance-retention": "true" };

const write = (
  what: string,
  key: string,
  query: string,
  body: string,
  more: Record<string, string> = {},
): Step => at(what, "PUT", key, { query, body, headers: { ...MD5, ...more } });

const holding: Step[] = [
  at("put held", "PUT", "/held", {
    body: "x",
    headers: { ...MD5, "x-amz-object-lock-legal-hold": "ON" },
    keep: VERSION,
  }),
  at("head held", "HEAD", "/held"),
  at("legal hold read", "GET", "/held", { query: "legal-hold" }),
  at("a marker over a held version", "DELETE", "/held", { keep: { marker: /x-amz-version-id: (.*)/ } }),
  at("the marker goes", "DELETE", "/held", { query: "versionId={marker}" }),
  at("a held version stays", "DELETE", "/held", { query: "versionId={version}" }),
  at("several held versions stay", "POST", "", {
    query: "delete",
    body: "<Delete><Object><Key>held</Key></Object></Delete>",
    headers: MD5,
  }),
  write("legal hold off", "/held", "legal-hold&versionId={version}", HOLD("OFF")),
  at("legal hold read as off", "GET", "/held", { query: "legal-hold&versionId={version}" }),
  write("an unknown legal hold", "/held", "legal-hold&versionId={version}", HOLD("MAYBE")),
  write("a legal hold of garbage", "/held", "legal-hold&versionId={version}", "garbage"),
  at("it goes", "DELETE", "/held", { query: "versionId={version}" }),
  at("put with an unknown legal hold", "PUT", "/held2", {
    body: "x",
    headers: { "x-amz-object-lock-legal-hold": "MAYBE" },
  }),
  {
    what: "a legal hold in a bucket without",
    method: "PUT",
    path: "/{bucket}/a.txt",
    query: "legal-hold",
    body: HOLD("ON"),
    headers: MD5,
  },
  {
    what: "put held in a bucket without",
    method: "PUT",
    path: "/{bucket}/h.txt",
    body: "x",
    headers: { ...MD5, "x-amz-object-lock-legal-hold": "ON" },
  },
];

const retaining: Step[] = [
  at("put governed", "PUT", "/g", {
    body: "x",
    headers: {
      ...MD5,
      "x-amz-object-lock-mode": "GOVERNANCE",
      "x-amz-object-lock-retain-until-date": FUTURE,
    },
    keep: VERSION,
  }),
  at("head governed", "HEAD", "/g"),
  at("retention read", "GET", "/g", { query: "retention" }),
  at("no legal hold read", "GET", "/g", { query: "legal-hold" }),
  at("a governed version stays", "DELETE", "/g", { query: "versionId={version}" }),
  write("retention longer", "/g", "retention", RETAIN("GOVERNANCE", LATER)),
  write("retention shorter", "/g", "retention", RETAIN("GOVERNANCE", FUTURE)),
  write("retention shorter, bypassed", "/g", "retention", RETAIN("GOVERNANCE", FUTURE), BYPASS),
  write("retention in the past", "/g", "retention", RETAIN("GOVERNANCE", PAST), BYPASS),
  write("an unknown mode", "/g", "retention", RETAIN("MAYBE", LATER)),
  write("a retention of garbage", "/g", "retention", "garbage"),
  at("a governed version goes by bypass", "DELETE", "/g", { query: "versionId={version}", headers: BYPASS }),
  at("put with half a retention", "PUT", "/h", {
    body: "x",
    headers: { "x-amz-object-lock-mode": "GOVERNANCE" },
  }),
  at("put with a past retention", "PUT", "/h", {
    body: "x",
    headers: { "x-amz-object-lock-mode": "GOVERNANCE", "x-amz-object-lock-retain-until-date": PAST },
  }),
  at("put with an unknown mode", "PUT", "/h", {
    body: "x",
    headers: { "x-amz-object-lock-mode": "MAYBE", "x-amz-object-lock-retain-until-date": FUTURE },
  }),
  at("put free", "PUT", "/free", { body: "x", headers: MD5, keep: VERSION }),
  at("no retention read", "GET", "/free", { query: "retention" }),
  at("it goes too", "DELETE", "/free", { query: "versionId={version}" }),
  at("retention of nothing", "GET", "/nothing", { query: "retention" }),
  {
    what: "retention in a bucket without",
    method: "PUT",
    path: "/{bucket}/a.txt",
    query: "retention",
    body: RETAIN("GOVERNANCE", FUTURE),
    headers: MD5,
  },
  {
    what: "a default retention",
    method: "PUT",
    path: "/{locked}",
    query: "object-lock",
    body: "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>",
  },
  at("put under the default", "PUT", "/d", { body: "x", headers: MD5, keep: VERSION }),
  at("head under the default", "HEAD", "/d"),
  at("several that are governed stay", "POST", "", {
    query: "delete",
    body: "<Delete><Object><Key>d</Key><VersionId>{version}</VersionId></Object></Delete>",
    headers: MD5,
  }),
  at("several, bypassed", "POST", "", {
    query: "delete",
    body: "<Delete><Object><Key>d</Key><VersionId>{version}</VersionId></Object></Delete>",
    headers: { ...MD5, ...BYPASS },
  }),
  at("it goes by bypass", "DELETE", "/d", { query: "versionId={version}", headers: BYPASS }),
];

const complying: Step[] = [
  at("a default without a rule", "PUT", "", {
    query: "object-lock",
    body: "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>",
  }),
  at("put under compliance", "PUT", "/c", {
    body: "x",
    headers: {
      ...MD5,
      "x-amz-object-lock-mode": "COMPLIANCE",
      "x-amz-object-lock-retain-until-date": "{soon}",
    },
    keep: VERSION,
  }),
  at("a version under compliance stays", "DELETE", "/c", { query: "versionId={version}", headers: BYPASS }),
  write("compliance to governance", "/c", "retention", RETAIN("GOVERNANCE", FUTURE), BYPASS),
  at("copy out of it", "PUT", "/copied", {
    headers: { "x-amz-copy-source": "/{locked}/c" },
    keep: { copied: /x-amz-version-id: (.*)/ },
  }),
  at("head of the copy", "HEAD", "/copied"),
  at("put governed again", "PUT", "/g2", {
    body: "x",
    headers: {
      ...MD5,
      "x-amz-object-lock-mode": "GOVERNANCE",
      "x-amz-object-lock-retain-until-date": FUTURE,
    },
    keep: VERSION,
  }),
  write("governance to compliance", "/g2", "retention", RETAIN("COMPLIANCE", "{later}")),
  write("retention away, bypassed", "/g2", "retention", "<Retention></Retention>", BYPASS),
  at("put over a version under compliance", "PUT", "/c", { body: "y", headers: MD5 }),
  at("put with locks without md5", "PUT", "/n", {
    body: "y",
    headers: { "x-amz-object-lock-legal-hold": "OFF" },
  }),
];

export const lockingSteps: Step[] = [...holding, ...retaining, ...complying];
